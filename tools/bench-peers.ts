// npm run bench:peers -- [--mails DIR] [--count N] [--connections N] [--only NAME]: Postern and other scanners on the same
// mails in the same run, all with a name server on this machine that knows no name. The others come from Debian
// (apt-get install rspamd spamd postfix amavisd-new clamav-daemon, as root); one that is not there is left out, with its reason.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filesBelow } from '../cli/registers/files-below.ts';
import { amavis } from './bench/peers/amavis.ts';
import { type Latency, measured, type PeerFigures, usualConnections, warming } from './bench/peers/measure.ts';
import { startNameServer } from './bench/peers/name-server.ts';
import type { Peer } from './bench/peers/peer.ts';
import { postern } from './bench/peers/postern.ts';
import { postfixWithRspamd } from './bench/peers/postfix-rspamd.ts';
import { rspamd, rspamdAlone } from './bench/peers/rspamd.ts';
import { spamd } from './bench/peers/spamd.ts';
import { withCrlf } from './send-mails/mails.ts';

const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: fileURLToPath(new URL('../tests/corpus/plain', import.meta.url)) },
    count: { type: 'string', default: '1000' },
    connections: { type: 'string', default: String(usualConnections) },
    only: { type: 'string', default: '' },
  },
});

const mails: Buffer[] = [];
for await (const file of filesBelow([values.mails])) {
  if (mails.length >= Number(values.count)) break;
  if (!/\.(ya?ml|ts|md)$/.test(file)) mails.push(withCrlf(readFileSync(file)));
}
if (mails.length === 0) throw new Error(`no mails below ${values.mails}; name another folder with --mails`);
const nameServer = await startNameServer();
process.stdout.write(
  `${mails.length} mails, ${values.connections} at a time; processor time a mail\n\n` +
    '| scanner | mails/s | p50 | p95 | p50 at 80 % | p95 at 80 % | scanner | client |\n|---|--:|--:|--:|--:|--:|--:|--:|\n',
);
const rates = new Map<string, number>();
const peers = [postern, postfixWithRspamd, amavis, rspamd, rspamdAlone, spamd].filter(({ name }) =>
  name.includes(values.only),
);
for (const peer of peers) {
  process.stdout.write(`| ${peer.name} | ${await told(peer)} |\n`);
}
const own = rates.get(postern.name);
for (const [name, rate] of rates)
  if (own !== undefined && name !== postern.name)
    process.stdout.write(`\n${postern.name} takes ${(own / rate).toFixed(2)} times the mails a second of ${name}`);
process.stdout.write(`\nEach had ${warming} mails to warm up`);
for (const { name, fewer } of peers)
  if (fewer !== undefined && rates.has(name))
    process.stdout.write(
      `; ${name}, which takes few a second, ${fewer.warming}, and at most ${fewer.counted} that count`,
    );
process.stdout.write('.\n');
await nameServer.stop();

async function told(peer: Peer): Promise<string> {
  if (peer.missing !== null) return `left out: ${peer.missing} |  |  |  |  |  |`;
  try {
    const figures = await run(peer);
    rates.set(peer.name, figures.rate);
    return cells(figures);
  } catch (cause) {
    process.exitCode = 1;
    return `failed: ${cause instanceof Error ? cause.message : cause} |  |  |  |  |  |`;
  }
}

async function run(peer: Peer): Promise<PeerFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  try {
    const running = await peer.start(folder, nameServer.port);
    try {
      const { warming: warm, counted } = peer.fewer ?? { warming, counted: mails.length };
      return await measured(running, mails.slice(0, counted), warm, Number(values.connections));
    } finally {
      await running.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cells({ rate, full, paced, scanner, client }: PeerFigures): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const both = ({ p50, p95 }: Latency) => `${ms(p50)} | ${ms(p95)}`;
  return [rate.toFixed(1), both(full), both(paced), ms(scanner), ms(client)].join(' | ');
}
