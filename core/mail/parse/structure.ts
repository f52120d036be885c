// Our own structural reading of MIME (RFC 2045, 2046): the tree of entities with the byte span of everything in it.
// One pass over the bytes, from delimiter line to delimiter line; no recursion; what readers differ about is noted.
import type { Ambiguity, Ways } from './ambiguity.ts';
import { type ContentFields, readContentFields } from './content-fields.ts';
import type { Entity } from './entity.ts';
import { type Delimiter, Frames } from './frames.ts';
import { type HeaderBlock, readHeaderBlock } from './header-block.ts';
import { lineEnd, startsWithWord, textEnd } from './lines.ts';

export type StructureNote =
  | Ambiguity
  | HeaderBlock['notes'][number]
  | ContentFields['notes'][number]
  | 'no-closing-delimiter'
  | 'loose-boundary'
  | 'too-many-parts'
  | 'too-deep';

export interface Structure {
  readonly root: Entity;
  /** Every entity in the order of the bytes, the root first. */
  readonly entities: readonly Entity[];
  /** With the entity that showed it first. */
  readonly notes: ReadonlyMap<StructureNote, Entity>;
}

export const maximumDepth = 64;
export const maximumParts = 10_000;
/** Longest delimiter line that is looked at, in bytes. */
const maximumDelimiter = 16_384;

interface Reading {
  readonly bytes: Buffer;
  readonly ways: Ways;
  readonly entities: Entity[];
  readonly notes: Map<StructureNote, Entity>;
  readonly frames: Frames;
}

function note(reading: Reading, kind: StructureNote, entity: Entity): void {
  if (!reading.notes.has(kind)) reading.notes.set(kind, entity);
}

/** Reads the header at `start` and makes the entity; a multipart becomes the innermost frame. */
function openEntity(reading: Reading, start: number, parent: Entity | null): Entity {
  const { bytes, ways, frames } = reading;
  const block = readHeaderBlock(bytes, start, bytes.length, ways, (from, to) =>
    frames.isExact(delimiterText(bytes, from, to)),
  );
  const header = { start, end: block.fieldsEnd };
  const content = readContentFields(bytes, block.fields, header, ways);
  const entity: Entity = {
    parent,
    depth: parent === null ? 0 : parent.depth + 1,
    span: { start, end: bytes.length },
    fields: block.fields,
    fieldsEnd: block.fieldsEnd,
    bodyStart: block.bodyStart,
    content,
    children: [],
    boundary: null,
    closed: false,
    preamble: null,
    epilogue: null,
  };
  reading.entities.push(entity);
  for (const kind of [...block.notes, ...content.notes]) note(reading, kind, entity);
  if (content.isMultipart) {
    if (entity.depth < maximumDepth) {
      const repeated = frames.open(entity, content.boundaries);
      if (repeated) note(reading, 'repeated-boundary', entity);
    } else note(reading, 'too-deep', entity);
  }
  return entity;
}

/** Text of a line behind its two hyphens. */
function delimiterText(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start + 2, Math.min(end, start + maximumDelimiter));
}

/** Where the content before a delimiter line ends: the line break before it belongs to the delimiter. */
function contentEnd(bytes: Buffer, from: number, delimiterAt: number): number {
  return Math.max(from, textEnd(bytes, from, Math.max(from, delimiterAt)));
}

function closeEntity(reading: Reading, entity: Entity, delimiterAt: number): void {
  // Where its last part has no body, the line break before the delimiter belongs to the header of that part.
  const innerEnd = entity.children.at(-1)?.span.end ?? 0;
  const end = Math.max(innerEnd, contentEnd(reading.bytes, entity.bodyStart, delimiterAt));
  entity.span = { start: entity.span.start, end: Math.max(end, entity.span.start) };
  if (entity.epilogue !== null)
    entity.epilogue = { start: entity.epilogue.start, end: Math.max(entity.epilogue.start, end) };
}

