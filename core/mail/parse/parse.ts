// Raw bytes to a ParsedMessage: never throws, never loses the mail (DESIGN section 3, step 2).
import type { Defect, Header, MailAddress, MailLeaf, ParsedMessage } from '../../model/message.ts';
import { readAddresses } from './addresses.ts';
import { decodeText } from './charset.ts';
import { decodeWords } from './encoded-words.ts';
import { type RawField, rawValue } from './header-block.ts';
import type { LeafDefect, RawLeaf } from './leaves.ts';
import { asBuffer } from './lines.ts';
import { pathsOf } from './paths.ts';
import { protectionOf } from './protection.ts';
import { readAllWays } from './readings.ts';
import { askSecondReader } from './second-reader.ts';

/** How much header text is decoded in all, in bytes; what lies behind keeps its span and shows ''. */
const maximumHeaderText = 4 * 2 ** 20;

interface DecodedHeader {
  readonly headers: readonly Header[];
  readonly fields: readonly RawField[];
  readonly cut: boolean;
}

function decodeHeader(bytes: Buffer, fields: readonly RawField[], charset: string | null): DecodedHeader {
  let left = maximumHeaderText;
  let cut = false;
  const headers = fields.map((field): Header => {
    const length = field.span.end - field.span.start;
    const affordable = length <= left;
    if (affordable) left -= length;
    else cut = true;
    return {
      name: field.name,
      value: affordable ? decodeWords(rawValue(bytes, field), charset) : '',
      span: field.span,
    };
  });
  return { headers, fields, cut };
}

function valuesOf(header: DecodedHeader, key: string): string[] {
  return header.headers.filter((_, index) => header.fields[index]?.key === key).map((one) => one.value);
}

interface Addressing {
  readonly of: (key: string) => readonly MailAddress[];
  readonly cut: () => boolean;
}

/** Fields of the same name are joined: which of two From fields is shown differs between programs. */
function addressing(bytes: Buffer, fields: readonly RawField[]): Addressing {
  let cut = false;
  const of = (key: string): readonly MailAddress[] => {
    const own = fields.filter((field) => field.key === key).slice(0, 20);
    const lists = own.map((field) => readAddresses(rawValue(bytes, field)));
    if (lists.some((list) => list.cut)) cut = true;
    return lists.length === 1 ? (lists[0]?.addresses ?? []) : lists.flatMap((list) => list.addresses);
  };
  return { of, cut: () => cut };
}

function messageIds(values: readonly string[]): string[] {
  const found: string[] = [];
  for (const value of values) {
    for (const piece of value.slice(0, 65_536).split(/[\s,]+/)) {
      if (piece.startsWith('<') && piece.endsWith('>') && found.length < 1_000) found.push(piece);
    }
  }
  return found;
}

function single(values: readonly string[]): string | null {
  const value = values[0]?.trim() ?? '';
  return value === '' ? null : value;
}

/** Return-Path without its brackets: '' is the null sender, null an absent field. */
function returnPathOf(addresses: readonly MailAddress[], present: boolean): string | null {
  return present ? (addresses[0]?.address ?? '') : null;
}

function headerDefects(header: DecodedHeader, cutAddresses: boolean): Defect[] {
  const defects: Defect[] = [];
  const note = (kind: string, hidesPayload = false): number => defects.push({ kind, where: '', hidesPayload });
  if (header.fields.filter((field) => field.key === 'from').length > 1) note('duplicate-from');
  if (header.cut) note('oversized-header', true);
  // No field at all: whatever this is, no reader takes it for mail (RFC 5322 section 3.6 asks for two).
  if (header.fields.length === 0) note('no-header', true);
  if (cutAddresses) note('too-many-addresses');
  return defects;
}

interface FinishedLeaves {
  readonly leaves: readonly MailLeaf[];
  readonly defects: readonly Defect[];
}

function finishLeaves(raw: readonly RawLeaf[], defects: readonly LeafDefect[]): FinishedLeaves {
  const paths = pathsOf(raw);
  const pathOf = new Map<RawLeaf, string>();
  raw.forEach((leaf, index) => {
    pathOf.set(leaf, paths[index] ?? '');
  });
  const all: Defect[] = [];
  const seen = new Set<string>();
  const add = (kind: string, where: string, hidesPayload: boolean): void => {
    const key = `${kind} ${where} ${hidesPayload}`;
    if (!seen.has(key)) all.push({ kind, where, hidesPayload });
    seen.add(key);
  };
  for (const defect of defects) {
    add(defect.kind, defect.leaf === null ? '' : (pathOf.get(defect.leaf) ?? ''), defect.hidesPayload);
  }
  const leaves = raw.map((leaf, index): MailLeaf => {
    const path = paths[index] ?? '';
    const decoded = leaf.role === 'body' ? decodeText(leaf.content, leaf.charset ?? charsetInside(leaf)) : null;
    if (decoded?.known === false) add('unknown-charset', path, false);
    const { role, name, charset, disposition, contentId, content, span } = leaf;
    const declaredType = leaf.type;
    return {
      path,
      role,
      name,
      declaredType,
      charset,
      disposition,
      contentId,
      content,
      text: decoded?.text ?? null,
      ...(decoded?.legible === false ? { illegible: true } : {}),
      span,
    };
  });
  return { leaves, defects: all };
}

/** What the first displayed text says it is in: raw 8-bit header fields mostly are in the same. */
function charsetOf(leaves: readonly RawLeaf[]): string | null {
  return leaves.find((leaf) => leaf.role === 'body')?.charset ?? null;
}

/** HTML without a declared charset names it in its first 1,024 bytes (HTML standard, section 13.2.3.2). */
function charsetInside(leaf: RawLeaf): string | null {
  if (leaf.type !== 'text/html') return null;
  const head = asBuffer(leaf.content).toString('latin1', 0, 1_024);
  const name = /<meta[^>]{0,200}?charset\s{0,10}=\s{0,10}["']?\s{0,10}([\w.:-]{1,40})/i.exec(head)?.[1] ?? null;
  // Whoever could read this far does not read UTF-16.
  return name === null || /^utf-?(?:16|32)/i.test(name) ? null : name;
}

/** Reads a raw message. Never rejects: what is wrong with it is in `defects`. Linear in its size. */
export async function parse(raw: Uint8Array): Promise<ParsedMessage> {
  const bytes = asBuffer(raw);
  const readings = readAllWays(bytes);
  const extra = await askSecondReader(bytes, readings);
  const rootFields = readings.structure.root.fields;
  const header = decodeHeader(bytes, rootFields, charsetOf(readings.leaves));
  const { of, cut } = addressing(bytes, rootFields);
  const finished = finishLeaves([...readings.leaves, ...extra.leaves], [...readings.defects, ...extra.defects]);
  const message: Omit<ParsedMessage, 'defects'> = {
    headers: header.headers,
    subject: single(valuesOf(header, 'subject')) ?? '',
    from: of('from'),
    sender: of('sender')[0] ?? null,
    replyTo: of('reply-to'),
    to: of('to'),
    cc: of('cc'),
    bcc: of('bcc'),
    returnPath: returnPathOf(
      of('return-path'),
      rootFields.some((field) => field.key === 'return-path'),
    ),
    messageId: single(valuesOf(header, 'message-id')),
    inReplyTo: single(valuesOf(header, 'in-reply-to')),
    references: messageIds(valuesOf(header, 'references')),
    leaves: finished.leaves,
    around: readings.around,
    protection: protectionOf(readings.structure, readings.leaves),
  };
  return { ...message, defects: [...headerDefects(header, cut()), ...finished.defects] };
}
