// Records in the table: versioned, their body compressed, and cut into several items where one would be too large.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Kind } from './dynamo-layout.ts';
import type { Condition, DynamoTable, Item, Key, Write } from './dynamo-table.ts';

/** An item holds 400 KB with its names; the rest is left to keys and indexes. */
const mostInItem = 350_000;
/** A transaction holds 4 MB. What is larger has no place in the index, and its message is held. */
const mostInBody = 3_500_000;
/** Shorter bodies stay as text, which is easier to look at. */
const compressFrom = 1_000;

export interface Stored<T> {
  readonly version: number;
  readonly value: T;
  /** Items of the body beside the record itself. */
  readonly parts: number;
}

/** The writes that put `value` in place of what was read; null where nothing was. */
export function puts<T>(kind: Kind<T>, id: string, value: T, before: Stored<T> | null): readonly Write[] {
  const key = kind.key(id);
  const [first = '', ...rest] = cut(encoded(value));
  const condition: Condition = before === null ? { type: 'absent' } : { type: 'version', version: before.version };
  const record: Item = {
    ...key,
    ...kind.attributes(value),
    version: (before?.version ?? 0) + 1,
    body: first,
    ...(rest.length === 0 ? {} : { parts: rest.length }),
  };
  return [
    { type: 'put', item: record, condition },
    ...rest.map((body, n): Write => ({ type: 'put', item: { ...partKey(key, n), body } })),
    ...surplus(key, rest.length, before?.parts ?? 0),
  ];
}

export function deletes<T>(kind: Kind<T>, id: string, before: Stored<T>): readonly Write[] {
  const key = kind.key(id);
  return [
    { type: 'delete', key, condition: { type: 'version', version: before.version } },
    ...surplus(key, 0, before.parts),
  ];
}

function surplus(key: Key, from: number, to: number): readonly Write[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => ({ type: 'delete', key: partKey(key, from + n) }));
}

/** Parts lie under a partition of their own, so that queries of records never meet one. */
function partKey({ pk, sk }: Key, n: number): Key {
  return { pk: `PART#${pk}#${sk}`, sk: String(n).padStart(3, '0') };
}

export async function readRecord<T>(table: DynamoTable, kind: Kind<T>, id: string): Promise<Stored<T> | null> {
  const item = await table.get(kind.key(id));
  return item === null ? null : stored(table, item);
}

/** In the order of the items. */
export async function storedAll<T>(table: DynamoTable, items: readonly Item[]): Promise<readonly Stored<T>[]> {
  return Promise.all(items.map((item) => stored<T>(table, item)));
}

export async function stored<T>(table: DynamoTable, item: Item): Promise<Stored<T>> {
  const parts = Number(item.parts ?? 0);
  const bodies = [item.body];
  if (parts > 0) {
    const keys = Array.from({ length: parts }, (_, n) => partKey(item, n));
    const found = new Map((await table.getAll(keys)).map((part) => [part.sk, part.body]));
    for (const { sk } of keys) bodies.push(found.get(sk));
  }
  return { version: Number(item.version), value: decoded(bodies) as T, parts };
}

function encoded(value: unknown): string | Uint8Array {
  const text = JSON.stringify(value);
  if (text.length < compressFrom) return text;
  const bytes = gzipSync(text, { level: 1 });
  if (bytes.length > mostInBody) throw new Error('a record is larger than the ledger can keep');
  return bytes;
}

function decoded(bodies: readonly unknown[]): unknown {
  const [first] = bodies;
  if (typeof first === 'string') return JSON.parse(first);
  const parts = bodies.map((body) => (body instanceof Uint8Array ? body : new Uint8Array(0)));
  return JSON.parse(gunzipSync(Buffer.concat(parts)).toString('utf8'));
}

function cut(body: string | Uint8Array): readonly (string | Uint8Array)[] {
  if (typeof body === 'string' || body.length <= mostInItem) return [body];
  return Array.from({ length: Math.ceil(body.length / mostInItem) }, (_, n) =>
    body.subarray(n * mostInItem, (n + 1) * mostInItem),
  );
}
