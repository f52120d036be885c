// Tells text from binary by its beginning, and decodes that beginning.

const headBytes = 65_536;

/** The first characters, as UTF-16 where a mark or zero bytes say so, else Latin-1; null when it is neither. */
export function decodeHead(bytes: Buffer): string | null {
  const head = bytes.subarray(0, headBytes);
  if (head[0] === 0xff && head[1] === 0xfe) return head.subarray(2).toString('utf16le');
  if (head[0] === 0xfe && head[1] === 0xff) return swapped(head.subarray(2));
  const zeros = countZeros(head);
  if (zeros.even + zeros.odd === 0) return head.toString('latin1', 0, head.length);
  const half = head.length / 2;
  if (zeros.odd > half * 0.7 && zeros.even < half * 0.05) return head.toString('utf16le');
  if (zeros.even > half * 0.7 && zeros.odd < half * 0.05) return swapped(head);
  // A stray zero byte, as old mail programs left behind, does not make a text binary.
  return zeros.even + zeros.odd <= head.length / 1000 ? head.toString('latin1', 0, head.length) : null;
}

function swapped(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}

function countZeros(bytes: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i % 2 === 0 ? 'even' : 'odd']++;
  return zeros;
}

/** Hardly any control characters. Escape counts as text: ISO-2022 and terminal logs use it. */
export function looksLikeText(head: string): boolean {
  let controls = 0;
  for (let i = 0; i < head.length; i++) {
    const code = head.charCodeAt(i);
    if (code < 32 && !(code >= 8 && code <= 13) && code !== 27 && code !== 26) controls++;
  }
  return controls <= head.length / 200;
}
