// Speaks DynamoDB's own protocol, JSON over HTTPS, without its SDK (docs/adr/0016-dynamodb-without-its-sdk.md).
import { randomUUID } from 'node:crypto';
import type { ClientOptions } from './client-options.ts';
import { type Answered, openRequests, ServiceError } from './signed-requests.ts';

/** Calls one operation with its JSON input. Rejects with DynamoDbError, or with what went wrong on the way. */
export type DynamoWire = <Output>(operation: string, input: Readonly<Record<string, unknown>>) => Promise<Output>;

/** `name` is DynamoDB's own name of the error. */
export class DynamoDbError extends ServiceError {
  override readonly name: string;
  /** Of a transaction that was cancelled: why, for each of its writes. */
  readonly reasons: readonly string[];

  constructor(name: string, status: number, reasons: readonly string[]) {
    super(`the table answered ${status} ${name}`, name, status);
    this.name = name;
    this.reasons = reasons;
  }
}

const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);

export function openWire(options: ClientOptions): DynamoWire {
  const { region, endpoint } = options;
  const url = new URL(endpoint ?? process.env.AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${region}.amazonaws.com`);
  const send = openRequests('dynamodb', options, throttled);
  return <Output>(operation: string, input: Readonly<Record<string, unknown>>) => {
    // The same over all tries: a transaction whose answer was lost is not done twice.
    const once = operation === 'TransactWriteItems' ? { ClientRequestToken: randomUUID() } : {};
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    return send({ method: 'POST', url, headers, body: JSON.stringify({ ...input, ...once }) }, outputOf<Output>);
  };
}

function outputOf<Output>({ status, bytes }: Answered): Output {
  const text = bytes?.toString('utf8') ?? '';
  if (status === 200) return JSON.parse(text) as Output;
  throw errorOf(status, text);
}

function errorOf(status: number, text: string): DynamoDbError {
  let told: { __type?: unknown; CancellationReasons?: readonly { Code?: string }[] } = {};
  try {
    told = JSON.parse(text) as typeof told;
  } catch {
    // Something between us and it answered.
  }
  const name = typeof told.__type === 'string' ? told.__type.replace(/^.*#/s, '') : 'UnknownError';
  return new DynamoDbError(
    name,
    status,
    (told.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None'),
  );
}
