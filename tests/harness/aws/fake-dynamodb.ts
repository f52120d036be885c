// A DynamoDB in memory that speaks its HTTP protocol: keys, indexes, conditions, transactions, and the limits that code meets.
import { type AwsError, type AwsFake, awsError, startAwsFake } from './aws-fake.ts';
import { compileCondition } from './dynamodb-condition.ts';

type Attribute = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, Attribute>>;
type Names = Readonly<Record<string, string>> | undefined;
type Values = Readonly<Record<string, Attribute>> | undefined;

interface Conditional {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Names;
  readonly ExpressionAttributeValues?: Values;
}

interface KeySchema {
  readonly pk: string;
  readonly sk: string;
}

const tableKeys: KeySchema = { pk: 'pk', sk: 'sk' };
const indexes: Readonly<Record<string, KeySchema>> = {
  'by-state': { pk: 'gsi1pk', sk: 'gsi1sk' },
  'by-day': { pk: 'gsi2pk', sk: 'gsi2sk' },
};
const mostBytesInItem = 400 * 1024;
const mostBytesInTransaction = 4 * 2 ** 20;
const mostInTransaction = 100;
const pageBytes = 1_000_000;

export interface FakeDynamoDb extends AwsFake {
  /** Every item, for looking. */
  items(): readonly Row[];
  /** Puts these in the place of all items. */
  replace(items: readonly Row[]): void;
}

export async function startFakeDynamoDb(): Promise<FakeDynamoDb> {
  const rows = new Map<string, Row>();
  const operations: Readonly<Record<string, (input: never) => unknown>> = {
    GetItem: ({ Key }: { Key: Row }) => {
      const found = rows.get(nameOf(Key));
      return found === undefined ? {} : { Item: found };
    },
    BatchGetItem: ({ RequestItems }: { RequestItems: Record<string, { Keys: Row[] }> }) => batchGet(rows, RequestItems),
    PutItem: (input: { Item: Row } & Conditional) => {
      if (!holds(rows.get(nameOf(input.Item)), input)) throw awsError(400, 'ConditionalCheckFailedException');
      put(rows, input.Item);
      return {};
    },
    DeleteItem: (input: { Key: Row } & Conditional) => {
      const name = nameOf(input.Key);
      if (!holds(rows.get(name), input)) throw awsError(400, 'ConditionalCheckFailedException');
      rows.delete(name);
      return {};
    },
    Query: (input: QueryInput) => query(rows, input),
    TransactWriteItems: (input: { TransactItems: TransactItem[] }) => transact(rows, input.TransactItems),
  };
  const fake = await startAwsFake('DynamoDB_20120810', operations);
  return {
    ...fake,
    items: () => [...rows.values()],
    replace(items) {
      rows.clear();
      for (const row of items) rows.set(nameOf(row), row);
    },
  };
}

function nameOf(row: Row): string {
  const { pk, sk } = row;
  if (typeof pk?.S !== 'string' || typeof sk?.S !== 'string' || pk.S === '' || sk.S === '')
    throw awsError(400, 'ValidationException', 'the key must have a partition and a sort key that are not empty');
  return `${pk.S}\0${sk.S}`;
}

function put(rows: Map<string, Row>, row: Row): void {
  if (bytesOf(row) > mostBytesInItem)
    throw awsError(400, 'ValidationException', 'Item size has exceeded the maximum allowed size');
  rows.set(nameOf(row), row);
}

function bytesOf(row: Row): number {
  return Object.entries(row).reduce((sum, [name, attribute]) => {
    const [[type, value] = ['NULL', '']] = Object.entries(attribute);
    const bytes = type === 'B' ? Buffer.from(String(value), 'base64').length : Buffer.byteLength(String(value));
    return sum + Buffer.byteLength(name) + bytes;
  }, 0);
}

function holds(row: Row | undefined, { ConditionExpression, ...given }: Conditional): boolean {
  if (ConditionExpression === undefined) return true;
  return compileCondition(ConditionExpression, given)(row ?? {});
}

