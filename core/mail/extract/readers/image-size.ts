// Width and height of PNG, JPEG, GIF, BMP, WebP and TIFF pictures, from their headers alone.

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Null when the format is another or the header is cut off. */
export function imageSize(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 32) return null;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = file.toString('latin1', 0, 4);
  if (mark === '\x89PNG') return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
  if (mark === 'GIF8') return { width: file.readUInt16LE(6), height: file.readUInt16LE(8) };
  if (mark.startsWith('BM')) return { width: Math.abs(file.readInt32LE(18)), height: Math.abs(file.readInt32LE(22)) };
  if (mark.startsWith('\xff\xd8')) return jpegSize(file);
  if (mark === 'II*\0' || mark === 'MM\0*') return tiffSize(file, mark === 'II*\0');
  return mark === 'RIFF' ? webpSize(file) : null;
}

function jpegSize(file: Buffer): ImageSize | null {
  let at = 2;
  while (at + 9 < file.length) {
    if (file[at] !== 0xff) return null;
    const marker = file[at + 1] ?? 0;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { width: file.readUInt16BE(at + 7), height: file.readUInt16BE(at + 5) };
    at += marker === 0xff ? 1 : 2 + file.readUInt16BE(at + 2);
  }
  return null;
}

function tiffSize(file: Buffer, little: boolean): ImageSize | null {
  const u16 = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const u32 = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const directory = u32(4);
  if (directory + 2 > file.length) return null;
  let width = 0;
  let height = 0;
  for (let i = 0, at = directory + 2; i < u16(directory) && at + 12 <= file.length; i++, at += 12) {
    const value = u16(at + 2) === 3 ? u16(at + 8) : u32(at + 8);
    if (u16(at) === 256) width = value;
    else if (u16(at) === 257) height = value;
  }
  return width > 0 && height > 0 ? { width, height } : null;
}

function webpSize(file: Buffer): ImageSize | null {
  const kind = file.toString('latin1', 12, 16);
  if (kind === 'VP8X') return { width: 1 + file.readUIntLE(24, 3), height: 1 + file.readUIntLE(27, 3) };
  if (kind === 'VP8 ') return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') return null;
  const bits = file.readUInt32LE(21);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}
