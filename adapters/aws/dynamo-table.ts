// The one place that knows DynamoDB: items of the single table by key, queries, and writes that happen all together or not at all.
import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { ClientOptions } from './client-options.ts';

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
  /** Those that exist, in no order. */
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

export function openTable(name: string, options: ClientOptions): DynamoTable {
  const client = new DynamoDBClient(options);
  return {
    async get(key) {
      const { Item: found } = await client.send(
        new GetItemCommand({ TableName: name, Key: keyOf(key), ConsistentRead: true }),
      );
      return found === undefined ? null : plain(found);
    },
    async getAll(keys) {
      const pages: (readonly Item[])[] = [];
      for (let at = 0; at < keys.length; at += mostInBatch) {
        pages.push(await getBatch(client, name, keys.slice(at, at + mostInBatch)));
      }
      return pages.flat();
    },
    query: (query) => pagesOf(client, name, query),
    async write(writes) {
      if (writes.length > mostInTransaction)
        throw new Error(`at most ${mostInTransaction} records are written together; write fewer at once`);
      try {
        await send(client, name, writes);
      } catch (cause) {
        if (isConflict(cause)) throw new WriteConflict('a record was changed meanwhile', { cause });
        throw cause;
      }
    },
  };
}

async function getBatch(client: DynamoDBClient, name: string, keys: readonly Key[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  let wanted: Record<string, AttributeValue>[] = keys.map(keyOf);
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[name] ?? []).map(plain));
    wanted = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return found;
}

async function* pagesOf(client: DynamoDBClient, name: string, query: Query): AsyncGenerator<Item> {
  const [pk, sk] =
    query.index === undefined ? ['pk', 'sk'] : query.index === 'by-state' ? ['gsi1pk', 'gsi1sk'] : ['gsi2pk', 'gsi2sk'];
  const bounded = query.from !== undefined || query.to !== undefined;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
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
      }),
    );
    yield* (page.Items ?? []).map(plain);
    start = page.LastEvaluatedKey;
  } while (start !== undefined && query.limit === undefined);
}

/** A single write needs no transaction, which costs twice as much. */
async function send(client: DynamoDBClient, name: string, writes: readonly Write[]): Promise<void> {
  const [only] = writes;
  if (only === undefined) return;
  if (writes.length > 1) {
    await client.send(new TransactWriteItemsCommand({ TransactItems: writes.map((write) => transacted(write, name)) }));
    return;
  }
  const condition = conditionOf(only.condition);
  await (only.type === 'put'
    ? client.send(new PutItemCommand({ TableName: name, Item: marshalled(only.item), ...condition }))
    : client.send(new DeleteItemCommand({ TableName: name, Key: keyOf(only.key), ...condition })));
}

function transacted(write: Write, name: string): TransactWriteItem {
  const condition = conditionOf(write.condition);
  return write.type === 'put'
    ? { Put: { TableName: name, Item: marshalled(write.item), ...condition } }
    : { Delete: { TableName: name, Key: keyOf(write.key), ...condition } };
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
  if (!(cause instanceof Error)) return false;
  if (cause.name === 'ConditionalCheckFailedException' || cause.name === 'TransactionConflictException') return true;
  if (cause.name !== 'TransactionCanceledException') return false;
  const reasons = (cause as { CancellationReasons?: readonly { Code?: string }[] }).CancellationReasons ?? [];
  const codes = reasons.map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  return codes.length > 0 && codes.every((code) => conflictReasons.has(code));
}

function keyOf({ pk, sk }: Key): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}

function marshalled(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]): [string, AttributeValue] => [
      name,
      typeof value === 'string' ? { S: value } : typeof value === 'number' ? { N: String(value) } : { B: value },
    ]),
  );
}

function plain(found: Record<string, AttributeValue>): Item {
  const item: Record<string, Value> = {};
  for (const [name, value] of Object.entries(found)) {
    if (value.S !== undefined) item[name] = value.S;
    else if (value.N !== undefined) item[name] = Number(value.N);
    else if (value.B !== undefined) item[name] = value.B;
  }
  return item as Item;
}
