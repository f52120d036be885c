// Looks over the bytes of a PDF for names that make it act, however they are spelled (`/J#61vaScript`), also inside
// object streams: PDFium reports scripts of the document as a whole only.
import { inflateSync } from 'node:zlib';
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { actionFact } from './action-target.ts';
import { noteScriptAt } from './script-source.ts';

const factsOfNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
    Encrypt: 'pdf-encrypted',
    // A wrapper around a document protected by rights management (ISO 32000-2, 7.6.7).
    EncryptedPayload: 'pdf-encrypted-payload',
  }),
);
/** Actions whose target decides whether they do harm. */
const targeted = new Set(['GoToR', 'GoToE', 'ImportData', 'SubmitForm', 'URI', 'Launch', 'Thread', 'Rendition']);
const objectStream = 'ObjStm';
const maxTargets = 2000;
const maxScripts = 200;
const longestName = 20;
const maxOpenActions = 3;
const maxObjectStreams = 2000;
const maxStreamBytes = 4 * 2 ** 20;

interface Scan {
  readonly found: Gathering;
  readonly file: Buffer;
  readonly budget: Budget;
  /** Something was there that cannot be looked into: encrypted, or an object stream in another filter. */
  closed: boolean;
  openActions: number;
  targets: number;
  scripts: number;
}

/** False when part of the file can only be looked into once PDFium has written it out in the open. */
export function scanRawPdf(bytes: Uint8Array, found: Gathering, budget: Budget): boolean {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scan: Scan = { found, file: source, budget, closed: false, openActions: 0, targets: 0, scripts: 0 };
  scanOutsideStreams(source, scan, budget);
  let at = source.indexOf('/ObjStm');
  for (let count = 0; at >= 0 && count < maxObjectStreams; count++) {
    budget.checkTime();
    const start = source.indexOf('stream', at + 7);
    if (start < 0) break;
    const close = source.indexOf('endstream', start + 6);
    const end = close < 0 ? source.length : close;
    const inflated = inflate(source.subarray(start + 6, end), budget);
    if (inflated === null) scan.closed = true;
    else scanNames(inflated, 0, inflated.length, scan);
    at = source.indexOf('/ObjStm', end);
  }
  // More of them than anybody needs, or one without its stream.
  if (at >= 0) scan.closed = true;
  return !scan.closed;
}

/** Picture and text data are skipped: a slash and two letters come up in them by chance. */
function scanOutsideStreams(source: Buffer, scan: Scan, budget: Budget): void {
  let at = 0;
  let moreEnds = true;
  while (at < source.length) {
    budget.checkTime();
    const stream = source.indexOf('stream', at);
    const end = stream < 0 ? source.length : stream;
    scanNames(source, at, end, scan);
    if (stream < 0) return;
    const isEnd = source.toString('latin1', Math.max(0, stream - 3), stream) === 'end';
    const close: number = isEnd || !moreEnds ? -1 : source.indexOf('endstream', stream + 6);
    moreEnds &&= isEnd || close >= 0;
    // Without an end the rest is not a stream to every reader: look through it.
    at = close < 0 ? stream + 6 : close + 9;
  }
}

function scanNames(source: Buffer, from: number, to: number, scan: Scan): void {
  // A view of the stretch alone: a search for a slash that is not there must end with it.
  const stretch = source.subarray(from, to);
  for (let slash = stretch.indexOf(0x2f); slash >= 0; slash = stretch.indexOf(0x2f, slash + 1)) {
    const at = from + slash;
    const name = nameAt(source, at + 1);
    // Spelled so that looking for the name misses it (ISO 32000-2, 7.3.5).
    if (name === objectStream && source.toString('latin1', at + 1, at + 1 + name.length) !== name) scan.closed = true;
    if (targeted.has(name) && scan.targets++ < maxTargets) {
      const aimed = actionFact(source, at);
      if (aimed !== null) scan.found.fact(aimed);
    }
    if (name === 'JS' && scan.scripts++ < maxScripts) noteScriptAt(source, at, scan.file, scan.found, scan.budget);
    const fact = factsOfNames.get(name);
    if (fact === undefined) continue;
    // Each costs a search; nobody needs many.
    if (fact !== 'pdf-open-action' || ++scan.openActions > maxOpenActions || acts(source, at)) scan.found.fact(fact);
    if (fact === 'pdf-encrypted') scan.closed = true;
    if (fact === 'pdf-encrypted-payload') scan.found.partial('encrypted');
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
  return factsOfNames.has(name) || targeted.has(name) || name === objectStream ? name : '';
}

function inflate(stream: Buffer, budget: Budget): Buffer | null {
  const start = stream[0] === 0x0d ? (stream[1] === 0x0a ? 2 : 1) : stream[0] === 0x0a ? 1 : 0;
  try {
    const maxOutputLength = Math.max(1, Math.min(maxStreamBytes, budget.bytesLeft));
    const inflated = inflateSync(stream.subarray(start), { maxOutputLength });
    budget.spendBytes(inflated.length);
    return inflated;
  } catch {
    return null;
  }
}
