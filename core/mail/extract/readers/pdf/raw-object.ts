// Objects of a PDF looked up in its bytes, for what PDFium does not hand out. Those in object streams are not found.
import { inflateSync } from 'node:zlib';
import type { Budget } from '../../limits.ts';

const longestHead = 2000;

/** Where the object that a reference (`12 0`) names begins; -1 for none. Costs a search through the file. */
export function objectAt(file: Buffer, reference: string): number {
  const at = file.indexOf(`\n${reference} obj`);
  return at >= 0 ? at : file.indexOf(`\r${reference} obj`);
}

/** Content of the stream that the object holds, inflated where it says so; null when it holds none that can be read. */
export function streamOf(file: Buffer, object: number, limit: number, budget: Budget): Buffer | null {
  const start = file.indexOf('stream', object);
  if (start < 0 || start - object > longestHead) return null;
  const close = file.indexOf('endstream', start);
  const data = file.subarray(start + 6 + lineBreak(file, start + 6), close < 0 ? file.length : close);
  if (!/\/(?:FlateDecode|Fl)\b/.test(file.toString('latin1', object, start))) return data.subarray(0, limit);
  try {
    const inflated = inflateSync(data, { maxOutputLength: Math.max(1, Math.min(limit, budget.bytesLeft)) });
    budget.spendBytes(inflated.length);
    return inflated;
  } catch {
    return null;
  }
}

function lineBreak(file: Buffer, at: number): number {
  if (file[at] === 0x0d) return file[at + 1] === 0x0a ? 2 : 1;
  return file[at] === 0x0a ? 1 : 0;
}
