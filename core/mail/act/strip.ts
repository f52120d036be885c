// Takes attachments out of a raw message and puts a notice in their place; every other byte stays as it came.
import type { ByteSpan, Defect, MailLeaf, ParsedMessage } from '../../model/message.ts';
import { defaultLimits } from '../extract/limits.ts';
import type { Entity } from '../parse/entity.ts';
import { asBuffer } from '../parse/lines.ts';
import { parse } from '../parse/parse.ts';
import { readAllWays } from '../parse/readings.ts';
import { readStructure } from '../parse/structure.ts';
import { noticePart, type StripNotice, type WrittenPart } from './notice-part.ts';

interface Replacement extends ByteSpan {
  readonly bytes: Buffer;
}

/** Fields that describe the old content and would be wrong for the notice. */
const replacedFields: ReadonlySet<string> = new Set([
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-md5',
  'content-id',
  'content-location',
]);

function lineBreakOf(raw: Buffer): string {
  const lf = raw.indexOf(10);
  return lf > 0 && raw[lf - 1] !== 13 ? '\n' : '\r\n';
}

/** A part of a multipart: header and body are replaced together. */
function replacePart(raw: Buffer, span: ByteSpan, { fields, body }: WrittenPart): Replacement[] {
  const lineBreak = lineBreakOf(raw);
  const next = raw[span.end];
  // An empty body may have shared its line break with the delimiter that follows.
  const tail = next === 13 || next === 10 ? '' : lineBreak;
  return [{ start: span.start, end: span.end, bytes: Buffer.from(fields + lineBreak + body + tail, 'latin1') }];
}

/** The leaf is the whole message: its header stays, apart from the fields about the content. */
function replaceBody(raw: Buffer, root: Entity, { fields, body }: WrittenPart): Replacement[] {
  const lineBreak = lineBreakOf(raw);
  const replacements: Replacement[] = [];
  for (const field of root.fields) {
    if (replacedFields.has(field.key)) replacements.push({ ...field.span, bytes: Buffer.alloc(0) });
  }
  const tail = Buffer.from(fields + lineBreak + body + lineBreak, 'latin1');
  return [...replacements, { start: root.fieldsEnd, end: raw.length, bytes: tail }];
}

/** A leaf to be replaced whole, or a nested message in which the parts at `inside` are. */
interface Chosen {
  readonly leaf: MailLeaf;
  readonly inside: readonly string[] | null;
}

/** The top-level leaves that paths mean; null when one of them cannot be replaced. */
function chosenBy(message: ParsedMessage, paths: readonly string[]): readonly Chosen[] | null {
  const inside = new Map<MailLeaf, string[]>();
  const whole = new Set<MailLeaf>();
  for (const path of paths) {
    const [outermost = ''] = path.split('>', 1);
    const leaf = message.leaves.find((one) => one.path === outermost);
    if (leaf === undefined || leaf.span === null) return null;
    // Of any other container nothing is left but all of it.
    if (leaf.role !== 'message' || path === outermost) whole.add(leaf);
    else inside.set(leaf, [...(inside.get(leaf) ?? []), path.slice(outermost.length + 1)]);
  }
  const nested = [...inside].filter(([leaf]) => !whole.has(leaf));
  return [
    ...[...whole].map((leaf) => ({ leaf, inside: null })),
    ...nested.map(([leaf, below]) => ({ leaf, inside: below })),
  ];
}

/** A nested message with its own parts taken out; null when it stands there encoded, or cannot be changed safely. */
async function replaceInside(
  raw: Buffer,
  entity: Entity,
  { leaf, inside }: { readonly leaf: MailLeaf; readonly inside: readonly string[] },
  notice: NoticeOf,
  depth: number,
): Promise<Replacement[] | null> {
  const span = { start: entity.bodyStart, end: entity.span.end };
  const inner = raw.subarray(span.start, span.end);
  // What lies deeper was not read, and no finding names it.
  if (depth >= defaultLimits.depth || !inner.equals(asBuffer(leaf.content))) return null;
  const bytes = await stripAt(inner, await parse(inner), inside, notice, depth + 1);
  return bytes === null ? null : [{ ...span, bytes: asBuffer(bytes) }];
}

function entityAt(entities: readonly Entity[], span: ByteSpan): Entity | null {
  const found = entities.find((one) => one.span.start === span.start && one.span.end === span.end);
  return found !== undefined && found.children.length === 0 ? found : null;
}

function spliced(raw: Buffer, replacements: readonly Replacement[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const one of [...replacements].sort((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(raw.subarray(at, one.start), one.bytes);
    at = one.end;
  }
  pieces.push(raw.subarray(at));
  return Buffer.concat(pieces);
}

/** With bare CRs nobody agrees where a field or part ends, so nothing can be cut out. */
function isDangerous(defect: Defect): boolean {
  return defect.hidesPayload || defect.kind === 'bare-cr';
}

/** The rest is read as before, and in no plausible reading does a stripped content show any more. */
function holds(result: Buffer, message: ParsedMessage, leaves: readonly MailLeaf[], entities: number): boolean {
  const { structure, leaves: left } = readAllWays(result);
  if (structure.entities.length !== entities) return false;
  const kept = message.leaves.filter((leaf) => !leaves.includes(leaf));
  return leaves.every((leaf) => {
    if (leaf.content.length === 0) return true;
    const same = (other: { readonly content: Uint8Array }): boolean => asBuffer(leaf.content).equals(other.content);
    return left.filter(same).length <= kept.filter(same).length;
  });
}

type NoticeOf = (leaf: MailLeaf) => StripNotice | Promise<StripNotice>;

/**
 * Replaces the leaves at `paths` by the notice for each. A path with
 * `>` means the part inside a nested message, and the outermost leaf of any other container. Null when it cannot be
 * done safely: nobody knows where the part lies, readers disagree about the message, or it is signed or encrypted.
 */
export function strip(
  raw: Uint8Array,
  message: ParsedMessage,
  paths: readonly string[],
  notice: NoticeOf,
): Promise<Uint8Array | null> {
  return stripAt(raw, message, paths, notice, 0);
}

async function stripAt(
  raw: Uint8Array,
  message: ParsedMessage,
  paths: readonly string[],
  notice: NoticeOf,
  depth: number,
): Promise<Uint8Array | null> {
  if (message.protection !== 'none' || message.defects.some(isDangerous)) return null;
  const chosen = chosenBy(message, paths);
  if (chosen === null) return null;
  const bytes = asBuffer(raw);
  const { root, entities } = readStructure(bytes);
  const replacements: Replacement[] = [];
  const done = new Set<Entity>();
  let added = 0;
  for (const { leaf, inside } of chosen) {
    const entity = leaf.span === null ? null : entityAt(entities, leaf.span);
    if (entity === null) return null;
    // Two decodings of one part are two leaves.
    if (done.has(entity)) continue;
    done.add(entity);
    if (inside === null) {
      const part = noticePart(await notice(leaf), lineBreakOf(bytes));
      added += part.inside;
      replacements.push(
        ...(entity === root ? replaceBody(bytes, entity, part) : replacePart(bytes, entity.span, part)),
      );
      continue;
    }
    const replaced = await replaceInside(bytes, entity, { leaf, inside }, notice, depth);
    if (replaced === null) return null;
    replacements.push(...replaced);
  }
  const result = spliced(bytes, replacements);
  const leaves = chosen.map(({ leaf }) => leaf);
  return holds(result, message, leaves, entities.length + added) ? result : null;
}
