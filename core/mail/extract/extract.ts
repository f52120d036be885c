// Reads every part of a message, however deep, and accounts for what could not be read (DESIGN section 3, step 3).
import type { MailLeaf, ParsedMessage } from '../../model/message.ts';
import type { Part, Reading, ReadState, TextRegion, UnreadReason } from '../../model/part.ts';
import { parse } from '../parse/parse.ts';
import { isTwofold, readAppendedArchive } from './containers/appended-archive.ts';
import {
  type Coverage,
  describe,
  type Found,
  fileNameRegion,
  pathName,
  startCoverage,
  unreadReading,
} from './coverage.ts';
import { type Budget, LimitReached } from './limits.ts';
import { messageRegions } from './message-reading.ts';
import type { Child, Item, ReadResult, ReadText } from './reader.ts';
import { type ReadOptions, readerFor } from './registry.ts';
import { isVolumeName } from './type/extension.ts';
import * as types from './type/media-types.ts';
import { isPolyglot, isReadThrough } from './type/polyglot.ts';
import { certainType, trueType } from './type/true-type.ts';

interface Walk {
  readonly coverage: Coverage;
  readonly budget: Budget;
  readonly options: ReadOptions;
  /** Parts listed after the limit on parts; a few show what was left, all of them would defeat the limit. */
  overflow: number;
  /** UTF-16 code units of text that may still be kept. */
  textLeft: number;
}

/** Judged like other things that two readers see differently. */
const twoTypes = 'ambiguous:two-types';
const mostOverflow = 100;
/** Whatever the parts allow one by one, detectors have to go through all of it in time. */
const mostText = 18_000_000;

/**
 * The message itself first, then one reading per part, a container before what is in it. Never throws: a part that
 * cannot be read says why.
 */
export async function extract(
  message: ParsedMessage,
  budget: Budget,
  options: ReadOptions,
): Promise<readonly Reading[]> {
  const walk: Walk = { coverage: startCoverage(), budget, options, overflow: 0, textLeft: mostText };
  const part: Part = {
    path: walk.coverage.uniquePath('message'),
    role: 'message',
    name: null,
    declaredType: null,
    type: types.message,
    bytes: 0,
    sha256: '',
    read: 'full',
    facts: [],
  };
  walk.coverage.reserve()({ part, regions: messageRegions(message, '') });
  await readLeaves(walk, message, '', 1);
  return walk.coverage.readings;
}

async function readLeaves(walk: Walk, message: ParsedMessage, prefix: string, depth: number): Promise<void> {
  for (const leaf of message.leaves) {
    const found: Found = {
      path: walk.coverage.uniquePath(`${prefix}${leaf.path}`),
      role: leaf.role,
      name: leaf.name,
      declaredType: leaf.declaredType,
      facts: [],
    };
    if (leaf.role === 'body' && leaf.content.length === 0) readEmptyBody(walk, found, leaf);
    else if (leaf.role === 'body' && leaf.text !== null && certainType(asBuffer(leaf.content), walk.budget) === null) {
      await readBody(walk, found, leaf, leaf.text, depth);
    } else await readPart(walk, found, leaf.content, depth);
  }
}

/** By the thousand they would cost a reader each time. */
function readEmptyBody(walk: Walk, found: Found, { declaredType, content }: MailLeaf): void {
  const part: Part = { ...describe(found, shownAs(declaredType), content), read: 'full' };
  walk.coverage.reserve()({ part, regions: fileNameRegion(found) });
}

/** An invitation is often one of the alternatives of a body. */
const bodyTypes: ReadonlySet<string> = new Set([types.html, 'text/calendar', 'text/vcard', 'text/x-vcard']);

function shownAs(declared: string | null): string {
  return declared !== null && bodyTypes.has(declared) ? declared : types.plainText;
}

