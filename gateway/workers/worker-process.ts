// One process that works on hostile bytes: kept to its own program by Node's permission model, watched, and killed when it
// costs more than it may (DESIGN section 3, step 3).
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strippedProgram } from './stripped-program.ts';
import type { FromWorker, Job, Preparation } from './worker-protocol.ts';

export interface WorkerLimits {
  /** Milliseconds a job may take. */
  readonly deadline: number;
  /** Resident bytes of the process, add-ons and wasm included. */
  readonly memory: number;
  /** Megabytes of the JavaScript heap. */
  readonly heap: number;
  /** Jobs after which a process is replaced. */
  readonly jobs: number;
}

export type LossReason = 'deadline' | 'memory' | 'crash' | 'threw';

/** The process was lost over a job, or killed for what it did. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
  readonly reason: LossReason;
  readonly at: string | null;
  constructor(reason: LossReason, at: string | null = null) {
    super(`an examining process was lost (${reason}${at === null ? '' : `, ${at}`})`);
    this.reason = reason;
    this.at = at;
  }
}

export interface WorkerProcess {
  /** One at a time. Rejects with WorkerLost; the process is gone then. */
  run(job: Job): Promise<unknown>;
  /** Whether it should be replaced before its next job. */
  spent(): boolean;
  /** Resolves when the process has ended. */
  kill(): Promise<void>;
}

const startTime = 60_000;
const watchInterval = 100;
/** Jobs between looks at what a process is resident with, and bytes of a job after which there is always one. */
const [looksEvery, largeJob] = [16, 1_000_000];
/** Helping threads would take the processor from the other processes, of which there is one for each core. */
const collection = ['--single-threaded-gc'];

/**
 * Resolves with a process that is ready to work. Rejects with what it could not load, or what `preparation` rejects with.
 * `registers` is the folder of registers, which must exist.
 */
export async function startWorker(
  entry: URL,
  preparation: Promise<Preparation>,
  limits: WorkerLimits,
  registers: string | null = null,
  program: Program = ownProgram(),
): Promise<WorkerProcess> {
  const readable = [...program.readable, fileURLToPath(entry), ...(registers === null ? [] : [registers])];
  const child = fork(fileURLToPath(entry), [], {
    execArgv: [...program.execArgv, ...permissions(readable), ...collection, `--max-old-space-size=${limits.heap}`],
    env: { ...program.environment },
    serialization: 'advanced',
    // What it would print could quote a message.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // A write to a process that died is reported by its exit.
  child.on('error', () => undefined);
  try {
    await ready(child, await preparation);
  } catch (cause) {
    child.kill('SIGKILL');
    throw cause;
  }
  let jobs = 0;
  let large = false;
  return {
    run: (job) => {
      jobs++;
      large = job.raw.length > largeJob;
      return runJob(child, job, limits);
    },
    spent: () =>
      jobs >= limits.jobs || ((large || jobs % looksEvery === 0) && residentBytes(child) > limits.memory / 2),
    kill: () => kill(child),
  };
}

/** What a worker is made of: paths it may read, the variables by which it finds its libraries, and how Node is to load it. */
export interface Program {
  readonly readable: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly execArgv: readonly string[];
}

let own: Program | null = null;

/** This source tree, looked at once. */
function ownProgram(): Program {
  own ??= {
    readable: ['core', 'gateway', 'adapters', 'node_modules', 'package.json'].map((name) =>
      fileURLToPath(new URL(`../../${name}`, import.meta.url)),
    ),
    environment: {},
    execArgv: strippedProgram(),
  };
  return own;
}

/**
 * Its own program, libraries and the registers (keyed hashes) to read; nothing to write, no process to start, no other part
 * of the data folder, no policy folder.
 */
function permissions(named: readonly string[]): readonly string[] {
  // Packages may be linked from elsewhere: modules are read where they really are.
  const readable = new Set(named.flatMap((path) => [path, realpathSync(path)]));
  return [
    '--permission',
    ...[...readable].map((path) => `--allow-fs-read=${path}`),
    '--allow-addons',
    '--allow-worker',
    '--allow-wasi',
  ];
}

function ready(child: ChildProcess, preparation: Preparation): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (problem: string | null) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (problem === null) resolve();
      else reject(new Error(problem));
    };
    const onMessage = (message: FromWorker) => settle(message.type === 'not-ready' ? message.message : null);
    const onExit = () => settle('an examining process ended while it was starting; run `postern policy check`');
    const timer = setTimeout(
      () => settle('an examining process did not start in time; the machine may be overloaded'),
      startTime,
    );
    child.on('message', onMessage);
    child.on('exit', onExit);
    // It may have ended while the preparation was made: then there is no exit to wait for.
    if (child.exitCode !== null || child.signalCode !== null) return onExit();
    child.send(preparation, () => undefined);
  });
}

function runJob(child: ChildProcess, job: Job, limits: WorkerLimits): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let why: LossReason = 'crash';
    const kill = (reason: LossReason) => {
      why = reason;
      child.kill('SIGKILL');
    };
    const deadline = setTimeout(() => kill('deadline'), limits.deadline);
    const watch = setInterval(() => {
      if (residentBytes(child) > limits.memory) kill('memory');
    }, watchInterval);
    const settle = (finish: () => void) => {
      clearTimeout(deadline);
      clearInterval(watch);
      child.off('message', onMessage);
      child.off('exit', onExit);
      finish();
    };
    const onMessage = (message: FromWorker) => {
      if (message.type === 'done') return settle(() => resolve(message.value));
      child.kill('SIGKILL');
      settle(() => reject(new WorkerLost('threw', message.type === 'threw' ? message.at : null)));
    };
    const onExit = () => settle(() => reject(new WorkerLost(why)));
    child.on('message', onMessage);
    child.on('exit', onExit);
    // It may have died since its last job: then there is no exit to wait for.
    if (child.exitCode !== null || child.signalCode !== null) return onExit();
    child.send(job, () => undefined);
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

/** 0 where the system does not tell (it has no /proc); deadline and heap limit remain. */
function residentBytes(child: ChildProcess): number {
  try {
    // Nothing of it lies on a disk: to read it at once takes a tenth of the time that waiting for it takes.
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
