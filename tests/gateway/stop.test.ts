// What happens to work under way when the gateway is told to stop, and when a next hop says nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConfig } from '../../gateway/config/load-config.ts';
import { type Gateway, startGateway } from '../../gateway/start-gateway.ts';
import { freePorts } from '../../tools/send-mails/gateway-process.ts';
import { dialog } from './dialog.ts';
import { type FakeNextHop, fakeNextHop } from './fake-next-hop.ts';

let folder: string;
let hop: FakeNextHop;
let log: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-stop-'));
  hop = await fakeNextHop();
  log = [];
});
afterEach(async () => {
  await hop.down();
  await rm(folder, { recursive: true });
});

async function start(): Promise<Gateway> {
  const [inbound, outbound, http] = await freePorts(3);
  const nextHop = `smtp://127.0.0.1:${hop.port}`;
  const config = parseConfig(
    `hostname: mx.agency.example\ndata: ${folder}\nhttp: { port: ${http} }\nsmtp:\n` +
      `  inbound: { port: ${inbound}, nextHop: '${nextHop}' }\n  outbound: { port: ${outbound}, nextHop: '${nextHop}' }\n`,
    folder,
  );
  return startGateway({
    config,
    policyFolder: fileURLToPath(new URL('../../policy', import.meta.url)),
    version: '0.0.0',
    report: ({ event }) => log.push(event),
  });
}

async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => setTimeout(resolve, 10));
}

it('R-703 a next hop that answers while the gateway stops is heard: the message is not handed over again', async () => {
  const late = Promise.withResolvers<void>();
  hop.behaviour = { answerAfter: late.promise };
  let gateway = await start();
  const client = await dialog(gateway.ports.outbound);
  await client.upToData('ana@agency.example', 'ben@agency.example');
  client.send('From: ana@agency.example\r\nSubject: hello\r\n\r\nhello\r\n.\r\n');
  await until(() => hop.transactions.length === 1);
  const closed = gateway.close();
  const answer = client.reply();
  late.resolve();
  expect(await answer).toMatch(/^250/);
  await client.say('QUIT');
  await closed;
  gateway = await start();
  await gateway.close();
  expect(hop.transactions).toHaveLength(1);
  expect(log).toEqual([]);
}, 60_000);

it('a next hop that says nothing is shown as away, and does not keep the gateway from stopping', async () => {
  hop.behaviour = { silent: true };
  const gateway = await start();
  const health = await fetch(`http://127.0.0.1:${gateway.ports.http}/healthz`);
  expect(await health.json()).toMatchObject({ status: 'degraded', inbound: { reachable: false } });
  await gateway.close();
}, 60_000);
