// AppleSingle and AppleDouble (RFC 1740): the data fork is the file, the rest is the Finder's.
import type { Child, Reader } from '../reader.ts';

const dataFork = 1;

export const readAppleSingle: Reader = (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  const children: Child[] = [];
  const count = bytes.length >= 26 ? Math.min(bytes.readUInt16BE(24), 100) : 0;
  for (let i = 0; i < count && 26 + (i + 1) * 12 <= bytes.length; i++) {
    const at = 26 + i * 12;
    const offset = bytes.readUInt32BE(at + 4);
    const content = bytes.subarray(offset, offset + bytes.readUInt32BE(at + 8));
    if (bytes.readUInt32BE(at) !== dataFork || content.length === 0) continue;
    budget.spendBytes(content.length);
    children.push({ name: 'data', role: 'entry', bytes: content });
  }
  return { texts: [], facts: [], children, read: 'full' };
};
