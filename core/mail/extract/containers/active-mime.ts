// ActiveMime: the deflated compound file with macros that Word and Excel attach to documents saved as MHTML or XML.
import { inflateSync } from 'node:zlib';
import { LimitReached } from '../limits.ts';
import type { Reader } from '../reader.ts';

const maximumBytes = 64 * 2 ** 20;

export const readActiveMime: Reader = (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  const start = bytes.subarray(0, 1024).indexOf(Buffer.from([0x78, 0x9c]));
  if (start < 0) throw new Error('no compressed data in ActiveMime file; it is damaged');
  let content: Buffer;
  try {
    content = inflateSync(bytes.subarray(start), {
      maxOutputLength: Math.max(1, Math.min(maximumBytes, budget.bytesLeft)),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new LimitReached('too-large');
    throw new Error('ActiveMime data cannot be inflated; the file is damaged', { cause: error });
  }
  budget.spendBytes(content.length);
  return {
    texts: [],
    facts: ['active-mime'],
    children: [{ name: 'macros.ole', role: 'embedded', bytes: content }],
    read: 'full',
  };
};
