// The Keys port on one machine: seals here with the public key, and asks the key process for everything that needs a secret.
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, createPublicKey } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CandidateWindow } from '../../core/model/candidate.ts';
import type { Examination } from '../../core/model/examination.ts';
import { type Grants, type Keys, type Notary, Refused, type Rescans } from '../../core/ports.ts';
import { windowAt } from './candidates.ts';
import type { KeyAnswer, KeyRequest, Opened, RawKey } from './key-protocol.ts';
import { seal } from './sealing.ts';

/** Keys of raw copies: one a day, destroyed after the next. */
export interface RawKeys {
  /** The key to encrypt with now. */
  rawKeyToday(): Promise<RawKey>;
  /** The key of an earlier day; null when it was destroyed. */
  rawKey(day: string): Promise<Uint8Array | null>;
}

export interface LocalKeys extends Keys, Grants, Notary, Rescans, RawKeys {
  /** The policy that content is read again by, from now on. */
  readBy(policy: unknown): Promise<void>;
  /** For the examiners, which fingerprint in processes of their own. */
  readonly fingerprintKey: Uint8Array;
  /** Of the key process that runs now. */
  readonly pid: () => number | undefined;
  close(): Promise<void>;
}

/** Starts the key process on `keys/` in the data folder. Rejects when its store cannot be opened. */
export async function startKeys(folder: string): Promise<LocalKeys> {
  const store = resolvePath(folder, 'keys');
  await mkdir(store, { recursive: true, mode: 0o700 });
  const { opened, ask, pid, close } = await keepKeyProcess(store);
  let window: CandidateWindow | null = null;
  const sealingKey = createPublicKey({ key: Buffer.from(opened.sealingKey), format: 'der', type: 'spki' });
  return {
    fingerprintKey: opened.fingerprintKey,
    seal: async (item, plain, access = 'grantable') => {
      const { name, wrapping, sealed } = seal(item, plain, access, sealingKey);
      await ask({ type: 'keep', item, name, wrapping });
      return sealed;
    },
    open: async (item, sealed, proof) => (await ask({ type: 'open', item, sealed, proof })) as Uint8Array,
    grant: async (grant, proof) => void (await ask({ type: 'grant', grant, proof })),
    revoke: async (grant) => void (await ask({ type: 'revoke', grant })),
    read: async (item, sealed, grant, reader) =>
      (await ask({ type: 'read', item, sealed, grant, reader })) as Uint8Array,
    destroy: async (item) => void (await ask({ type: 'destroy', item })),
    fingerprint: (secret) => createHmac('sha256', opened.fingerprintKey).update(secret).digest('hex'),
    notaryKey: opened.notaryKey,
    algorithm: 'Ed25519',
    attest: async (kind, statement) => (await ask({ type: 'attest', kind, statement })) as string,
    readBy: async (policy) => void (await ask({ type: 'policy', policy })),
    window: async () => {
      if (window?.id !== windowAt(Date.now())) window = (await ask({ type: 'window' })) as CandidateWindow;
      return window;
    },
    rescan: async (item, sealed, context, leave) =>
      (await ask({ type: 'rescan', item, sealed, context, ...leave })) as Examination,
    rawKeyToday: async () => (await ask({ type: 'raw-key-today' })) as RawKey,
    rawKey: async (day) => (await ask({ type: 'raw-key', day })) as Uint8Array | null,
    pid,
    close,
  };
}

type Unnumbered = KeyRequest extends infer Request
  ? Request extends unknown
    ? Omit<Request, 'number'>
    : never
  : never;

interface Asked {
  readonly request: KeyRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Processes that were lost over it. */
  lost: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly opened: Opened;
}

/** Milliseconds: until a process that could not be started is tried again. */
const startAgainAfter = 1_000;

/**
 * Keeps one process running: one that is lost, also while it starts, is replaced, and what it was asked is asked again, once.
 */
async function keepKeyProcess(store: string) {
  const asked = new Map<number, Asked>();
  let last = 0;
  let closed = false;
  let child: ChildProcess | null = null;
  let waiting: NodeJS.Timeout | undefined;
  /** Each process has to be told anew. */
  let policy: KeyRequest | null = null;

  async function start(): Promise<Opened> {
    const running = await startProcess(store);
    child = running.child;
    if (closed) child.disconnect();
    child.on('message', (answer: KeyAnswer) => settle(asked, answer));
    child.once('exit', () => void replace());
    if (policy !== null) child.send(policy, ignoreFailure);
    for (const { request } of asked.values()) child.send(request, ignoreFailure);
    return running.opened;
  }

  async function replace(cause?: unknown): Promise<void> {
    child = null;
    if (closed) return;
    for (const [number, one] of asked) {
      if (++one.lost < 2) continue;
      asked.delete(number);
      one.reject(new Error('the key process was lost twice over this request', { cause }));
    }
    await start().catch((cause: unknown) => {
      if (!closed) waiting = setTimeout(replace, startAgainAfter, cause);
    });
  }

  function ask(request: Unnumbered): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new Error('the key process is closed'));
      const numbered = { ...request, number: ++last } as KeyRequest;
      asked.set(last, { request: numbered, resolve, reject, lost: 0 });
      if (numbered.type === 'policy') policy = numbered;
      child?.send(numbered, ignoreFailure);
    });
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(waiting);
    for (const { reject } of asked.values()) reject(new Error('the key process is closed'));
    asked.clear();
    const ended = child;
    if (ended === null) return;
    const exit = new Promise((resolve) => ended.once('exit', resolve));
    if (ended.connected) ended.disconnect();
    await exit;
  }

  return { opened: await start(), ask, pid: () => child?.pid, close };
}

function settle(asked: Map<number, Asked>, answer: KeyAnswer): void {
  const one = asked.get(answer.number);
  asked.delete(answer.number);
  if (answer.ok) one?.resolve(answer.value);
  else one?.reject(answer.refused ? new Refused(answer.message) : new Error(answer.message));
}

/** Resolves with a process whose store is open. Node's permission model keeps it to its store and its own program. */
function startProcess(store: string): Promise<Running> {
  const program = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const child = fork(program('key-process.ts'), [store], {
    execArgv: [
      '--permission',
      ...[store, program('.'), program('../../core'), program('../../package.json')].map(
        (path) => `--allow-fs-read=${path}`,
      ),
      `--allow-fs-write=${store}`,
      // For the one program that reads what is read again.
      '--allow-child-process',
    ],
    env: {},
    serialization: 'advanced',
    // What it would print could only be about secrets.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.once('exit', () => reject(new Error('the key process could not be started')));
    child.once('message', (answer: KeyAnswer) => {
      if (answer.ok) resolve({ child, opened: answer.value as Opened });
      else reject(new Error(answer.message));
    });
  });
}

/** A process that cannot be written to is about to exit, and what it was asked is then asked again. */
function ignoreFailure(): void {}
