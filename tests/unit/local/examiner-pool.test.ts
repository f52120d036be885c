import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type ExaminerOptions, startExaminers } from '../../../gateway/workers/examiner-pool.ts';
import { noPolicy } from './no-policy.ts';

const context = { mailFrom: '', ocr: false };
const limits = { deadline: 700, memory: 300 * 2 ** 20 };

type Pool = Awaited<ReturnType<typeof startExaminers>>;
const pools: Pool[] = [];

async function start(options: Partial<ExaminerOptions> = {}): Promise<Pool> {
  const pool = await startExaminers({
    size: 1,
    policy: noPolicy('default'),
    fingerprintKey: new Uint8Array(32),
    entry: new URL('./troubled-worker.ts', import.meta.url),
    limits,
    ...options,
  });
  pools.push(pool);
  return pool;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

describe('the examiner pool', () => {
  for (const deed of ['crash', 'hang', 'eat', 'throw', 'write', 'spawn']) {
    it(`R-103 R-703 counts a message that makes its worker ${deed} as unreadable, and reads the next`, async () => {
      const lost: string[] = [];
      const pool = await start({ report: (trouble) => lost.push(trouble.message) });
      const [bad, good] = await Promise.all([
        pool.examine(Buffer.from(deed), context),
        pool.examine(Buffer.from('fine'), context),
      ]);
      expect(bad.findings).toMatchObject([{ rule: 'unreadable/crashed', kind: 'unreadable', where: 'message' }]);
      expect(bad.parts).toMatchObject([{ path: 'message', read: 'none', why: 'crashed', bytes: deed.length }]);
      expect(good.findings).toEqual([]);
      expect(lost).toHaveLength(2);
      expect(lost.join()).not.toContain('secret');
      expect(existsSync('written-by-worker')).toBe(false);
    });
  }

  it('R-103 gives no worker the network, nor files beside its program', async () => {
    const pool = await start({ limits: { ...limits, deadline: 30_000 } });
    expect((await pool.examine(Buffer.from('reach out'), context)).findings).toEqual([]);
  });

  it('R-101 does not hand out a message stripped by a worker that died over it', async () => {
    const pool = await start();
    expect(await pool.strip(Buffer.from('crash'), ['attachment:a'], { removed: '' })).toBeNull();
    expect(await pool.strip(Buffer.from('fine'), ['attachment:a'], { removed: '' })).toEqual(Buffer.from('fine'));
  });

  it('R-703 refuses what it has no room for, so that the client tries again', async () => {
    const pool = await start({ queue: { jobs: 1 } });
    const working = pool.examine(Buffer.from('wait'), context);
    const waiting = pool.examine(Buffer.from('fine'), context);
    await expect(pool.examine(Buffer.from('fine'), context)).rejects.toThrow('too many messages wait');
    await Promise.all([working, waiting]);
  });

  it('R-703 refuses a message for which no worker comes free in time', async () => {
    const pool = await start({ queue: { wait: 50 } });
    const working = pool.examine(Buffer.from('wait'), context);
    await expect(pool.examine(Buffer.from('fine'), context)).rejects.toThrow('no examining process came free');
    await working;
  });

  it('replaces a worker after its share of messages', async () => {
    const pool = await start({ limits: { ...limits, jobs: 2 } });
    const reads = [];
    for (let i = 0; i < 3; i++) reads.push(await pool.examine(Buffer.from('fine'), context));
    expect(reads.map((read) => read.headers.received)).toEqual([1, 2, 1]);
    expect(new Set(reads.map((read) => read.headers.subject)).size).toBe(2);
  });

  it('R-703 replaces a worker that a large message made large', async () => {
    const pool = await start({ limits: { deadline: 30_000, memory: 600 * 2 ** 20 } });
    const large = await pool.examine(Buffer.from('grow'.padEnd(1_000_001)), context);
    const next = await pool.examine(Buffer.from('fine'), context);
    expect(next.headers.subject).not.toBe(large.headers.subject);
  });

  it('R-703 leaves no worker behind when the gateway is killed, not even one that is caught in a loop', async () => {
    const program = fileURLToPath(new URL('./gateway-with-workers.ts', import.meta.url));
    const gateway = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(await new Promise((resolve) => gateway.stdout.once('data', resolve)));
    expect(isRunning(pid)).toBe(true);
    gateway.kill('SIGKILL');
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('refuses to start on a policy that does not load', async () => {
    await expect(start({ policy: noPolicy('broken') })).rejects.toThrow('the pack is broken');
    await expect(start({ policy: Promise.reject(new Error('no such pack')) })).rejects.toThrow('no such pack');
  });

  it('R-101 tells a message that was cut off by a stop to come again, and does not count it as unreadable', async () => {
    const pool = await start();
    const outcome = pool.examine(Buffer.from('wait'), context).catch((error: Error) => error.message);
    await pool.close();
    expect(await outcome).toContain('the gateway is stopping');
    await expect(pool.examine(Buffer.from('fine'), context)).rejects.toThrow('the gateway is stopping');
  });
});
