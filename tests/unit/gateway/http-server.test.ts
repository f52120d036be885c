// The JSON API, over a real port.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes, type HttpServer, startHttp } from '../../../gateway/http/http-server.ts';
import { memoryBudget } from '../../../gateway/smtp/message-intake.ts';

let server: HttpServer;
let base: string;
let reachable = true;
const budget = memoryBudget(100);
/** Scans of `?` wait for it. */
const slow = Promise.withResolvers<void>();

beforeAll(async () => {
  const health = () => {
    const direction = { port: 1, nextHop: 'maildir:', reachable };
    return Promise.resolve({ version: '0.1.0', directions: { inbound: direction, outbound: direction } });
  };
  const scanMessage = async (raw: Uint8Array) => {
    if (raw[0] === 0x21) throw new Error('secret cause');
    if (raw[0] === 0x3f) await slow.promise;
    return { bytes: raw.length };
  };
  server = await startHttp(
    apiRoutes({ health, scanMessage, messageBytes: 100, budget, report: () => undefined }),
    '127.0.0.1',
    0,
  );
  base = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

const post = (body: string, type = 'message/rfc822') =>
  fetch(`${base}/api/v1/scan`, { method: 'POST', body, headers: { 'content-type': type } });

describe('the API', () => {
  it('says how it is', async () => {
    expect(await (await fetch(`${base}/healthz`)).json()).toMatchObject({ status: 'ok', version: '0.1.0' });
    reachable = false;
    const answer = await fetch(`${base}/healthz`);
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { status: 'degraded', inbound: { reachable: false } },
    ]);
  });

  it('scans a message', async () => {
    expect(await (await post('S: x\r\n\r\n')).json()).toEqual({ bytes: 8 });
  });

  it('tells what is wrong with a request, and never why it failed inside', async () => {
    expect((await post('')).status).toBe(400);
    expect((await post('S: x', 'text/plain')).status).toBe(400);
    expect((await post('x'.repeat(101))).status).toBe(413);
    expect((await fetch(`${base}/nowhere`)).status).toBe(404);
    const failed = await post('!');
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain('secret');
  });

  it('R-703 takes no more than 1,000 connections, so that files are left for mail', { timeout: 60_000 }, async () => {
    const open = await Promise.all(Array.from({ length: 1000 }, () => connected(server.port)));
    const closed = once(await connected(server.port), 'close');
    await closed;
    for (const socket of open) socket.destroy();
    await expect
      .poll(
        () =>
          fetch(`${base}/healthz`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 60_000 },
      )
      .toBe(true);
  });

  it('scans few messages at once, within the memory set aside for all mail', async () => {
    expect((await post('x'.repeat(60))).status).toBe(200);
    const first = post('?'.repeat(60));
    await until(() => budget.free === 40);
    const beyond = await post('x'.repeat(60));
    expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([503, '5']);
    const second = post('?'.repeat(30));
    await until(() => budget.free === 10);
    expect((await post('x')).status).toBe(503);
    slow.resolve();
    expect([(await first).status, (await second).status, (await post('x')).status]).toEqual([200, 200, 200]);
    expect(budget.free).toBe(100);
  });
});

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket.resume();
}

async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => setTimeout(resolve, 5));
}
