// An AWS service of the JSON protocols in memory: one HTTP server, operations by the name in X-Amz-Target.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  constructor(status: number, type: string, message: string, fields: Readonly<Record<string, unknown>>) {
    super(message);
    this.status = status;
    this.type = type;
    this.fields = fields;
  }
}

export function awsError(
  status: number,
  type: string,
  message = type,
  fields: Readonly<Record<string, unknown>> = {},
): AwsError {
  return new AwsError(status, type, message, fields);
}

export interface AwsFake {
  readonly endpoint: string;
  /** Operations in the order they came. */
  readonly calls: readonly string[];
  /** The next `count` calls of that operation fail with this error. */
  failNext(operation: string, error: AwsError, count?: number): void;
  close(): Promise<void>;
}

type Operation = (input: never, caller: Caller) => unknown;

export interface Caller {
  /** Access key of the request: tests give each role one of its own. */
  readonly accessKey: string;
}

export async function startAwsFake(target: string, operations: Readonly<Record<string, Operation>>): Promise<AwsFake> {
  const calls: string[] = [];
  const failures: { readonly operation: string; readonly error: AwsError }[] = [];
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const body = await bodyOf(request);
    const operation = String(request.headers['x-amz-target'] ?? '').replace(`${target}.`, '');
    calls.push(operation);
    const failing = failures.findIndex((failure) => failure.operation === operation);
    const [failure] = failing === -1 ? [] : failures.splice(failing, 1);
    if (failure !== undefined) throw failure.error;
    const run = operations[operation];
    if (run === undefined) throw awsError(400, 'UnknownOperationException', `no operation ${operation}`);
    return run(JSON.parse(body === '' ? '{}' : body) as never, { accessKey: accessKeyOf(request) });
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (result) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(result));
      },
      (cause: unknown) => {
        const error = cause instanceof AwsError ? cause : awsError(500, 'InternalServerError', String(cause));
        response
          .writeHead(error.status, { 'content-type': 'application/x-amz-json-1.0' })
          .end(JSON.stringify({ __type: `com.amazonaws#${error.type}`, message: error.message, ...error.fields }));
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    failNext(operation, error, count = 1) {
      for (let n = 0; n < count; n++) failures.push({ operation, error });
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function accessKeyOf({ headers }: IncomingMessage): string {
  return /Credential=([^/]{1,128})\//.exec(headers.authorization ?? '')?.[1] ?? '';
}
