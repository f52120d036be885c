// The table as DynamoDB has it: items of the single table by key, queries, and writes that happen all together or not at all.
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientOptions } from './client-options.ts';
import { DynamoDbError, type DynamoWire, openWire } from './dynamo-wire.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

type Value = string | number | Uint8Array;

/** An item as it lies in the table: its key and plain attributes. */
export type Item = Key & { readonly [name: string]: Value };

/** What must be true of the item under the same key for a write to happen. */
export type Condition =
  | { readonly type: 'absent' }
  | { readonly type: 'version'; readonly version: number }
  /** Absent, or its attribute `until` lies before `now`. */
  | { readonly type: 'over'; readonly now: number }
  | { readonly type: 'owner'; readonly owner: string };

export type Write =
  | { readonly type: 'put'; readonly item: Item; readonly condition?: Condition }
  | { readonly type: 'delete'; readonly key: Key; readonly condition?: Condition };

export interface Query {
  readonly pk: string;
  /** Name of an index; its partition and sort key then take the place of the table's. */
  readonly index?: 'by-state' | 'by-day';
  /** Bounds of the sort key, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
}

/** Somebody else wrote first: read again and decide anew. */
export class WriteConflict extends Error {
  override readonly name = 'WriteConflict';
}

/** Reads of items see every write that ended before; queries of an index may lag behind. */
export interface DynamoTable {
  get(key: Key): Promise<Item | null>;
  /** Those that exist, in no order. Rejects when the table keeps leaving some out. */
  getAll(keys: readonly Key[]): Promise<readonly Item[]>;
  /** In the order of the sort key; keys alone when an index is asked. */
  query(query: Query): AsyncIterable<Item>;
  /** At most 100 of different keys and 4 MB, all or none. Rejects with WriteConflict when a condition does not hold. */
  write(writes: readonly Write[]): Promise<void>;
}

/** Sort keys are ordered by their UTF-8 bytes. */
export const lastCharacter = '\u{10ffff}';

const mostInBatch = 100;
const mostInTransaction = 100;
/** Of one batch: what a throttled table leaves out is asked for again, and so is what did not fit into an answer of 16 MB. */
const mostTries = 9;
/** Milliseconds before the second try, doubled with each up to the longest, at random below that. */
const firstPause = 25;
const longestPause = 1_000;

export function openTable(name: string, options: ClientOptions): DynamoTable {
  const call = openWire(options);
  return {
    async get(key) {
      const { Item: found } = await call<{ readonly Item?: Attributes }>('GetItem', {
        TableName: name,
        Key: keyOf(key),
        ConsistentRead: true,
      });
      return found === undefined ? null : plain(found);
    },
    async getAll(keys) {
      const pages: (readonly Item[])[] = [];
      for (let at = 0; at < keys.length; at += mostInBatch) {
        pages.push(await getBatch(call, name, keys.slice(at, at + mostInBatch)));
      }
      return pages.flat();
    },
    query: (query) => pagesOf(call, name, query),
    async write(writes) {
      if (writes.length > mostInTransaction)
        throw new Error(`at most ${mostInTransaction} records are written together; write fewer at once`);
      try {
        await send(call, name, writes);
      } catch (cause) {
        if (isConflict(cause)) throw new WriteConflict('a record was changed meanwhile', { cause });
        throw cause;
      }
    },
  };
}

interface BatchAnswer {
  readonly Responses?: Readonly<Record<string, readonly Attributes[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly Attributes[] }>>;
}

async function getBatch(call: DynamoWire, name: string, keys: readonly Key[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  let wanted: readonly Attributes[] = keys.map(keyOf);
  for (let tries = 1; wanted.length > 0; tries++) {
    if (tries > mostTries)
      throw new Error(`the table left ${wanted.length} records out in ${mostTries} tries; try again later`);
    if (tries > 1) await pause(Math.random() * Math.min(longestPause, firstPause * 2 ** (tries - 2)));
    const { Responses, UnprocessedKeys } = await call<BatchAnswer>('BatchGetItem', {
      RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } },
    });
    found.push(...(Responses?.[name] ?? []).map(plain));
    wanted = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return found;
}

interface Page {
  readonly Items?: readonly Attributes[];
  readonly LastEvaluatedKey?: Attributes;
}

async function* pagesOf(call: DynamoWire, name: string, query: Query): AsyncGenerator<Item> {
  const [pk, sk] =
    query.index === undefined ? ['pk', 'sk'] : query.index === 'by-state' ? ['gsi1pk', 'gsi1sk'] : ['gsi2pk', 'gsi2sk'];
  const bounded = query.from !== undefined || query.to !== undefined;
  let start: Attributes | undefined;
  do {
    const page: Page = await call('Query', {
      TableName: name,
      ...(query.index === undefined ? { ConsistentRead: true } : { IndexName: query.index }),
      KeyConditionExpression: bounded ? '#p = :p AND #s BETWEEN :from AND :to' : '#p = :p',
      ExpressionAttributeNames: { '#p': pk, ...(bounded ? { '#s': sk } : {}) },
      ExpressionAttributeValues: {
        ':p': { S: query.pk },
        ...(bounded ? { ':from': { S: query.from ?? ' ' }, ':to': { S: query.to ?? lastCharacter } } : {}),
      },
      ScanIndexForward: query.newestFirst !== true,
      ...(query.limit === undefined ? {} : { Limit: query.limit }),
      ExclusiveStartKey: start,
    });
    yield* (page.Items ?? []).map(plain);
    start = page.LastEvaluatedKey;
  } while (start !== undefined && query.limit === undefined);
}

/** A single write needs no transaction, which costs twice as much. */
async function send(call: DynamoWire, name: string, writes: readonly Write[]): Promise<void> {
  const [only] = writes;
  if (only === undefined) return;
  if (writes.length > 1)
    await call('TransactWriteItems', {
      TransactItems: writes.map((write) => ({ [verbs[write.type]]: written(write, name) })),
    });
  else await call(`${verbs[only.type]}Item`, written(only, name));
}

const verbs = { put: 'Put', delete: 'Delete' } as const;

function written(write: Write, name: string) {
  const what = write.type === 'put' ? { Item: marshalled(write.item) } : { Key: keyOf(write.key) };
  return { TableName: name, ...what, ...conditionOf(write.condition) };
}

function conditionOf(condition: Condition | undefined) {
  if (condition === undefined) return {};
  const on = (expression: string, name: string, value: AttributeValue) => ({
    ConditionExpression: expression,
    ExpressionAttributeNames: { '#a': name },
    ExpressionAttributeValues: { ':v': value },
  });
  switch (condition.type) {
    case 'absent':
      return { ConditionExpression: 'attribute_not_exists(pk)' };
    case 'version':
      return on('#a = :v', 'version', { N: String(condition.version) });
    case 'over':
      return on('attribute_not_exists(pk) OR #a < :v', 'until', { N: String(condition.now) });
    case 'owner':
      return on('#a = :v', 'owner', { S: condition.owner });
  }
}

const conflictReasons = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

/** Any other reason (a throttled item, one that is too large) is a failure, not a conflict. */
function isConflict(cause: unknown): boolean {
  if (!(cause instanceof DynamoDbError)) return false;
  if (cause.name === 'ConditionalCheckFailedException' || cause.name === 'TransactionConflictException') return true;
  if (cause.name !== 'TransactionCanceledException') return false;
  const codes = cause.reasons.filter((code) => code !== 'None');
  return codes.length > 0 && codes.every((code) => conflictReasons.has(code));
}

/** As the protocol has them: bytes in Base64, numbers as text. */
type AttributeValue = { readonly S?: string; readonly N?: string; readonly B?: string };
type Attributes = Readonly<Record<string, AttributeValue>>;

function keyOf({ pk, sk }: Key): Attributes {
  return { pk: { S: pk }, sk: { S: sk } };
}

function marshalled(item: Item): Attributes {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, marshalledValue(value)]));
}

function marshalledValue(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { B: Buffer.from(value).toString('base64') };
}

function plain(found: Attributes): Item {
  const item: Record<string, Value> = {};
  for (const [name, value] of Object.entries(found)) {
    if (value.S !== undefined) item[name] = value.S;
    else if (value.N !== undefined) item[name] = Number(value.N);
    else if (value.B !== undefined) item[name] = Buffer.from(value.B, 'base64');
  }
  return item as Item;
}
