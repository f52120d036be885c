// The gateway as it is run, `bin/postern up`, in a data folder of its own: started again whenever it died, and hurt on demand.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../tools/send-mails/gateway-process.ts';

export interface WholeGateway {
  readonly data: string;
  /** Of a gateway that runs; one that died is started first. */
  port(direction: 'inbound' | 'outbound'): Promise<number>;
  /** False when there is no such process just now. */
  kill(victim: Victim): Promise<boolean>;
  /** False where a small disk cannot be had. */
  readonly hasSmallDisk: boolean;
  fillDisk(): Promise<void>;
  freeDisk(): Promise<void>;
  stop(): Promise<void>;
}

export const victims = ['gateway', 'examining process', 'key process'] as const;
export type Victim = (typeof victims)[number];

const program = fileURLToPath(new URL('../../bin/postern', import.meta.url));

export async function startWholeGateway(folder: string, nextHopPort: number): Promise<WholeGateway> {
  const data = join(folder, 'data');
  await mkdir(data);
  const hasSmallDisk = mounted(data);
  const [inbound = 0, outbound = 0, http = 0] = await freePorts(3);
  const hop = `smtp://127.0.0.1:${nextHopPort}`;
  const configuration = join(folder, 'postern.yaml');
  await writeFile(
    configuration,
    `hostname: mx.agency.example\nhttp: { port: ${http} }\ndnsServers: ['127.0.0.1:9']\n` +
      'limits: { flood: { messages: 1000000, recipients: 1000000 } }\nsmtp:\n' +
      `  inbound: { port: ${inbound}, nextHop: '${hop}' }\n  outbound: { port: ${outbound}, nextHop: '${hop}' }\n`,
  );
  const ballast = join(data, 'ballast');
  let child: ChildProcess | null = null;
  let starting: Promise<ChildProcess> | null = null;

  const running = async (): Promise<ChildProcess> => {
    if (child !== null && child.exitCode === null && child.signalCode === null) return child;
    starting ??= start(['up', '--data', data, '--config', configuration]).finally(() => {
      starting = null;
    });
    child = await starting;
    return child;
  };
  await running();
  return {
    data,
    hasSmallDisk,
    port: async (direction) => {
      await running();
      return direction === 'inbound' ? inbound : outbound;
    },
    async kill(victim) {
      const gateway = await running();
      const pid = victim === 'gateway' ? gateway.pid : await childOf(gateway.pid ?? 0, victim);
      if (pid === undefined) return false;
      process.kill(pid, 'SIGKILL');
      if (victim === 'gateway' && gateway.exitCode === null && gateway.signalCode === null) await once(gateway, 'exit');
      return true;
    },
    fillDisk: async () => {
      // The last block as well: a database finds room in one.
      await writeFile(ballast, Buffer.alloc(2 ** 26)).catch(() => undefined);
      await writeFile(`${ballast}.rest`, Buffer.alloc(2 ** 16)).catch(() => undefined);
    },
    freeDisk: async () => {
      for (const file of [ballast, `${ballast}.rest`]) await rm(file, { force: true });
    },
    async stop() {
      const gateway = await running();
      gateway.kill('SIGTERM');
      await once(gateway, 'exit');
      if (hasSmallDisk) execFileSync('umount', [data]);
    },
  };
}

/** A disk that is soon full, where this may be asked for. */
function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function start(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-10_000);
  });
  while (!said.includes('Postern is ready')) {
    if (child.exitCode !== null) throw new Error('the gateway did not start again');
    await pause(20);
  }
  return child;
}

const names: Readonly<Record<Exclude<Victim, 'gateway'>, string>> = {
  'examining process': 'examine-worker',
  'key process': 'key-process',
};

async function childOf(gateway: number, victim: Exclude<Victim, 'gateway'>): Promise<number | undefined> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [status, command] = await Promise.all(
      ['status', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    if (status?.includes(`\nPPid:\t${gateway}\n`) && command?.includes(names[victim])) return Number(pid);
  }
  return undefined;
}
