// From the tree to what a mail program shows: displayed bodies, attachments, nested messages (contracts in model/message.ts).
import type { ByteSpan, LeafRole } from '../../model/message.ts';
import { findBinHex } from './binhex.ts';
import type { Decoded } from './decoded.ts';
import type { Entity } from './entity.ts';
import { asBuffer } from './lines.ts';
import { maximumParts, readStructure, type Structure } from './structure.ts';
import { decodeTransfer } from './transfer-encoding.ts';
import { findUuencoded, maximumFiles } from './uuencode.ts';
import { findYenc } from './yenc.ts';

/** A leaf before it has a path: paths are given once all readings are joined. */
export interface RawLeaf {
  readonly role: LeafRole;
  readonly name: string | null;
  readonly type: string | null;
  readonly charset: string | null;
  readonly disposition: 'inline' | 'attachment' | null;
  readonly contentId: string | null;
  readonly content: Uint8Array;
  readonly span: ByteSpan | null;
  /** It stands in a multipart/alternative: readers show one of its neighbours or it. */
  readonly alternative: Entity | null;
  /** Whether the content came out of a transfer encoding. */
  readonly wasEncoded: boolean;
}

export interface LeafDefect {
  readonly kind: string;
  readonly leaf: RawLeaf | null;
  readonly hidesPayload: boolean;
}

export interface LeavesRead {
  readonly leaves: RawLeaf[];
  readonly defects: LeafDefect[];
  /** Short texts before the first and behind the last part of a multipart, as they stand. */
  readonly around: string[];
}

const binhexType = 'application/mac-binhex40';
/** How often a multipart may be wrapped in a transfer encoding (RFC 2045 section 6.4 forbids even one). */
const maximumWrapped = 4;
/** Bytes at the beginning that decide what a content is. */
const judgedHead = 64;

function roleOf(entity: Entity, type: string): LeafRole {
  const { content } = entity;
  if (type === 'message/rfc822' || type === 'message/global') return 'message';
  const shown = type === 'text/plain' || type === 'text/html';
  return shown && content.disposition !== 'attachment' && content.names.length === 0 ? 'body' : 'attachment';
}

/** RFC 2045 section 5.2 and RFC 2046 section 5.1.5: what a part without Content-Type is. */
function typeOf(entity: Entity): string {
  const { type } = entity.content;
  if (type !== null) return type;
  return entity.parent?.content.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
}

interface Source {
  readonly bytes: Buffer;
  readonly structure: Structure;
  /** Transfer encodings around it that a multipart may not have; spans are only real when 0. */
  readonly wrapped: number;
}

