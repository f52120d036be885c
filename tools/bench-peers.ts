// npm run bench:peers -- [--mails DIR] [--count N] [--connections N]: Postern and other scanners on the same mails in the same run.
// The others come from Debian (apt-get install rspamd spamd); one that is not there is left out, with its reason.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filesBelow } from '../cli/registers/files-below.ts';
import type { Peer } from './bench/peers/peer.ts';
import { postern } from './bench/peers/postern.ts';
import { rspamd } from './bench/peers/rspamd.ts';
import { spamd } from './bench/peers/spamd.ts';
import { withCrlf } from './send-mails/mails.ts';

const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: fileURLToPath(new URL('../tests/corpus/plain', import.meta.url)) },
    count: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '8' },
  },
});
/** Mails that only warm a scanner up. */
const warming = 100;

const mails: Buffer[] = [];
for await (const file of filesBelow([values.mails])) {
  if (mails.length >= Number(values.count)) break;
  if (!/\.(ya?ml|ts|md)$/.test(file)) mails.push(withCrlf(readFileSync(file)));
}
process.stdout.write(
  `${mails.length} mails, ${values.connections} at a time\n\n| scanner | mails/s | p50 | p95 |\n|---|---|---|---|\n`,
);
for (const peer of [postern, rspamd, spamd]) process.stdout.write(`${await measured(peer)}\n`);

async function measured(peer: Peer): Promise<string> {
  if (peer.missing !== null) return `| ${peer.name} | ${peer.missing} | | |`;
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  const running = await peer.start(folder);
  try {
    await atOnce(mails.slice(0, warming), running.scan);
    const started = performance.now();
    const times = (await atOnce(mails, running.scan)).sort((a, b) => a - b);
    const seconds = (performance.now() - started) / 1000;
    const at = (share: number) => `${(times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1)} ms`;
    return `| ${peer.name} | ${(mails.length / seconds).toFixed(1)} | ${at(0.5)} | ${at(0.95)} |`;
  } finally {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds each took. */
async function atOnce(all: readonly Buffer[], scan: (raw: Buffer) => Promise<void>): Promise<number[]> {
  const waiting = all.values();
  const times: number[] = [];
  const work = async () => {
    for (const raw of waiting) {
      const started = performance.now();
      await scan(raw);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: Number(values.connections) }, work));
  return times;
}
