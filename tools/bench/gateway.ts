// The whole gateway: what a mail costs each of its threads, what it is resident with, and what one very large mail does.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailOfSize } from './growth.ts';
import { atOnce, repeated, usualConnections, warming } from './peers/measure.ts';
import { startNameServer } from './peers/name-server.ts';
import { postern } from './peers/postern.ts';
import { peakMemory, threadTimes, treeTime } from './processor-time.ts';

export interface GatewayFigures {
  readonly mails: number;
  /** Milliseconds of processor time a mail, by kind of thread. */
  readonly threads: ReadonlyMap<string, number>;
  /** Bytes, by program. */
  readonly memory: ReadonlyMap<string, number>;
  readonly large: {
    readonly bytes: number;
    /** Milliseconds by the clock, and of the processor. */
    readonly took: number;
    readonly busy: number;
    readonly memory: ReadonlyMap<string, number>;
  };
}

const largest = 40_000_000;

/** After some to warm up, the mails go through once. */
export async function measureGateway(mails: readonly Buffer[]): Promise<GatewayFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  const nameServer = await startNameServer();
  try {
    const { pids, scan, stop } = await postern.start(folder, nameServer.port);
    const [pid = 0] = pids;
    try {
      await atOnce(repeated(mails, warming), usualConnections, scan);
      const before = threadTimes(pid);
      await atOnce(mails, usualConnections, scan);
      const threads = [...threadTimes(pid)].map(
        ([kind, ms]) => [kind, (ms - (before.get(kind) ?? 0)) / mails.length] as const,
      );
      const memory = peakMemory(pid);
      const [raw, started, busy] = [mailOfSize(largest), performance.now(), treeTime(pid)];
      await scan(raw);
      const large = { bytes: raw.length, took: performance.now() - started, busy: treeTime(pid) - busy };
      return {
        mails: mails.length,
        threads: new Map(threads),
        memory,
        large: { ...large, memory: peakMemory(pid) },
      };
    } finally {
      await stop();
    }
  } finally {
    await nameServer.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What takes less than this, in milliseconds, is left out. */
const worthTelling = 0.02;

export function gatewayTable({ mails, threads, memory, large }: GatewayFigures): string {
  const told = [...threads].filter(([, ms]) => ms >= worthTelling).sort(([, a], [, b]) => b - a);
  const whole = [...threads.values()].reduce((sum, ms) => sum + ms, 0);
  return [
    `${mails} mails by SMTP, ${usualConnections} at a time, handed on by SMTP`,
    '',
    '| program and thread | processor time a mail |',
    '|---|--:|',
    ...told.map(([kind, ms]) => `| ${kind} | ${ms.toFixed(2)} ms |`),
    `| **the whole gateway** | ${whole.toFixed(2)} ms |`,
    '',
    `resident at most: ${inMegabytes(memory)}`,
    '',
    `one mail of ${large.bytes / 1e6} MB: ${(large.took / 1000).toFixed(1)} s by the clock, ${(large.busy / 1000).toFixed(1)} s of the processor; resident at most then: ${inMegabytes(large.memory)}`,
    '',
  ].join('\n');
}

function inMegabytes(memory: ReadonlyMap<string, number>): string {
  return [...memory].map(([program, bytes]) => `${program} ${Math.round(bytes / 1e6)} MB`).join(', ');
}
