// An examining process that does what the message tells it to, however bad: for the tests of the pool.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { givenUp } from '../../../gateway/workers/given-up.ts';
import { serveJobs } from '../../../gateway/workers/serve-jobs.ts';

const kept: Buffer[] = [];

async function eatMemory(): Promise<void> {
  for (;;) {
    kept.push(Buffer.alloc(16 * 2 ** 20, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const deeds: Readonly<Record<string, () => unknown>> = {
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  hang: () => {
    for (;;);
  },
  eat: eatMemory,
  throw: () => {
    throw new Error('the text of the message: a secret');
  },
  write: () => writeFileSync('written-by-worker', 'x'),
  spawn: () => spawnSync('true'),
  wait: () => new Promise((resolve) => setTimeout(resolve, 200)),
};

serveJobs(async ({ policy: { pack } }) => {
  if (pack.name === 'broken') throw new Error('the pack is broken');
  let jobs = 0;
  return {
    examine: async (raw) => {
      jobs++;
      await deeds[Buffer.from(raw).toString()]?.();
      const read = givenUp(raw);
      // Says which process read it, and as which of its jobs.
      const headers = { ...read.headers, subject: `${process.pid}`, received: jobs };
      return { ...read, headers, findings: [], parts: [] };
    },
    draw: async () => null,
    strip: async (raw) => {
      await deeds[Buffer.from(raw).toString()]?.();
      return raw;
    },
  };
});