/** A multipart whose delimiters only show once its body is decoded. */
function unwrapped(bytes: Buffer, entity: Entity, wrapped: number): Source | null {
  const boundary = entity.content.boundaries[0];
  const { encoding } = entity.content;
  if (boundary === undefined || wrapped >= maximumWrapped) return null;
  if (encoding !== 'base64' && encoding !== 'quoted-printable') return null;
  const quoted = boundary.replace(/["\\]/g, '\\$&');
  const header = `Content-Type: ${entity.content.type ?? 'multipart/mixed'}; boundary="${quoted}"\r\n\r\n`;
  const inner = Buffer.concat([Buffer.from(header, 'latin1'), decodeEntity(bytes, entity).content]);
  const structure = readStructure(inner);
  return structure.root.children.length > 0 ? { bytes: inner, structure, wrapped: wrapped + 1 } : null;
}

function decodeEntity(bytes: Buffer, entity: Entity): Decoded {
  return decodeTransfer(
    bytes.subarray(entity.bodyStart, Math.max(entity.bodyStart, entity.span.end)),
    entity.content.encoding,
  );
}

/** Names of defects that show in the type alone. */
function typeDefect(type: string): { kind: string; hidesPayload: boolean } | null {
  // RFC 2046 section 5.2.2: the payload exists only once the recipient has put the fragments together.
  if (type === 'message/partial') return { kind: 'partial-message', hidesPayload: true };
  return type === 'message/external-body' ? { kind: 'external-body', hidesPayload: false } : null;
}

/** Unnamed and unencoded, a multipart without parts is shown as the text it is. */
function roleOfEmptyMultipart(entity: Entity): LeafRole {
  const { names, encoding, disposition } = entity.content;
  return names.length === 0 && encoding === 'identity' && disposition !== 'attachment' ? 'body' : 'attachment';
}

function readLeaf(bytes: Buffer, entity: Entity, real: boolean, out: LeavesRead): void {
  const type = typeOf(entity);
  const decoded = decodeEntity(bytes, entity);
  const role = entity.content.isMultipart ? roleOfEmptyMultipart(entity) : roleOf(entity, type);
  const leaf: RawLeaf = {
    role,
    name: entity.content.names[0] ?? null,
    type: entity.content.type ?? (role === 'message' ? type : null),
    charset: entity.content.charset,
    disposition: entity.content.disposition,
    contentId: entity.content.contentId,
    content: decoded.content,
    span: real ? entity.span : null,
    alternative: entity.parent?.content.type === 'multipart/alternative' ? entity.parent : null,
    wasEncoded: entity.content.encoding !== 'identity',
  };
  out.leaves.push(leaf);
  noteDecoding(decoded, leaf, out);
  const byType = typeDefect(type);
  if (byType !== null) out.defects.push({ ...byType, leaf });
  const isText = role === 'body' || type.startsWith('text/');
  if (isText && leaf.content.length > 0) addEmbedded(leaf, out);
}

function beginsDifferently(one: Uint8Array, other: Uint8Array): boolean {
  const length = Math.min(one.length, other.length, judgedHead);
  return !asBuffer(one.subarray(0, length)).equals(asBuffer(other.subarray(0, length)));
}

/**
 * Other decodings of an attachment become leaves too: a reader may get just those bytes. Only where they begin
 * differently do they show something else; a broken line in the middle is common in bulk mail.
 */
function noteDecoding(decoded: Decoded, leaf: RawLeaf, out: LeavesRead): void {
  if (decoded.odd === null) return;
  const isText = leaf.role === 'body';
  const differs = decoded.others.some((other) => beginsDifferently(leaf.content, other));
  out.defects.push({ kind: decoded.odd, leaf, hidesPayload: decoded.unread || (differs && !isText) });
  if (!isText) for (const content of decoded.others) out.leaves.push({ ...leaf, content });
}

/** Files written into the text itself; some programs show them as attachments. */
function addEmbedded(leaf: RawLeaf, out: LeavesRead): void {
  const text = asBuffer(leaf.content);
  const add = (file: { name: string | null; content: Uint8Array }, kind: string, type: string | null = null): void => {
    const embedded: RawLeaf = {
      ...leaf,
      role: 'attachment',
      name: file.name,
      type,
      charset: null,
      disposition: null,
      contentId: null,
      content: file.content,
      span: null,
      alternative: null,
    };
    out.leaves.push(embedded);
    out.defects.push({ kind, leaf: embedded, hidesPayload: false });
  };
  const uuencoded = findUuencoded(text);
  const yenc = findYenc(text);
  for (const file of uuencoded) add(file, 'inline-uuencode');
  for (const file of yenc) add(file, 'inline-yenc');
  const binhex = leaf.type === binhexType ? [] : findBinHex(text);
  for (const content of binhex) add({ name: null, content }, 'inline-binhex', binhexType);
  if ([uuencoded, yenc, binhex].some((files) => files.length >= maximumFiles)) {
    out.defects.push({ kind: 'too-many-embedded-files', leaf, hidesPayload: true });
  }
}

function readSource(source: Source, out: LeavesRead): void {
  const { bytes, structure, wrapped } = source;
  for (const entity of structure.entities) {
    if (entity.children.length > 0 || out.leaves.length >= maximumParts) continue;
    if (entity.content.isMultipart) {
      const inner = unwrapped(bytes, entity, wrapped);
      if (inner !== null) {
        out.defects.push({ kind: 'encoded-multipart', leaf: null, hidesPayload: true });
        readSource(inner, out);
        continue;
      }
      // Nothing between its delimiters: nothing to show.
      if (entity.span.end <= entity.bodyStart) continue;
      out.defects.push({ kind: 'multipart-without-parts', leaf: null, hidesPayload: false });
    }
    readLeaf(bytes, entity, wrapped === 0, out);
  }
  readSurroundings(source, out);
}

/**
 * Text before the first and behind the last delimiter of a multipart (RFC 2046 section 5.1.1): readers skip it, and some
 * show it, or files written into it. It is searched like any text.
 */
function readSurroundings({ bytes, structure }: Source, out: LeavesRead): void {
  // The rest of a message of too many parts stands as one epilogue; that it is unread is said already.
  const unread = structure.notes.get('too-many-parts');
  for (const entity of structure.entities) {
    if (entity.children.length === 0) continue;
    for (const span of [entity.preamble, entity === unread ? null : entity.epilogue]) {
      if (span === null || out.leaves.length >= maximumParts) continue;
      const content = bytes.subarray(span.start, span.end);
      if (isBlank(content)) continue;
      readSurrounding({ ...surrounding, content }, out);
    }
  }
}

/** Bytes. */
const longestRemark = 65_536;
/** Bytes without a space between them: no word is so long, and lines of base64 or hexadecimal digits are. */
const longestWord = 56;

/** A remark is a text of the message; what holds a file, or could be one, is a part of its own. */
function readSurrounding(leaf: RawLeaf, out: LeavesRead): void {
  const before = out.leaves.length;
  addEmbedded(leaf, out);
  const content = asBuffer(leaf.content);
  const isText = content.length <= longestRemark && !content.includes(0) && !hasLongWord(content);
  if (out.leaves.length === before && isText) out.around.push(content.toString('utf8'));
  else out.leaves.splice(before, 0, leaf);
}

function hasLongWord(content: Buffer): boolean {
  let length = 0;
  let letters = false;
  for (const byte of content) {
    const isSign = byte > 32 && byte < 127;
    length = isSign ? length + 1 : 0;
    // A line drawn with hyphens is no word.
    letters = isSign && (letters || (byte >= 48 && byte !== 61 && byte !== 95));
    if (length >= longestWord && letters) return true;
  }
  return false;
}

const surrounding: Omit<RawLeaf, 'content'> = {
  role: 'body',
  name: null,
  type: 'text/plain',
  charset: null,
  disposition: null,
  contentId: null,
  span: null,
  alternative: null,
  wasEncoded: false,
};

/** Spaces, tabs and line breaks only. */
function isBlank(content: Buffer): boolean {
  return content.every((byte) => byte === 32 || byte === 9 || byte === 10 || byte === 13);
}

/** All leaves of a structure, at most 10,000. Linear in the bytes; never throws. */
export function readLeaves(bytes: Buffer, structure: Structure): LeavesRead {
  const out: LeavesRead = { leaves: [], defects: [], around: [] };
  readSource({ bytes, structure, wrapped: 0 }, out);
  return out;
}
