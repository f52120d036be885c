// A copy of a document that shows what the original does and cannot act, offered in its place (disarm). Only of what could
// be read whole, and only when nothing is found in the copy itself.
import type { Examination } from '../../../model/examination.ts';
import type { MailLeaf } from '../../../model/message.ts';
import type { Reading } from '../../../model/part.ts';
import type { CopyForm } from '../../../ports.ts';
import { extract } from '../../extract/extract.ts';
import { Budget, defaultLimits } from '../../extract/limits.ts';
import * as types from '../../extract/type/media-types.ts';
import { parse } from '../../parse/parse.ts';
import { type AttachedFile, filePart } from '../notice-part.ts';
import { officeKinds } from './office-parts.ts';
import { picturePdf } from './picture-pdf.ts';
import { rebuildOffice } from './rebuild-office.ts';
import { textCopy } from './text-copy.ts';

export interface SafeCopy extends AttachedFile {
  readonly form: CopyForm;
}

export interface DisarmDependencies {
  /** Scans the copy as any message is scanned. */
  readonly examine: (raw: Uint8Array) => Promise<Examination>;
  /** Monotonic clock, milliseconds. */
  readonly now: () => number;
}

/** Milliseconds for the copies of one message: its recipients wait, and the scan of a copy comes on top. */
const mostTime = 10_000;
const longestOriginal = 25 * 2 ** 20;
const longestCopy = 12 * 2 ** 20;
const textual: ReadonlySet<string> = new Set([types.doc, types.xls, types.ppt, types.xlsb, types.rtf, types.html]);
const marks = ' (safe copy - copie sans danger)';
const longestStem = 80;

/** Makes copies of one message's parts, as long as there is time; null for what gets none. */
export function safeCopies({ examine, now }: DisarmDependencies): (leaf: MailLeaf) => Promise<SafeCopy | null> {
  const budget = new Budget({ ...defaultLimits, time: mostTime }, now);
  return async (leaf) => {
    if (leaf.content.length > longestOriginal) return null;
    try {
      const copy = await copyOf(leaf, budget);
      return copy !== null && copy.bytes.length <= longestCopy && (await isHarmless(copy, examine)) ? copy : null;
    } catch {
      // Over a limit, or damaged in a way that its reader overlooked: the notice stands alone.
      return null;
    }
  };
}

async function copyOf(leaf: MailLeaf, budget: Budget): Promise<SafeCopy | null> {
  const message = await parse(mailWith({ name: 'original', type: types.unknown, bytes: leaf.content }));
  const [, original, ...inside] = await extract(message, budget, { ocr: false });
  if (original === undefined || [original, ...inside].some(({ part }) => part.read !== 'full')) return null;
  const made = await make(leaf.content, original, budget);
  if (made === null || made.bytes === null) return null;
  return { form: made.form, type: made.type, bytes: made.bytes, name: nameOf(leaf.name, made.extension) };
}

interface Made {
  readonly form: CopyForm;
  readonly type: string;
  readonly extension: string;
  readonly bytes: Buffer | null;
}

async function make(bytes: Uint8Array, original: Reading, budget: Budget): Promise<Made | null> {
  const { type } = original.part;
  const office = officeKinds.get(type);
  if (office !== undefined) {
    const { type, extension } = office;
    return { form: 'rebuilt', type, extension, bytes: await rebuildOffice(bytes, office, budget) };
  }
  if (type === types.pdf)
    return { form: 'pictures', type: types.pdf, extension: 'pdf', bytes: await picturePdf(bytes, budget) };
  if (textual.has(type) || type.startsWith('application/vnd.oasis.opendocument.'))
    return { form: 'text', type: types.plainText, extension: 'txt', bytes: textCopy(original) };
  return null;
}

/** `letter.docm` → `letter (safe copy - …).docx`. A hostile name shows nothing but letters, digits and plain signs. */
function nameOf(original: string | null, extension: string): string {
  const name = (original ?? '').slice(-1000);
  const dot = name.lastIndexOf('.');
  const stem = (dot > 0 ? name.slice(0, dot) : name).replace(/[^\p{L}\p{M}\p{N} ,_-]+/gu, '_').slice(0, longestStem);
  return `${stem.trim() === '' ? 'file' : stem.trim()}${marks}.${extension}`;
}

/** What it was meant to be, read whole, and without anything that is unsafe or that could be seen in two ways. */
async function isHarmless(copy: SafeCopy, examine: DisarmDependencies['examine']): Promise<boolean> {
  const { findings, parts, defects } = await examine(mailWith(copy));
  const found = findings.some(({ kind }) => kind === 'unsafe' || kind === 'unreadable' || kind === 'ambiguous');
  const whole = parts.every(({ read }) => read === 'full');
  return !found && whole && defects.length === 0 && parts[1]?.type === copy.type;
}

function mailWith(file: AttachedFile): Buffer {
  const { fields, body } = filePart(file, '\r\n');
  return Buffer.from(`MIME-Version: 1.0\r\n${fields}\r\n${body}\r\n`, 'latin1');
}
