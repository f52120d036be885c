// Builds small archives for tests, honest or not.
import { deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly encrypted?: boolean;
  /** Left out of the central directory. */
  readonly hidden?: boolean;
  /** What the central directory claims to be the size. */
  readonly claimedSize?: number;
}

export function zipOf(files: readonly ZipFile[]): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const content = Buffer.from(file.content);
    const packed = deflateRawSync(content);
    const name = Buffer.from(file.name);
    const flags = 0x800 | (file.encrypted === true ? 1 : 0);
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 'latin1');
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(file.claimedSize ?? content.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    body.push(local, name, packed);
    offset += local.length + name.length + packed.length;
    if (file.hidden !== true) directory.push(central, name);
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  const count = files.filter((file) => file.hidden !== true).length;
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...body, listed, end]);
}

export function tarOf(
  files: readonly { readonly name: string; readonly content: string; readonly type?: string }[],
): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, content, type = '0' } of files) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\0', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The shortest thing that passes for a Windows program. */
export function programBytes(): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write('MZ', 'latin1');
  bytes.writeUInt32LE(64, 60);
  bytes.write('PE\0\0', 64, 'latin1');
  return bytes;
}
