// Speaks DynamoDB's own protocol, JSON over HTTPS, without its SDK, which takes longer over a request than everything else that a
// mail costs (docs/adr/0016-dynamodb-without-its-sdk.md).
import { randomUUID } from 'node:crypto';
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientOptions } from './client-options.ts';
import { type Credentials, credentialsIn, requestSigner } from './sign-request.ts';

/** Calls one operation with its JSON input. Rejects with DynamoDbError, or with what went wrong on the way. */
export type DynamoWire = <Output>(operation: string, input: Readonly<Record<string, unknown>>) => Promise<Output>;

/** `name` is DynamoDB's own name of the error. */
export class DynamoDbError extends Error {
  /** Of a transaction that was cancelled: why, for each of its writes. */
  readonly reasons: readonly string[];
  readonly status: number;

  constructor(name: string, status: number, reasons: readonly string[]) {
    super(`the table answered ${status} ${name}`);
    this.name = name;
    this.status = status;
    this.reasons = reasons;
  }
}

/** What passes when it is tried again later, besides every 5xx. */
const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);
/** Milliseconds before the second try, doubled with each, at random below that. */
const firstPause = 50;
const throttledPause = 300;

export function openWire(options: ClientOptions): DynamoWire {
  const { region, endpoint, maxAttempts } = options;
  const url = new URL(endpoint ?? process.env.AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${region}.amazonaws.com`);
  const sign = requestSigner({ region, service: 'dynamodb', credentials: credentialsOf(options) });
  const post = poster(url, options.requestHandler);
  return async (operation, input) => {
    // The same over all tries: a transaction whose answer was lost is not done twice.
    const once = operation === 'TransactWriteItems' ? { ClientRequestToken: randomUUID() } : {};
    const body = JSON.stringify({ ...input, ...once });
    for (let tries = 1; ; tries++) {
      try {
        const headers = sign({ method: 'POST', url, body, at: new Date() });
        return answerOf(await post(body, { ...headers, 'x-amz-target': `DynamoDB_20120810.${operation}` }));
      } catch (cause) {
        const wait = pauseAfter(cause);
        if (wait === null || tries >= maxAttempts) throw cause;
        await pause(Math.random() * wait * 2 ** (tries - 1));
      }
    }
  };
}

function credentialsOf({ credentials }: ClientOptions): Credentials {
  if (credentials === undefined) return credentialsIn(process.env);
  return { id: credentials.accessKeyId, secret: credentials.secretAccessKey, session: null };
}

/** Milliseconds; null when another try would fare no better. */
function pauseAfter(cause: unknown): number | null {
  if (!(cause instanceof DynamoDbError)) return firstPause;
  if (throttled.has(cause.name)) return throttledPause;
  return cause.status >= 500 ? firstPause : null;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function answerOf<Output>({ status, text }: Answer): Output {
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

/** Keeps connections. Rejects when there is no answer in time. */
function poster(url: URL, { connectionTimeout, requestTimeout }: ClientOptions['requestHandler']) {
  const secure = url.protocol === 'https:';
  const agent = secure ? new Agent({ keepAlive: true }) : new PlainAgent({ keepAlive: true });
  return (body: string, headers: Readonly<Record<string, string>>) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = (secure ? secureRequest : plainRequest)(url, {
        method: 'POST',
        agent,
        headers: {
          ...headers,
          'content-type': 'application/x-amz-json-1.0',
          'content-length': String(Buffer.byteLength(body)),
        },
      });
      const giveUp = () => sent.destroy(new Error('the table did not answer in time'));
      const whole = setTimeout(giveUp, requestTimeout);
      sent.on('socket', (socket) => {
        if (!socket.connecting) return;
        const connecting = setTimeout(giveUp, connectionTimeout);
        socket.once('connect', () => clearTimeout(connecting)).once('close', () => clearTimeout(connecting));
      });
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      sent.on('error', reject);
      sent.on('close', () => clearTimeout(whole));
      sent.end(body);
    });
}
