// What the adapters of AWS do when a service throttles, refuses, answers in part, or not at all: over HTTP, as it would come.
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { ClientOptions } from '../../../adapters/aws/client-options.ts';
import { eventBus } from '../../../adapters/aws/event-bus.ts';
import { contentKey, signingKey } from '../../../adapters/aws/kms-client.ts';
import { openFunctions } from '../../../adapters/aws/lambda-functions.ts';
import { bucketOf, openS3 } from '../../../adapters/aws/s3-objects.ts';
import { openSecrets } from '../../../adapters/aws/secrets.ts';
import { openQueue } from '../../../adapters/aws/sqs-queue.ts';
import type { OcsfEvent } from '../../../core/model/ocsf-event.ts';
import { Refused } from '../../../core/ports.ts';
import { type AwsFake, awsError, startAwsFake } from '../../harness/aws/aws-fake.ts';
import { testClientOptions } from '../../harness/aws/test-clients.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function fakeOf(...given: Parameters<typeof startAwsFake>): Promise<AwsFake> {
  const fake = await startAwsFake(...given);
  closing.push(fake.close);
  return fake;
}

/** Counts requests; those that `answer` leaves alone are never answered. */
async function serverOf(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    answer(request, response, asked.length);
  }).listen(0, '127.0.0.1');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const impatient = (endpoint: string): ClientOptions => ({
  ...testClientOptions(endpoint),
  requestHandler: { connectionTimeout: 60_000, requestTimeout: 100, throwOnRequestTimeout: true },
  maxAttempts: 2,
});
const throttling = awsError(400, 'ThrottlingException');

it('R-403 the key service, throttled, is asked again; what it refuses is a refusal, and what it cannot do is none', async () => {
  const Plaintext = Buffer.alloc(32, 1).toString('base64');
  const kms = await fakeOf('TrentService', {
    GenerateDataKey: () => ({ Plaintext, CiphertextBlob: Plaintext }),
    Decrypt: () => ({ Plaintext }),
    Sign: () => ({}),
  });
  const key = contentKey('key', testClientOptions(kms.endpoint));
  kms.failNext('GenerateDataKey', throttling, 2);
  expect((await key.generate({ item: '1' })).plain).toHaveLength(32);
  expect(kms.calls).toHaveLength(3);
  kms.failNext('Decrypt', awsError(400, 'AccessDeniedException'));
  await expect(key.decrypt(Buffer.alloc(9), { item: '1' }, null)).rejects.toBeInstanceOf(Refused);
  kms.failNext('Decrypt', awsError(500, 'KMSInternalException'), 9);
  const failed = await key.decrypt(Buffer.alloc(9), { item: '1' }, null).catch((cause: unknown) => cause);
  expect([failed instanceof Error, failed instanceof Refused]).toEqual([true, false]);
  await expect(signingKey('key', testClientOptions(kms.endpoint)).sign(Buffer.alloc(32))).rejects.toThrow('signature');
});

it('R-703 a service that never answers is given up', async () => {
  const { endpoint, asked } = await serverOf(() => undefined);
  await expect(contentKey('key', impatient(endpoint)).generate({ item: '1' })).rejects.toThrow();
  await expect(openSecrets(impatient(endpoint)).text('relay')).rejects.toThrow();
  const bucket = bucketOf(openS3(impatient(endpoint)), 'held');
  await expect(bucket.fetch('sealed/1', 100)).rejects.toThrow('did not answer in time');
  await expect(bucket.put('sealed/1', Buffer.from('x'))).rejects.toThrow();
  expect(asked).toHaveLength(8);
  const credentials = { id: 'id', secret: 'secret', session: null };
  const functions = openFunctions({ region: 'ca-central-1', prefix: 'postern-', credentials, endpoint, patience: 100 });
  await expect(functions.call('read-content', {})).rejects.toMatchObject({ name: 'CallFailed', timedOut: true });
});

it('R-404 events that the bus took in part only are all sent again', async () => {
  const batches: number[] = [];
  const bus = await fakeOf('AWSEvents', {
    PutEvents: ({ Entries }: { Entries: unknown[] }) => {
      batches.push(Entries.length);
      return { FailedEntryCount: batches.length === 2 ? 1 : 0, Entries: [] };
    },
  });
  const event = { class_name: 'Email Activity', time: 1 } as OcsfEvent;
  const sink = eventBus('postern', testClientOptions(bus.endpoint));
  const events = Array.from({ length: 12 }, () => event);
  await expect(sink.send(events)).rejects.toThrow('refused 1 events');
  await sink.send(events);
  expect(batches).toEqual([10, 2, 10, 2]);
  const large = { ...event, message: 'x'.repeat(90_000) } as OcsfEvent;
  await sink.send([large, large, large]);
  expect(batches.slice(4)).toEqual([2, 1]);
});

it('a secret without a text is an error, and so is a queue that is throttled for long', async () => {
  const secrets = await fakeOf('secretsmanager', { GetSecretValue: () => ({ Name: 'relay' }) });
  await expect(openSecrets(testClientOptions(secrets.endpoint)).text('relay')).rejects.toThrow('has no text');
  const sqs = await fakeOf('AmazonSQS', {
    SendMessage: ({ MessageBody }: { MessageBody: string }) => ({ MD5OfMessageBody: hash('md5', MessageBody, 'hex') }),
  });
  const queue = openQueue(`${sqs.endpoint}/1/finish`, { ...testClientOptions(sqs.endpoint), maxAttempts: 2 });
  sqs.failNext('SendMessage', throttling, 1);
  await queue.send('{}');
  sqs.failNext('SendMessage', throttling, 2);
  await expect(queue.send('{}')).rejects.toThrow();
  expect(sqs.calls).toHaveLength(4);
});

it('R-702 of a large object whose part cannot be put nothing is left over', async () => {
  const { endpoint, asked } = await serverOf((request, response) => {
    if (request.url?.includes('uploads'))
      response.end('<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>');
    else if (request.method === 'PUT') response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    else response.writeHead(204).end();
  });
  const bucket = bucketOf(openS3(testClientOptions(endpoint)), 'held');
  await expect(bucket.put('sealed/1', Buffer.alloc(9 * 2 ** 20))).rejects.toThrow();
  expect(asked.at(-1)).toMatch(/^DELETE .*uploadId=u1/);
});

it('R-703 a function that throws, or may not be called, is told from one that is still at work', async () => {
  const answers = [
    { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorMessage":"x"}' },
    { status: 403, headers: {}, body: '{}' },
    { status: 200, headers: {}, body: '{"fine":true}' },
  ];
  const { endpoint } = await serverOf((_request, response, count) => {
    const { status, headers, body } = answers[count - 1] ?? { status: 500, headers: {}, body: '' };
    response.writeHead(status, headers).end(body);
  });
  const credentials = { id: 'id', secret: 'secret', session: null };
  const options = { region: 'ca-central-1', prefix: 'postern-', credentials, endpoint, patience: 60_000 };
  const functions = openFunctions(options);
  await expect(functions.call('approve-access', {})).rejects.toMatchObject({ timedOut: false });
  await expect(functions.call('approve-access', {})).rejects.toThrow('403');
  expect(await functions.call('approve-access', {})).toEqual({ fine: true });
});
