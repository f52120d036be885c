// Looks over the bytes of a PDF for names that make it act, however they are spelled (`/J#61vaScript`), also inside
// object streams: PDFium reports scripts of the document as a whole only.
import { inflateSync } from 'node:zlib';
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';

const factsOfNames: Readonly<Record<string, string>> = {
  JS: 'pdf-javascript',
  JavaScript: 'pdf-javascript',
  Launch: 'pdf-launch',
  OpenAction: 'pdf-open-action',
  AA: 'pdf-additional-action',
  EmbeddedFile: 'pdf-embedded-file',
  RichMedia: 'pdf-rich-media',
  XFA: 'pdf-xfa',
  GoToR: 'pdf-remote-goto',
  GoToE: 'pdf-remote-goto',
  SubmitForm: 'pdf-submit-form',
  ImportData: 'pdf-import-data',
};
const longestName = 20;
const maxObjectStreams = 2000;
const maxStreamBytes = 4 * 2 ** 20;

export function scanRawPdf(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  scanOutsideStreams(source, found, budget);
  let at = source.indexOf('/ObjStm');
  for (let count = 0; at >= 0 && count < maxObjectStreams; count++) {
    budget.checkTime();
    const start = source.indexOf('stream', at + 7);
    if (start < 0) return;
    const inflated = inflate(source, start + 6, budget);
    if (inflated !== null) scanNames(inflated, 0, inflated.length, found);
    at = source.indexOf('/ObjStm', start + 6);
  }
}

/** Picture and text data are skipped: a slash and two letters come up in them by chance. */
function scanOutsideStreams(source: Buffer, found: Gathering, budget: Budget): void {
  let at = 0;
  while (at < source.length) {
    budget.checkTime();
    const stream = source.indexOf('stream', at);
    const end = stream < 0 ? source.length : stream;
    scanNames(source, at, end, found);
    if (stream < 0) return;
    const isEnd = source.toString('latin1', Math.max(0, stream - 3), stream) === 'end';
    const close = isEnd ? stream : source.indexOf('endstream', stream + 6);
    // Without an end the rest is not a stream to every reader: look through it.
    at = isEnd || close < 0 ? stream + 6 : close + 9;
  }
}

function scanNames(source: Buffer, from: number, to: number, found: Gathering): void {
  for (let at = source.indexOf(0x2f, from); at >= 0 && at < to; at = source.indexOf(0x2f, at + 1)) {
    const fact = factsOfNames[nameAt(source, at + 1)];
    if (fact !== undefined && (fact !== 'pdf-open-action' || acts(source, at))) found.fact(fact);
  }
}

/** Most documents only say which page to show first: a destination, or an action that goes to one. */
function acts(source: Buffer, at: number): boolean {
  const value = source.toString('latin1', at + 11, at + 131).trimStart();
  if (value.startsWith('[')) return false;
  const reference = /^(\d{1,10}) (\d{1,5}) R/.exec(value);
  const target = reference === null ? value : objectText(source, `${reference[1]} ${reference[2]} obj`);
  if (target === null) return true;
  return !target.startsWith('[') && !/\/S\s*\/(GoTo|Named)\b(?!R|E)/.test(target);
}

function objectText(source: Buffer, head: string): string | null {
  const at = source.indexOf(`\n${head}`);
  return at < 0 ? null : source.toString('latin1', at + head.length + 1, at + head.length + 121).trimStart();
}

function nameAt(source: Buffer, from: number): string {
  let name = '';
  for (let i = from; name.length < longestName && i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte === 0x23) {
      name += String.fromCharCode(Number.parseInt(source.toString('latin1', i + 1, i + 3), 16) || 0);
      i += 2;
    } else if (byte > 0x20 && byte < 0x7f && !'()<>[]{}/%'.includes(String.fromCharCode(byte)))
      name += String.fromCharCode(byte);
    else break;
  }
  return Object.hasOwn(factsOfNames, name) ? name : '';
}

function inflate(source: Buffer, at: number, budget: Budget): Buffer | null {
  let start = at;
  if (source[start] === 0x0d) start++;
  if (source[start] === 0x0a) start++;
  const end = source.indexOf('endstream', start);
  try {
    const data = source.subarray(start, end < 0 ? source.length : end);
    const inflated = inflateSync(data, { maxOutputLength: Math.max(1, Math.min(maxStreamBytes, budget.bytesLeft)) });
    budget.spendBytes(inflated.length);
    return inflated;
  } catch {
    return null;
  }
}