function batchGet(rows: Map<string, Row>, requested: Record<string, { Keys: Row[] }>): unknown {
  const responses = Object.entries(requested).map(([table, { Keys }]) => {
    if (Keys.length > 100)
      throw awsError(400, 'ValidationException', 'Too many items requested for the BatchGetItem call');
    if (new Set(Keys.map(nameOf)).size !== Keys.length)
      throw awsError(400, 'ValidationException', 'Provided list of item keys contains duplicates');
    return [table, Keys.map((key) => rows.get(nameOf(key))).filter((row) => row !== undefined)];
  });
  return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
}

interface QueryInput extends Conditional {
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly KeyConditionExpression: string;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Row;
}

function query(rows: Map<string, Row>, input: QueryInput): unknown {
  const keys = input.IndexName === undefined ? tableKeys : indexes[input.IndexName];
  if (keys === undefined) throw awsError(400, 'ValidationException', 'The table does not have the specified index');
  if (input.IndexName !== undefined && input.ConsistentRead === true)
    throw awsError(400, 'ValidationException', 'Consistent reads are not supported on global secondary indexes');
  const fits = compileCondition(input.KeyConditionExpression, input);
  const direction = input.ScanIndexForward === false ? -1 : 1;
  const place = (row: Row) => `${String(row[keys.sk]?.S)}\0${nameOf(row)}`;
  const compare = (a: string, b: string) => direction * Buffer.compare(Buffer.from(a), Buffer.from(b));
  const start = input.ExclusiveStartKey === undefined ? null : place(input.ExclusiveStartKey);
  const matching = [...rows.values()]
    .filter((row) => row[keys.pk] !== undefined && row[keys.sk] !== undefined && fits(row))
    .sort((a, b) => compare(place(a), place(b)))
    .filter((row) => start === null || compare(place(row), start) > 0);
  const page: Row[] = [];
  let bytes = 0;
  for (const row of matching) {
    const shown = input.IndexName === undefined ? row : projected(row, keys);
    bytes += bytesOf(shown);
    if (page.length > 0 && (bytes > pageBytes || page.length >= (input.Limit ?? 1000))) break;
    page.push(shown);
  }
  const last = page.at(-1);
  return {
    Items: page,
    Count: page.length,
    ...(last !== undefined && page.length < matching.length ? { LastEvaluatedKey: projected(last, keys) } : {}),
  };
}

/** KEYS_ONLY. */
function projected(row: Row, keys: KeySchema): Row {
  const names = new Set([tableKeys.pk, tableKeys.sk, keys.pk, keys.sk]);
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));
}

interface TransactItem {
  readonly Put?: { readonly Item: Row } & Conditional;
  readonly Delete?: { readonly Key: Row } & Conditional;
}

function transact(rows: Map<string, Row>, items: readonly TransactItem[]): unknown {
  if (items.length > mostInTransaction)
    throw awsError(400, 'ValidationException', 'Member must have length less than or equal to 100');
  const key = ({ Put, Delete }: TransactItem) => nameOf(Put?.Item ?? Delete?.Key ?? {});
  if (new Set(items.map(key)).size !== items.length)
    throw awsError(400, 'ValidationException', 'Transaction request cannot include multiple operations on one item');
  const bytes = items.reduce((sum, { Put }) => sum + (Put === undefined ? 0 : bytesOf(Put.Item)), 0);
  if (bytes > mostBytesInTransaction)
    throw awsError(400, 'ValidationException', 'Collection size of items in transaction exceeds 4 MB');
  const reasons = items.map((item) =>
    holds(rows.get(key(item)), item.Put ?? item.Delete ?? {}) ? 'None' : 'ConditionalCheckFailed',
  );
  if (reasons.some((reason) => reason !== 'None')) throw cancelled(reasons);
  for (const { Put, Delete } of items) {
    if (Put !== undefined) put(rows, Put.Item);
    else if (Delete !== undefined) rows.delete(nameOf(Delete.Key));
  }
  return {};
}

function cancelled(reasons: readonly string[]): AwsError {
  return awsError(400, 'TransactionCanceledException', 'Transaction cancelled', {
    CancellationReasons: reasons.map((Code) => ({ Code })),
  });
}
