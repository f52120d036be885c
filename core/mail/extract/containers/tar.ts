// tar: ustar, pax and GNU long names, and the old form (POSIX.1-2017, pax).
import { type Budget, LimitReached } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { isTarHeader } from '../type/signatures.ts';
import { factsOfName, watchLinks } from './entry-facts.ts';

const blockBytes = 512;

export const readTar: Reader = (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  return { texts: [], facts: [], children: entriesOf(bytes, budget), read: 'full' };
};

interface Pending {
  name: string | null;
  size: number | null;
}

function* entriesOf(bytes: Buffer, budget: Budget): Generator<Child> {
  let pending: Pending = { name: null, size: null };
  let count = 0;
  const isLinked = watchLinks();
  for (let at = 0; at + blockBytes <= bytes.length; ) {
    budget.checkTime();
    const header = bytes.subarray(at, at + blockBytes);
    // Zero blocks end an archive; another may follow it, and lenient unpackers read on.
    if (header[0] === 0 && !isTarHeader(header)) {
      at += blockBytes;
      continue;
    }
    if (!isTarHeader(header)) throw new Error('tar header has a wrong checksum; the archive is damaged');
    if (++count > 10_000) throw new LimitReached('too-many-parts');
    const type = String.fromCharCode(header[156] ?? 0);
    const start = at + blockBytes;
    const stated = pending.size ?? readNumber(header, 124, 12);
    // Old programs give a link the size of what it leads to, and no content.
    const bare = (type === '1' || type === '2') && !hasContentAt(bytes, start);
    const size = bare ? 0 : stated;
    const content = bytes.subarray(start, Math.min(bytes.length, start + size));
    at = start + Math.ceil(size / blockBytes) * blockBytes;
    if (type === 'x' || type === 'L' || type === 'K' || type === 'g') {
      if (content.length < size) throw new Error('tar extended header is cut off; the archive is damaged');
      if (type !== 'g') pending = noteExtension(type, content, pending);
      continue;
    }
    const name = pending.name ?? nameOf(header);
    pending = { name: null, size: null };
    const child = childOf(type, name, content, size, budget);
    const linked = isLinked(name, type === '2');
    if (child !== null) yield linked ? { ...child, facts: [...(child.facts ?? []), 'linked-entry'] } : child;
  }
}

function hasContentAt(bytes: Buffer, start: number): boolean {
  return bytes[start] !== undefined && bytes[start] !== 0 && !isTarHeader(bytes.subarray(start, start + blockBytes));
}

function noteExtension(type: string, content: Buffer, pending: Pending): Pending {
  if (type === 'K') return pending;
  if (type === 'L') return { ...pending, name: untilZero(content.subarray(0, 4096)) };
  const fields = paxFields(content.subarray(0, 65_536));
  const size = fields.get('size');
  return {
    name: fields.get('GNU.sparse.name') ?? fields.get('path') ?? pending.name,
    size: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : pending.size,
  };
}

function childOf(type: string, name: string, content: Buffer, size: number, budget: Budget): Child | null {
  const facts = [...factsOfName(name)];
  const link = type === '1' || type === '2';
  const noFile = (type >= '3' && type <= '6') || type === 'D' || type === 'V' || name.endsWith('/');
  if (noFile && size === 0) return null;
  // A hard link repeats an entry that is read under its own name.
  if (link) facts.push(type === '2' ? 'symlink' : 'hard-link');
  // Links and folders have no content; unpackers differ on what to do with content that they have all the same.
  if (type === 'M') return { name, role: 'entry', bytes: null, why: 'split', facts };
  if (content.length < size) return { name, role: 'entry', bytes: null, why: 'corrupt', facts };
  budget.spendBytes(content.length);
  return { name, role: 'entry', bytes: content, facts };
}

function nameOf(header: Buffer): string {
  const name = untilZero(header.subarray(0, 100));
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? untilZero(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function untilZero(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Octal digits, or base 256 when the first bit is set (GNU). */
function readNumber(header: Buffer, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) !== 0) {
    const value = Number(BigInt.asUintN(64, header.readBigUInt64BE(at + length - 8)));
    return Math.min(value, Number.MAX_SAFE_INTEGER);
  }
  const value = Number.parseInt(
    header
      .toString('latin1', at, at + length)
      .replace(/[\0 ]+/g, ' ')
      .trim(),
    8,
  );
  return Number.isFinite(value) && value >= 0 ? value : 0;
}

/** Records `LENGTH KEY=VALUE\n` of a pax extended header. */
function paxFields(content: Buffer): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    if (space < 0 || space - at > 10) break;
    const length = Number(content.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at) break;
    const record = content.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) fields.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return fields;
}
