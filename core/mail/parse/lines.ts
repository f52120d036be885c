// Line ends in raw mail. A line ends at LF; a CR before it belongs to the line break (bare CR is dealt with in readings.ts).

export const LF = 10;
export const CR = 13;
const SPACE = 32;
const TAB = 9;

/** Offset just behind the line that starts at `start`, its line break included; at most `limit`. */
export function lineEnd(bytes: Buffer, start: number, limit: number): number {
  const lf = bytes.indexOf(LF, start);
  return lf < 0 || lf >= limit ? limit : lf + 1;
}

/** End of a line's text: `end` less its LF and one CR. */
export function textEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  if (at > start && bytes[at - 1] === LF) at--;
  if (at > start && bytes[at - 1] === CR) at--;
  return at;
}

export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** Whether bytes[start, …) begins with `lowerCase` (ASCII), case apart. */
export function startsWithWord(bytes: Buffer, start: number, lowerCase: string): boolean {
  for (let i = 0; i < lowerCase.length; i++) {
    const byte = bytes[start + i] ?? 0;
    const folded = byte >= 65 && byte <= 90 ? byte + 32 : byte;
    if (folded !== lowerCase.charCodeAt(i)) return false;
  }
  return true;
}

/** A Buffer over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
