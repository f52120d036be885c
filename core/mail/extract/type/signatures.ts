// Formats that a few bytes at a fixed place give away for certain.
import * as types from './media-types.ts';

/** The program that anti-virus makers agreed to report, so that people can see whether a scanner is at work. */
const testProgram = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

type Signature = readonly [offset: number, bytes: string, type: string];

/** Bytes as Latin-1 strings. The first that fits wins. */
const table: readonly Signature[] = [
  [0, '\x7fELF', types.elf],
  [0, '\xfe\xed\xfa\xce', types.machO],
  [0, '\xfe\xed\xfa\xcf', types.machO],
  [0, '\xce\xfa\xed\xfe', types.machO],
  [0, '\xcf\xfa\xed\xfe', types.machO],
  [0, 'dex\n0', 'application/vnd.android.dex'],
  [0, '\0asm\x01\0\0\0', 'application/wasm'],
  [0, 'L\0\0\0\x01\x14\x02\0', types.shortcut],
  [0, '\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3', types.onenote],
  [0, '\x78\x9f\x3e\x22', types.tnef],
  [0, 'ActiveMime', types.activeMime],
  [0, 'age-encryption.org/v1', types.pgpMessage],
  [0, 'Cr24', 'application/x-chrome-extension'],
  [0, '7z\xbc\xaf\x27\x1c', 'application/x-7z-compressed'],
  [0, 'Rar!\x1a\x07\x01\0', 'application/x-rar5'],
  [0, 'Rar!\x1a\x07\0', 'application/vnd.rar'],
  [0, 'MSCF\0\0\0\0', 'application/vnd.ms-cab-compressed'],
  [0, 'ISc(', 'application/x-installshield-cab'],
  [0, '\x1f\x8b\x08', 'application/gzip'],
  [0, '\xfd7zXZ\0', 'application/x-xz'],
  [0, '\x28\xb5\x2f\xfd', 'application/zstd'],
  [0, '\x1f\x9d', 'application/x-compress'],
  [0, '\x04\x22\x4d\x18', 'application/x-lz4'],
  [0, '\x02\x21\x4c\x18', 'application/x-lz4'],
  [0, 'LZIP\x01', 'application/x-lzip'],
  [0, '\x89LZO\0\r\n\x1a\n', 'application/x-lzop'],
  [0, 'LRZI', 'application/x-lrzip'],
  [7, '**ACE**', 'application/x-ace-compressed'],
  [0, 'SZDD\x88\xf0\x27\x33', 'application/x-ms-compress-szdd'],
  [0, 'ITSF\x03\0\0\0', 'application/vnd.ms-htmlhelp'],
  [0, '\xed\xab\xee\xdb', 'application/x-rpm'],
  [0, '!<arch>\n', 'application/x-archive'],
  [0, 'xar!\0', 'application/x-xar'],
  [0, 'MSWIM\0\0\0', 'application/x-ms-wim'],
  [0, 'hsqs', 'application/x-squashfs'],
  [0, 'conectix', 'application/x-vhd'],
  [0, 'vhdxfile', 'application/x-vhdx'],
  [0, 'KDMV', 'application/x-vmdk'],
  [0, '# Disk DescriptorFile', 'application/x-vmdk'],
  [64, '\x7f\x10\xda\xbe', 'application/x-virtualbox-vdi'],
  [0, '\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0', 'application/x-cd-image'],
  [0, 'FasdUAS ', 'application/x-applescript-compiled'],
  [0, '?_\x03\0', 'application/winhelp'],
  [0, testProgram, types.dosExecutable],
  [0, 'QFI\xfb', 'application/x-qemu-disk'],
  [32769, 'CD001', 'application/x-iso9660-image'],
  [32769, 'BEA01', 'application/x-udf-image'],
  [32769, 'NSR0', 'application/x-udf-image'],
  [257, 'ustar', 'application/x-tar'],
  [0, '070701', 'application/x-cpio'],
  [0, '070702', 'application/x-cpio'],
  [0, '070707', 'application/x-cpio'],
  [0, '\xc7\x71', 'application/x-cpio'],
  [0, '\x71\xc7', 'application/x-cpio'],
  [0, 'FWS', 'application/vnd.adobe.flash.movie'],
  [0, 'CWS', 'application/vnd.adobe.flash.movie'],
  [0, 'ZWS', 'application/vnd.adobe.flash.movie'],
  [0, '\x89PNG\r\n\x1a\n', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF87a', 'image/gif'],
  [0, 'GIF89a', 'image/gif'],
  [0, 'II*\0', 'image/tiff'],
  [0, 'MM\0*', 'image/tiff'],
  [8, 'WEBP', 'image/webp'],
  [40, ' EMF', 'image/emf'],
  [0, '\xd7\xcd\xc6\x9a', 'image/wmf'],
  [0, '\x01\0\x09\0\0', 'image/wmf'],
  [0, 'VCLMTF', 'image/x-svm'],
  [0, '\0\0\0\x01Bud1', 'application/x-ds-store'],
  [0, '!BDN', 'application/vnd.ms-outlook-pst'],
  [0, '\0\x05\x16\0', 'application/applefile'],
  [0, '\0\x05\x16\x07', 'application/applefile'],
];

/** Formats laid out from their end, and those whose marker needs a second look. */
export function typeBySignature(bytes: Buffer): string | null {
  for (const [offset, signature, type] of table) {
    if (startsWith(bytes, offset, signature) && confirmed(bytes, type)) return type;
  }
  return executableType(bytes) ?? archiveType(bytes) ?? fileSystemType(bytes) ?? typeByTrailer(bytes);
}

export function startsWith(bytes: Buffer, offset: number, signature: string): boolean {
  if (offset + signature.length > bytes.length) return false;
  for (let i = 0; i < signature.length; i++) if (bytes[offset + i] !== signature.charCodeAt(i)) return false;
  return true;
}

function confirmed(bytes: Buffer, type: string): boolean {
  if (type === 'image/webp') return startsWith(bytes, 0, 'RIFF');
  if (type === 'image/emf') return startsWith(bytes, 0, '\x01\0\0\0');
  if (type === 'application/vnd.adobe.flash.movie') return bytes.length > 8 && (bytes[3] ?? 255) < 64;
  return true;
}

function executableType(bytes: Buffer): string | null {
  if (startsWith(bytes, 0, 'MZ') && bytes.length >= 32) {
    const header = bytes.length >= 64 ? bytes.readUInt32LE(60) : 0;
    if (header > 0 && startsWith(bytes, header, 'PE\0\0')) return types.portableExecutable;
    // The old header keeps small counts in these words; text that begins with MZ does not.
    return bytes.readUInt16LE(2) < 512 && bytes.readUInt16LE(8) < 0x2000 ? types.dosExecutable : null;
  }
  if (!startsWith(bytes, 0, '\xca\xfe\xba\xbe') || bytes.length < 8) return null;
  // A fat Mach-O counts its architectures where a Java class has its version, 45 or more.
  return bytes.readUInt32BE(4) < 40 ? types.machO : types.javaClass;
}

function archiveType(bytes: Buffer): string | null {
  if (/^BZh[1-9](1AY&SY|\x17rE8P\x90)/.test(bytes.toString('latin1', 0, 12))) return 'application/x-bzip2';
  if (/^-(lh[0-9dx]|lz[s45]|pm[0-2])-$/.test(bytes.toString('latin1', 2, 7))) return 'application/x-lzh-compressed';
  if (startsWith(bytes, 0, '\x60\xea') && bytes.length > 40 && bytes.readUInt16LE(2) <= 2600 && bytes[10] === 2) {
    return 'application/x-arj';
  }
  if (isTarHeader(bytes.subarray(0, 512))) return 'application/x-tar';
  if (startsWith(bytes, 0, '\x5d\0\0') && bytes.length > 13 && isLzmaSize(bytes)) return 'application/x-lzma';
  return null;
}

/** Images of disks and partitions without any wrapper: what the boot sector or the superblock says. */
function fileSystemType(bytes: Buffer): string | null {
  if (bytes.length < 1536) return null;
  if (startsWith(bytes, 1024, 'H+\0\x04') || startsWith(bytes, 1024, 'HX\0\x05')) return 'application/x-hfs-image';
  if (startsWith(bytes, 1080, '\x53\xef') && bytes.readUInt32LE(1048) < 8) return 'application/x-ext-image';
  if (!startsWith(bytes, 510, '\x55\xaa')) return null;
  if (startsWith(bytes, 3, 'NTFS    ')) return 'application/x-ntfs-image';
  if (startsWith(bytes, 54, 'FAT') || startsWith(bytes, 82, 'FAT32')) return 'application/x-fat-image';
  if (startsWith(bytes, 512, 'EFI PART')) return 'application/x-gpt-image';
  return hasPartitions(bytes) ? 'application/x-mbr-image' : null;
}

/** Four entries of 16 bytes, each active or not; the first in use has a type and a length. */
function hasPartitions(bytes: Buffer): boolean {
  const entries = [446, 462, 478, 494];
  if (entries.some((at) => bytes[at] !== 0 && bytes[at] !== 0x80)) return false;
  return entries.some((at) => bytes[at + 4] !== 0 && bytes.readUInt32LE(at + 8) > 0 && bytes.readUInt32LE(at + 12) > 0);
}

/** Header of LZMA alone: a dictionary of 2^n or 2^n + 2^(n-1), then a size or all ones. */
function isLzmaSize(bytes: Buffer): boolean {
  const dictionary = bytes.readUInt32LE(1);
  const low = dictionary & -dictionary;
  const round = dictionary === low || dictionary === low * 3 || dictionary === 0xffffffff;
  return round && (bytes.readUInt32LE(9) === 0xffffffff || bytes.readUInt32LE(9) < 256);
}

/** Old tar has no marker, only a checksum over its header with the checksum field taken as blanks. */
export function isTarHeader(header: Buffer): boolean {
  if (header.length < 512 || header[0] === 0) return false;
  const stated = Number.parseInt(header.toString('latin1', 148, 156).replace(/[\0 ]+/g, ''), 8);
  let sum = 8 * 32;
  for (let i = 0; i < 512; i++) if (i < 148 || i >= 156) sum += header[i] ?? 0;
  return sum === stated;
}

function typeByTrailer(bytes: Buffer): string | null {
  const trailer = bytes.subarray(-512);
  if (trailer.length < 512) return null;
  if (startsWith(trailer, 0, 'koly')) return 'application/x-apple-diskimage';
  return startsWith(trailer, 0, 'conectix') ? 'application/x-vhd' : null;
}
