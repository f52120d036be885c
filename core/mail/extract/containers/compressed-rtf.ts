// Compressed RTF of Outlook messages and TNEF ([MS-OXRTFCP]): an LZ77 with a dictionary filled beforehand.
import type { Budget } from '../limits.ts';
import { LimitReached } from '../limits.ts';

const preset =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const compressed = 0x75465a4c;
const uncompressed = 0x414c454d;
const headerBytes = 16;
const windowBytes = 4096;
const maximumBytes = 64 * 2 ** 20;

/** Null when it is not compressed RTF. Throws LimitReached when it unpacks to more than the budget. */
export function decompressRtf(packed: Uint8Array, budget: Budget): Buffer | null {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  if (bytes.length < headerBytes) return null;
  const kind = bytes.readUInt32LE(8);
  if (kind === uncompressed) return bytes.subarray(headerBytes);
  if (kind !== compressed) return null;
  // The stated size may lie; a token of two bytes gives 17 at most.
  const limit = Math.min(bytes.readUInt32LE(4), bytes.length * 9);
  if (limit > maximumBytes) throw new LimitReached('too-large');
  budget.spendBytes(limit);
  return expand(bytes, limit);
}

function expand(bytes: Buffer, limit: number): Buffer {
  const window = Buffer.alloc(windowBytes, 0x20);
  window.write(preset, 'latin1');
  let position = preset.length;
  const out = Buffer.alloc(limit);
  let length = 0;
  const put = (byte: number): void => {
    out[length++] = byte;
    window[position] = byte;
    position = (position + 1) % windowBytes;
  };
  for (let at = headerBytes; at < bytes.length && length < limit; ) {
    const flags = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length && length < limit; bit++) {
      if ((flags & (1 << bit)) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const token = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = token >> 4;
      // A reference to the place being written ends the stream.
      if (from === position) return out.subarray(0, length);
      for (let i = 0; i < (token & 15) + 2 && length < limit; i++) put(window[(from + i) % windowBytes] ?? 0);
    }
  }
  return out.subarray(0, length);
}