/** A displayed text was decoded by whoever parsed the message, who knew its charset. */
async function readBody(walk: Walk, found: Found, leaf: MailLeaf, text: string, depth: number): Promise<void> {
  const type = shownAs(leaf.declaredType);
  const place = walk.coverage.reserve();
  const known = describe(found, type, leaf.content);
  // The byte order mark tells the reader that this is UTF-8 whatever the source says of itself.
  const bytes = Buffer.from(`\ufeff${text}`, 'utf8');
  const item: Item = { path: found.path, name: leaf.name, declaredType: leaf.declaredType, type, bytes };
  const read = withInlinePgp(await readItem(walk, item), text);
  const illegible = leaf.illegible === true && read.read === 'full';
  const result: ReadResult = illegible ? { ...read, read: 'partial', why: 'unsupported' } : read;
  await finish(walk, found, known, result, place, depth);
}

/** A PGP message inside a text (RFC 4880 section 6.2): the rest of the text is read. */
function withInlinePgp(result: ReadResult, text: string): ReadResult {
  const start = `\n${text}`.indexOf('\n-----BEGIN PGP MESSAGE-----');
  if (start < 0 || text.indexOf('-----END PGP MESSAGE-----', start) < 0) return result;
  return result.read === 'full' ? { ...result, read: 'partial', why: 'end-to-end' } : result;
}

async function readPart(walk: Walk, found: Found, bytes: Uint8Array, depth: number): Promise<void> {
  const place = walk.coverage.reserve();
  const limit = limitBefore(walk, depth);
  if (limit !== null) {
    place(unreadReading(found, limit));
    return;
  }
  await walk.options.inspect?.(found.path, bytes);
  const judged = await trueType({ bytes, name: found.name, declaredType: found.declaredType }, walk.budget);
  const type = found.role === 'message' && judged.startsWith('text/') ? types.message : judged;
  const known = describe(found, type, bytes);
  if (type === types.message) {
    await readMessage(walk, found, known, bytes, place, depth);
    return;
  }
  const item: Item = { path: found.path, name: found.name, declaredType: found.declaredType, type, bytes };
  const appended = await readAppendedArchive(item, walk.budget);
  const twofold =
    isPolyglot(asBuffer(bytes), type) ||
    isReadThrough(asBuffer(bytes), type, found.name) ||
    (appended !== null && isTwofold(type));
  const facts = twofold ? [...known.facts, twoTypes] : known.facts;
  await finish(walk, found, { ...known, facts }, await readItem(walk, item), place, depth);
  if (appended !== null) await readAppended(walk, appended, found, depth);
}

function limitBefore(walk: Walk, depth: number): UnreadReason | null {
  if (depth > walk.budget.limits.depth) return 'too-deep';
  try {
    walk.budget.checkTime();
    walk.budget.countPart();
    return walk.budget.bytesLeft === 0 ? 'too-large' : null;
  } catch (error) {
    return whyOf(error);
  }
}

async function readItem(walk: Walk, item: Item): Promise<ReadResult> {
  if (walk.textLeft === 0 && item.type.startsWith('text/'))
    return { texts: [], facts: [], read: 'none', why: 'too-large' };
  const reader = readerFor(item.type, walk.options);
  const volume = isVolumeName(item.name);
  if (reader === null) return { texts: [], facts: [], read: 'none', why: volume ? 'split' : 'unsupported' };
  try {
    return await reader(item, walk.budget);
  } catch (error) {
    const why = whyOf(error);
    return { texts: [], facts: [], read: 'none', why: volume && why === 'corrupt' ? 'split' : why };
  }
}

async function readMessage(
  walk: Walk,
  found: Found,
  known: Omit<Part, 'read' | 'why'>,
  bytes: Uint8Array,
  place: (reading: Reading) => void,
  depth: number,
): Promise<void> {
  const message = await parse(bytes);
  const prefix = `${found.path}>`;
  const ambiguous = message.defects.filter((defect) => defect.hidesPayload).map((defect) => `ambiguous:${defect.kind}`);
  const part: Part = { ...known, facts: [...known.facts, ...new Set(ambiguous)], read: 'full' };
  place({ part, regions: [...fileNameRegion(found), ...messageRegions(message, prefix)] });
  await readLeaves(walk, message, prefix, depth + 1);
}

