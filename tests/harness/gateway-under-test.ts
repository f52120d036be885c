// A whole gateway in this process, between a scripted next hop and a plain SMTP client.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reply } from '../../core/ports.ts';
import { parseConfig } from '../../gateway/config/load-config.ts';
import { startGateway } from '../../gateway/start-gateway.ts';
import { connect } from '../../tools/send-mails/connect.ts';
import { type ScriptedNextHop, startNextHop } from './scripted-next-hop.ts';

export interface GatewayUnderTest {
  readonly folder: string;
  readonly nextHop: ScriptedNextHop;
  readonly http: string;
  /** Everything reported to the operator's log. */
  readonly log: string[];
  send(direction: 'inbound' | 'outbound', from: string, to: readonly string[], raw: string | Buffer): Promise<Reply>;
  /** The next message that the next hop takes for this address; rejects after some seconds. */
  delivered(address: string, matching?: (raw: string) => boolean): Promise<string>;
  /** Leaves the data folder as it is. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** `data` is the folder that an earlier one left; a new one when absent. `more` is further configuration, in YAML. */
export async function startGatewayUnderTest(data?: string, more = ''): Promise<GatewayUnderTest> {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'postern-')));
  const nextHop = await startNextHop();
  const [inbound, outbound, http] = await freePorts();
  const log: string[] = [];
  const hop = `smtp://127.0.0.1:${nextHop.port}`;
  const config = parseConfig(
    `hostname: mx.agency.example\ndata: ${folder}\nhttp: { port: ${http} }\nsmtp:\n` +
      `  inbound: { port: ${inbound}, nextHop: '${hop}' }\n  outbound: { port: ${outbound}, nextHop: '${hop}' }\n${more}`,
    folder,
  );
  const gateway = await startGateway({
    config,
    policyFolder: fileURLToPath(new URL('../../policy', import.meta.url)),
    version: '0.0.0',
    report: (event) => log.push(JSON.stringify({ ...event, cause: String(event.cause) })),
  });
  const stop = async () => {
    await gateway.close();
    await nextHop.close();
  };
  return {
    folder,
    nextHop,
    log,
    http: `http://127.0.0.1:${http}`,
    send: (direction, from, to, raw) => send(gateway.ports[direction], from, to, raw),
    delivered: (address, matching = () => true) => delivered(nextHop, address, matching),
    stop,
    async close() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function send(port: number, from: string, to: readonly string[], raw: string | Buffer): Promise<Reply> {
  const client = await connect(port);
  try {
    const replies = await client.exchange([`MAIL FROM:<${from}>`, ...to.map((address) => `RCPT TO:<${address}>`)]);
    const refusal = replies.find((reply) => reply.code >= 300);
    return refusal ?? (await client.data(Buffer.from(raw)));
  } finally {
    await client.quit();
  }
}

async function delivered(
  nextHop: ScriptedNextHop,
  address: string,
  matching: (raw: string) => boolean,
): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    for (const { recipients, raw } of nextHop.taken) {
      const text = raw.toString('latin1');
      if (recipients.includes(address) && matching(text)) return text;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing of the kind came for ${address}`);
}

async function freePorts(): Promise<readonly [number, number, number]> {
  const servers = await Promise.all(
    [0, 1, 2].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [one = 0, two = 0, three = 0] = ports;
  return [one, two, three];
}
