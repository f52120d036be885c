// Lambda's surroundings on this machine: its runtime API (AWS's documented HTTP interface), and its own runtime client that
// runs a built bundle against it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Outcome =
  | { readonly type: 'answered'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: string }
  /** The process ended over it. */
  | { readonly type: 'lost' };

export interface LambdaEnvironment {
  /** One at a time, as Lambda does. `timeout` in milliseconds; the process is killed when it is over. */
  invoke(event: unknown, timeout?: number): Promise<Outcome>;
  /** Lines of standard output so far. */
  readonly output: readonly string[];
  /** Milliseconds from the start of the process to the first answer. */
  readonly coldStart: number | null;
  /** Ends the process at once, as a sandbox that is reclaimed or runs out of memory. */
  kill(): void;
  readonly pid: number | undefined;
  close(): Promise<void>;
}

export interface LambdaOptions {
  /** Folder of the bundle; its program is index.js. */
  readonly bundle: string;
  /** Folder of the runtime client that tools/build-runtime-client.sh made. */
  readonly client: string;
  /** Folders of unpacked layers, each with nodejs/node_modules. */
  readonly layers: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly event: unknown;
  readonly timeout: number;
  readonly resolve: (outcome: Outcome) => void;
}

/** Starts with the first event, as Lambda does; a process that was lost is replaced for the next. */
export async function startLambda(options: LambdaOptions): Promise<LambdaEnvironment> {
  const output: string[] = [];
  const waiting: Waiting[] = [];
  let polling: ServerResponse | null = null;
  let running: { readonly id: string; readonly waiting: Waiting; readonly timer: NodeJS.Timeout } | null = null;
  let child: ChildProcess | null = null;
  let started = 0;
  let coldStart: number | null = null;
  let count = 0;

  const settle = (outcome: Outcome) => {
    if (running === null) return;
    clearTimeout(running.timer);
    const { resolve } = running.waiting;
    running = null;
    if (outcome.type !== 'lost') coldStart ??= performance.now() - started;
    resolve(outcome);
  };
  const hand = () => {
    const next = waiting[0];
    if (polling === null || next === undefined || running !== null) return;
    waiting.shift();
    const id = `request-${++count}`;
    const timer = setTimeout(() => child?.kill('SIGKILL'), next.timeout);
    running = { id, waiting: next, timer };
    polling.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + next.timeout),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:ca-central-1:111122223333:function:test',
      'lambda-runtime-trace-id': 'Root=1-0;Parent=0;Sampled=0',
    });
    polling.end(JSON.stringify(next.event));
    polling = null;
  };
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      polling = response;
      hand();
      return;
    }
    const body = await bodyOf(request);
    response.writeHead(202).end('{}');
    if (path.endsWith('/response')) settle({ type: 'answered', value: JSON.parse(body === '' ? 'null' : body) });
    else if (path.endsWith('/error')) settle({ type: 'failed', error: body });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  // Outside the repository, whose packages a bundle must not find.
  const task = await mkdtemp(join(tmpdir(), 'postern-task-'));
  await cp(options.bundle, task, { recursive: true });
  const start = () => {
    started = performance.now();
    const process = startClient({ ...options, bundle: task }, `127.0.0.1:${port}`);
    child = process;
    const lines = (chunk: Buffer) => output.push(...chunk.toString('utf8').split('\n').filter(Boolean));
    process.stdout?.on('data', lines);
    process.stderr?.on('data', lines);
    process.once('exit', () => {
      if (child !== process) return;
      child = null;
      polling = null;
      // It may not have got as far as asking for its first event.
      if (running === null) waiting.shift()?.resolve({ type: 'lost' });
      else settle({ type: 'lost' });
    });
  };
  return {
    output,
    get coldStart() {
      return coldStart;
    },
    get pid() {
      return child?.pid;
    },
    invoke: (event, timeout = 30_000) =>
      new Promise((resolve) => {
        waiting.push({ event, timeout, resolve });
        if (child === null) start();
        hand();
      }),
    kill: () => child?.kill('SIGKILL'),
    close: async () => {
      const last = child;
      child = null;
      if (last !== null && last.exitCode === null && last.signalCode === null) {
        const exit = once(last, 'exit');
        last.kill('SIGKILL');
        await exit;
      }
      settle({ type: 'lost' });
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await rm(task, { recursive: true, force: true });
    },
  };
}

function startClient({ bundle, client, layers, environment }: LambdaOptions, api: string): ChildProcess {
  return spawn(process.execPath, [join(client, 'index.mjs')], {
    cwd: bundle,
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: api,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'test',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
      AWS_LAMBDA_LOG_GROUP_NAME: 'test',
      AWS_LAMBDA_LOG_STREAM_NAME: 'test',
      LAMBDA_TASK_ROOT: bundle,
      // Lambda's own /tmp is nobody else's either.
      TMPDIR: bundle,
      NODE_PATH: layers.map((layer) => join(layer, 'nodejs', 'node_modules')).join(':'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
