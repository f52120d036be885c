// What every mail asks of S3, over real connections: tried again where that helps, and no error taken for an object or its absence.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { clientOptions } from '../../../adapters/aws/client-options.ts';
import { openS3Wire } from '../../../adapters/aws/s3-wire.ts';

const closing: Server[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers each request with the next of `answers`, the last one again and again. */
async function wireTo(...answers: readonly Answer[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answers[Math.min(asked.length, answers.length) - 1]?.(request, response);
  }).listen(0, '127.0.0.1');
  closing.push(server);
  await once(server, 'listening');
  const options = clientOptions('ca-central-1', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  return { wire: openS3Wire({ ...options, credentials }), asked };
}

const failing =
  (status: number, code: string): Answer =>
  (_request, response) =>
    void response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
const object: Answer = (_request, response) => void response.end('content');
/** Ends in the middle of the object. */
const cutOff: Answer = (request, response) => {
  response.writeHead(200, { 'content-length': '100' }).write('cont');
  setImmediate(() => request.socket.destroy());
};

it('R-703 reads an object after errors that pass, and one that broke off from its start', async () => {
  const { wire, asked } = await wireTo(failing(503, 'SlowDown'), failing(500, 'InternalError'), cutOff, object);
  const fetched = await wire.fetch('raw', 'raw/inbound/a+b=1', 1_000);
  expect(fetched).toEqual({ state: 'found', bytes: Buffer.from('content') });
  expect(asked).toEqual(Array.from({ length: 4 }, () => 'GET /raw/raw/inbound/a%2Bb%3D1'));
});

it('R-701 takes for missing what S3 says is missing, and nothing else', async () => {
  const missing = await wireTo(failing(404, 'NoSuchKey'));
  expect(await missing.wire.fetch('raw', 'a', 1_000)).toEqual({ state: 'missing' });
  for (const [status, code] of [
    [404, 'NoSuchBucket'],
    [403, 'AccessDenied'],
    [404, ''],
  ] as const) {
    const { wire, asked } = await wireTo(failing(status, code));
    await expect(wire.fetch('raw', 'a', 1_000)).rejects.toMatchObject({ status, code: code || 'UnknownError' });
    expect(asked).toHaveLength(1);
    await expect(wire.delete('raw', 'a')).rejects.toMatchObject({ status });
  }
});

it('R-702 does not read what is larger than may be', async () => {
  const { wire } = await wireTo(object);
  expect(await wire.fetch('raw', 'a', 6)).toEqual({ state: 'too-large', size: 7 });
  expect((await wire.fetch('raw', 'a', 7)).state).toBe('found');
});

it('reads no further than may be what does not say how large it is', async () => {
  const unending: Answer = (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(1_000)));
    };
    response.on('drain', more);
    more();
  };
  const { wire, asked } = await wireTo(unending);
  expect(await wire.fetch('raw', 'a', 5_000)).toMatchObject({ state: 'too-large' });
  expect(asked).toHaveLength(1);
});

it('R-403 tells a deletion from a mark that only hides the object', async () => {
  const marked: Answer = (_request, response) => void response.writeHead(204, { 'x-amz-delete-marker': 'true' }).end();
  const { wire } = await wireTo(failing(503, 'SlowDown'), marked, (_request, response) => {
    response.writeHead(204).end();
  });
  expect([await wire.delete('held', 'a'), await wire.delete('held', 'a')]).toEqual(['marked', 'gone']);
});
