// Archives and disk images that 7-Zip opens, by media type.
import type { Item, Reader } from '../reader.ts';
import { strippedName } from './compressed-stream.ts';
import { unpackArchive } from './seven-zip.ts';

/** Media type → 7-Zip's name of the format. */
export const packedTypes: Readonly<Record<string, string>> = {
  'application/x-7z-compressed': '7z',
  'application/vnd.rar': 'Rar',
  'application/x-rar5': 'Rar5',
  'application/vnd.ms-cab-compressed': 'Cab',
  'application/x-iso9660-image': 'Iso',
  'application/x-udf-image': 'Udf',
  'application/x-xz': 'xz',
  'application/x-bzip2': 'bzip2',
  'application/zstd': 'zstd',
  'application/x-compress': 'Z',
  'application/x-lzma': 'lzma',
  'application/x-arj': 'Arj',
  'application/x-lzh-compressed': 'Lzh',
  'application/x-cpio': 'Cpio',
  'application/x-archive': 'Ar',
  'application/vnd.debian.binary-package': 'Ar',
  'application/x-rpm': 'Rpm',
  'application/x-xar': 'Xar',
  'application/vnd.ms-htmlhelp': 'Chm',
  'application/x-msi': 'Compound',
  'application/x-ms-compress-szdd': 'MsLZ',
  'application/x-apple-diskimage': 'Dmg',
  'application/x-vhd': 'VHD',
  'application/x-vhdx': 'VHDX',
  'application/x-vmdk': 'VMDK',
  'application/x-qemu-disk': 'QCOW',
  'application/x-ms-wim': 'wim',
  'application/x-squashfs': 'SquashFS',
  'application/x-fat-image': 'FAT',
  'application/x-ntfs-image': 'NTFS',
  'application/x-ext-image': 'Ext',
  'application/x-hfs-image': 'HFS',
  'application/x-mbr-image': 'MBR',
  'application/x-gpt-image': 'GPT',
  'application/x-virtualbox-vdi': 'VDI',
};

/** Formats that hold one file without a name of its own. */
const streams = new Set(['xz', 'bzip2', 'zstd', 'Z', 'lzma', 'MsLZ']);

export const readPackedArchive: Reader = (item, budget) => {
  const format = packedTypes[item.type];
  if (format === undefined) throw new Error(`no 7-Zip format for ${item.type}; add it to packedTypes`);
  const children = unpackArchive(item.bytes, format, budget);
  return { texts: [], facts: [], children: streams.has(format) ? named(children, item) : children, read: 'full' };
};

async function* named(children: ReturnType<typeof unpackArchive>, item: Item): ReturnType<typeof unpackArchive> {
  for await (const child of children) {
    yield child.name === 'in' || child.name === '' ? { ...child, name: strippedName(item.name) } : child;
  }
}
