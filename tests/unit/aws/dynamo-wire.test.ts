// DynamoDB's protocol over real connections: signed as the SDK signs, tried again where that helps, and never done twice.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { clientOptions } from '../../../adapters/aws/client-options.ts';
import { DynamoDbError, openWire } from '../../../adapters/aws/dynamo-wire.ts';
import { requestSigner } from '../../../adapters/aws/sign-request.ts';

const closing: Server[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>) => void;

/** Answers each request with the next of `answers`, the last one again and again. */
async function wireTo(answers: readonly Answer[], over: { requestTimeout?: number; maxAttempts?: number } = {}) {
  const bodies: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
    bodies.push(body);
    answers[Math.min(bodies.length, answers.length) - 1]?.(request, response, body);
  }).listen(0, '127.0.0.1');
  closing.push(server);
  await once(server, 'listening');
  const { requestTimeout = 60_000, maxAttempts = 4 } = over;
  const wire = openWire({
    ...clientOptions('ca-central-1', `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    requestHandler: { connectionTimeout: 60_000, requestTimeout, throwOnRequestTimeout: true },
    maxAttempts,
  });
  return { wire, bodies };
}

const fine: Answer = (_request, response) => void response.end('{"fine":true}');
const hangUp: Answer = (request) => void request.socket.destroy();
const silent: Answer = () => undefined;
const failing =
  (status: number, type: string, fields: object = {}): Answer =>
  (_request, response) =>
    void response.writeHead(status).end(JSON.stringify({ __type: `com.amazonaws#${type}`, ...fields }));

/** AWS's own examples (Signature Version 4 test suite: get-vanilla, post-vanilla). */
const examples = {
  GET: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  POST: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
} as const;

describe('the signature', () => {
  const signerOf = (session: string | null) =>
    requestSigner({
      region: 'us-east-1',
      service: 'service',
      credentials: { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', session },
    });
  const request = { method: 'GET', url: new URL('https://example.amazonaws.com/'), body: '' };
  const then = new Date('2015-08-30T12:36:00Z');

  it('is that of AWS’s own examples, also after a day with another key', () => {
    const sign = signerOf(null);
    for (const [method, signature] of Object.entries(examples)) {
      sign({ ...request, at: new Date('2015-08-31T12:36:00Z') });
      expect(sign({ ...request, method, at: then }).authorization).toMatch(new RegExp(`Signature=${signature}$`));
    }
  });

  it('covers the body and the token of a role', () => {
    const signed = signerOf('token')({ ...request, at: then });
    expect(signed).toMatchObject({ 'x-amz-security-token': 'token', 'x-amz-date': '20150830T123600Z' });
    expect(signed.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
    expect(signerOf('token')({ ...request, body: 'x', at: then }).authorization).not.toBe(signed.authorization);
  });
});

describe('calls', () => {
  it('R-703 are tried again when throttled, failing, or cut off, and end with what would not pass', async () => {
    const { wire, bodies } = await wireTo([failing(400, 'ThrottlingException'), failing(503, 'Busy'), hangUp, fine]);
    expect(await wire('GetItem', { a: 1 })).toEqual({ fine: true });
    expect(bodies).toHaveLength(4);
    const refused = await wireTo([failing(400, 'ValidationException'), fine]);
    await expect(refused.wire('GetItem', {})).rejects.toMatchObject({ name: 'ValidationException', status: 400 });
    expect(refused.bodies).toHaveLength(1);
    const down = await wireTo([failing(500, 'InternalServerError')], { maxAttempts: 2 });
    await expect(down.wire('GetItem', {})).rejects.toBeInstanceOf(DynamoDbError);
    expect(down.bodies).toHaveLength(2);
  });

  it('R-703 of a transaction whose answer was lost carry the same token again', async () => {
    const { wire, bodies } = await wireTo([hangUp, fine]);
    await wire('TransactWriteItems', { TransactItems: [] });
    await wire('TransactWriteItems', { TransactItems: [] });
    const tokens = bodies.map(({ ClientRequestToken }) => ClientRequestToken);
    expect(tokens[0]).toBe(tokens[1]);
    expect(new Set(tokens).size).toBe(2);
  });

  it('tell why each write of a transaction was refused', async () => {
    const reasons = { CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }] };
    const { wire } = await wireTo([failing(400, 'TransactionCanceledException', reasons)]);
    await expect(wire('TransactWriteItems', {})).rejects.toMatchObject({ reasons: ['None', 'ConditionalCheckFailed'] });
  });

  it('are given up when an answer comes in drops for ever, and tried again', async () => {
    const dripping: Answer = (request, response) => {
      const drops = setInterval(() => response.write(' '), 20);
      request.socket.on('close', () => clearInterval(drops));
    };
    const { wire, bodies } = await wireTo([dripping, fine], { requestTimeout: 200 });
    expect(await wire('GetItem', {})).toEqual({ fine: true });
    expect(bodies).toHaveLength(2);
  });

  it('are given up when nothing answers, and when something else answers than DynamoDB', async () => {
    const slow = await wireTo([silent], { requestTimeout: 50, maxAttempts: 2 });
    await expect(slow.wire('GetItem', {})).rejects.toThrow('did not answer in time');
    expect(slow.bodies).toHaveLength(2);
    const proxy = await wireTo([(_request, response) => void response.writeHead(403).end('<html>')]);
    await expect(proxy.wire('GetItem', {})).rejects.toMatchObject({ name: 'UnknownError', status: 403 });
  });
});
