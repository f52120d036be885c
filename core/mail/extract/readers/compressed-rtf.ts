// Decompresses the RTF of Outlook messages and TNEF ([MS-OXRTFCP], "LZFu").
import type { Budget } from '../limits.ts';
import { viewBytes } from './byte-view.ts';

/** Initial content of the dictionary, 207 bytes ([MS-OXRTFCP] 2.1.2.1). */
const prefix = [
  String.raw`{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0`,
  '\r\n',
  String.raw`\par \pard\plain\f0\fs20\b\i\u\tab\tx`,
].join('');

/** The RTF source. Throws when the header is neither of the two known kinds. */
export function decompressRtf(bytes: Uint8Array, budget: Budget): Uint8Array {
  const view = viewBytes(bytes);
  const rawSize = view.u32(4);
  const kind = Buffer.from(view.slice(8, 12)).toString('latin1');
  if (kind === 'MELA') return view.slice(16, 16 + rawSize);
  if (kind !== 'LZFu') throw new Error('not compressed rtf');
  // A reference of two bytes stands for 17 at most.
  const limit = Math.min(rawSize, bytes.length * 9);
  budget.spendBytes(limit);
  return inflate(bytes, limit);
}

function inflate(bytes: Uint8Array, limit: number): Uint8Array {
  const out = new Uint8Array(limit);
  const dictionary = new Uint8Array(4096);
  dictionary.set(Buffer.from(prefix, 'latin1'));
  let write = prefix.length;
  let length = 0;
  let at = 16;
  const put = (byte: number) => {
    dictionary[write] = byte;
    write = (write + 1) & 4095;
    if (length < limit) out[length++] = byte;
  };
  while (at < bytes.length && length < limit) {
    const flags = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length; bit++) {
      if (((flags >> bit) & 1) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const offset = reference >> 4;
      if (offset === write) return out.subarray(0, length);
      for (let i = 0; i < (reference & 15) + 2; i++) put(dictionary[(offset + i) & 4095] ?? 0);
    }
  }
  return out.subarray(0, length);
}
