// An examining process that does what the message tells it to, however bad: for the tests of the pool.
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup, Resolver } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { givenUp } from '../../../gateway/workers/given-up.ts';
import { serveJobs } from '../../../gateway/workers/serve-jobs.ts';

const kept: Buffer[] = [];

async function eatMemory(): Promise<void> {
  for (;;) {
    kept.push(Buffer.alloc(16 * 2 ** 20, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const waysOut: Readonly<Record<string, () => unknown>> = {
  connect: () => connect({ host: '127.0.0.1', port: 1 }).on('error', () => undefined),
  'connect to a socket file': () => connect('/nowhere').on('error', () => undefined),
  'read a file of the system': () => readFileSync('/etc/passwd'),
  'read a file beside the program': () => readFileSync('README.md'),
  listen: () => createServer().listen(0, '127.0.0.1'),
  fetch: () =>
    fetch('http://127.0.0.1:8080/').catch((cause: Error) => {
      throw cause.cause;
    }),
  'look up a name': () => lookup('localhost'),
  'ask a name server': () => new Resolver().resolve4('localhost'),
  'send a datagram': () => createSocket('udp4').send('x', 1, '127.0.0.1'),
};

/** Throws when one of them is open. */
async function reachOut(): Promise<void> {
  for (const way of Object.values(waysOut)) {
    const refused = await new Promise((resolve) => resolve(way())).then(() => false, isRefusal);
    if (!refused) throw new Error('a way out is open');
  }
}

function isRefusal(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return cause.message.includes('may not use the network') || ('code' in cause && cause.code === 'ERR_ACCESS_DENIED');
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
  'reach out': reachOut,
  grow: () => kept.push(Buffer.alloc(300 * 2 ** 20, 1)),
  wait: () => new Promise((resolve) => setTimeout(resolve, 200)),
};

serveJobs(async ({ policy: { pack } }) => {
  if (pack.name === 'broken') throw new Error('the pack is broken');
  let jobs = 0;
  return {
    examine: async (raw) => {
      jobs++;
      await deeds[Buffer.from(raw).toString().trim()]?.();
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