/** Reads the children, then writes the reading of their parent, which is only as complete as they could be listed. */
async function finish(
  walk: Walk,
  found: Found,
  known: Omit<Part, 'read' | 'why'>,
  result: ReadResult,
  place: (reading: Reading) => void,
  depth: number,
): Promise<void> {
  const kept = keepTexts(walk, result);
  const regions = [...fileNameRegion(found), ...regionsOf(found.path, kept.texts)];
  const facts = [...new Set([...known.facts, ...result.facts])];
  const ended = await readChildren(walk, found.path, result.children ?? [], depth);
  const stopped = ended === 'corrupt' && isVolumeName(found.name) ? 'split' : ended;
  const read: ReadState = stopped !== null && kept.read === 'full' ? 'partial' : kept.read;
  const why = kept.why ?? stopped;
  const part: Part = { ...known, facts, read, ...(read === 'full' || why === null ? {} : { why }) };
  place({ part, regions, ...(result.page === undefined ? {} : { page: result.page }) });
}

/** Texts up to the limit for the whole message; a part that loses one is read in part only. */
function keepTexts(walk: Walk, result: ReadResult): ReadResult {
  const texts = result.texts.filter(({ text }) => {
    const fits = text.length <= walk.textLeft;
    walk.textLeft = fits ? walk.textLeft - text.length : 0;
    return fits;
  });
  if (texts.length === result.texts.length || result.read !== 'full') return { ...result, texts };
  return { ...result, texts, read: 'partial', why: 'too-large' };
}

function regionsOf(path: string, texts: readonly ReadText[]): readonly TextRegion[] {
  return texts
    .filter(({ text }) => text !== '')
    .map(({ kind, region, label, text }) => ({
      where: region === '' ? path : `${path}#${region}`,
      kind,
      ...(label === undefined ? {} : { label }),
      text: text.startsWith('\ufeff') ? text.slice(1) : text,
    }));
}

/** Why the listing stopped early, null when it came to its end. */
async function readChildren(
  walk: Walk,
  parent: string,
  children: Iterable<Child> | AsyncIterable<Child>,
  depth: number,
): Promise<UnreadReason | null> {
  try {
    for await (const child of children) {
      if (walk.overflow > mostOverflow) return 'too-many-parts';
      await readChild(walk, parent, child, depth + 1);
    }
    return null;
  } catch (error) {
    return whyOf(error);
  }
}

async function readChild(walk: Walk, parent: string, child: Child, depth: number): Promise<void> {
  const name = child.name.slice(0, 4096);
  const found: Found = {
    path: walk.coverage.uniquePath(`${parent}>${pathName(name)}`),
    role: child.role,
    name,
    declaredType: child.declaredType ?? null,
    facts: child.facts ?? [],
  };
  if (walk.coverage.readings.length > walk.budget.limits.parts) walk.overflow++;
  if (child.bytes !== null) {
    await readPart(walk, found, child.bytes, depth);
    return;
  }
  walk.coverage.reserve()(unreadReading(found, child.why ?? 'corrupt'));
}

/** Behind a picture there may be an archive, whose entries become parts of the picture. */
async function readAppended(walk: Walk, appended: ReadResult, found: Found, depth: number): Promise<void> {
  const path = walk.coverage.uniquePath(`${found.path}>appended.zip`);
  const archive: Found = { path, role: 'embedded', name: null, declaredType: null, facts: ['appended-archive'] };
  const known = { ...describe(archive, types.zip, new Uint8Array(0)), sha256: '' };
  await finish(walk, archive, known, appended, walk.coverage.reserve(), depth + 1);
}

function whyOf(error: unknown): UnreadReason {
  return error instanceof LimitReached ? error.why : 'corrupt';
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