/** Ends everything that is open inside the frame of `owner`. */
function endInner(reading: Reading, owner: Entity, at: number): void {
  for (let inner = reading.frames.innermost; inner !== null && inner !== owner; inner = reading.frames.innermost) {
    if (!inner.closed) note(reading, 'no-closing-delimiter', inner);
    const part = inner.children.at(-1);
    if (part !== undefined && !inner.closed) closeEntity(reading, part, at);
    closeEntity(reading, inner, at);
    reading.frames.close();
  }
}

/** Acts on one delimiter line; returns where reading goes on. */
function takeDelimiter(reading: Reading, delimiter: Delimiter, start: number, end: number): number {
  const { bytes, frames } = reading;
  const { owner } = delimiter;
  endInner(reading, owner, start);
  if (owner.boundary === null) {
    owner.preamble = { start: owner.bodyStart, end: contentEnd(bytes, owner.bodyStart, start) };
    owner.boundary = delimiter.boundary;
    // A reader that takes the first boundary by its letter finds no parts here.
    const first = owner.content.boundaries[0]?.trimEnd();
    if (delimiter.boundary.trimEnd() !== first || owner.content.sureBoundaries === 0)
      note(reading, 'loose-boundary', owner);
  }
  const part = owner.children.at(-1);
  if (part !== undefined && !owner.closed) closeEntity(reading, part, start);
  if (delimiter.closing) {
    owner.closed = true;
    frames.current = owner;
    owner.epilogue = { start: end, end: bytes.length };
    return end;
  }
  owner.closed = false;
  owner.epilogue = null;
  if (reading.entities.length >= maximumParts) {
    note(reading, 'too-many-parts', owner);
    // The rest is unread: as text of the last part it would only cost time.
    owner.closed = true;
    frames.current = owner;
    owner.epilogue = { start, end: bytes.length };
    return bytes.length;
  }
  const child = openEntity(reading, end, owner);
  owner.children.push(child);
  frames.current = child;
  return child.bodyStart;
}

/** The start of the next line that begins with `--`, at or after `at`; -1 when there is none. */
function nextDashes(bytes: Buffer, at: number): number {
  if (bytes[at] === 45 && bytes[at + 1] === 45 && (at === 0 || bytes[at - 1] === 10)) return at;
  const found = bytes.indexOf('\n--', Math.max(0, at - 1), 'latin1');
  return found < 0 ? -1 : found + 1;
}

/** Reads the tree of a message. Linear in its size; never throws. `ways` selects second readings. */
export function readStructure(bytes: Buffer, ways: Ways = new Set()): Structure {
  const reading: Reading = { bytes, ways, entities: [], notes: new Map(), frames: new Frames(ways) };
  const { frames } = reading;
  const root = openEntity(reading, leadingBlankLines(bytes), null);
  root.span = { start: 0, end: bytes.length };
  frames.current = root;
  let at = root.bodyStart;
  while (at < bytes.length && frames.wantsDelimiters) {
    const start = nextDashes(bytes, at);
    if (start < 0) break;
    const end = lineEnd(bytes, start, bytes.length);
    const text = delimiterText(bytes, start, textEnd(bytes, start, end));
    const delimiter = frames.match(
      text,
      () => startsWithWord(bytes, end, 'content-'),
      (kind, entity) => note(reading, kind, entity),
    );
    at = delimiter === null ? end : takeDelimiter(reading, delimiter, start, end);
    if (at <= start) at = end;
  }
  endInner(reading, root, bytes.length);
  finishRoot(reading, root);
  return { root, entities: reading.entities, notes: reading.notes };
}

function finishRoot(reading: Reading, root: Entity): void {
  const part = root.children.at(-1);
  if (root.children.length === 0 && root.boundary === null) return;
  if (root.closed) return;
  note(reading, 'no-closing-delimiter', root);
  if (part !== undefined) part.span = { start: part.span.start, end: reading.bytes.length };
}

/** Some programs put empty lines before the header; every reader skips them. */
function leadingBlankLines(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && at < 1_000) {
    const end = lineEnd(bytes, at, bytes.length);
    if (textEnd(bytes, at, end) > at) return at;
    at = end;
  }
  return at >= bytes.length ? 0 : at;
}
