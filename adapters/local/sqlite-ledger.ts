// The Ledger port on SQLite: requests go to a thread that owns the database; commits that wait together are written together.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { AttemptRecord, HeldPlace, LedgerChange, MessageRecord } from '../../core/model/ledger.ts';
import { IllegalMove } from '../../core/model/recipient-state.ts';
import { AlreadyOpen, ChangedMeanwhile, type Clock, type Ledger } from '../../core/ports.ts';
import type { Rejection } from './ledger-changes.ts';
import { type LedgerQueries, type PageStart, pageSize } from './ledger-queries.ts';
import type { ThreadAnswer, ThreadOptions, ThreadRequest } from './ledger-thread.ts';

/** In the data folder. */
export const databaseName = 'postern.db';

export interface SqliteLedger extends Ledger {
  /** Resolves when what was committed before is written and the database is closed. */
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly clock?: Clock;
  /** Milliseconds to wait while another program writes, before a commit rejects. */
  readonly busyTimeout?: number;
  /** To look at what another process writes; there must be a ledger, and every commit rejects. */
  readonly readOnly?: boolean;
}

/** Opens or creates `postern.db` in the data folder. Rejects when it is damaged, locked, from a newer version or not writable. */
export async function openLedger(folder: string, options: LedgerOptions = {}): Promise<SqliteLedger> {
  const { readOnly = false, busyTimeout = 5_000 } = options;
  if (!readOnly) await mkdir(folder, { recursive: true, mode: 0o700 });
  const ask = await startThread({ file: join(folder, databaseName), busyTimeout, readOnly });
  const query: Query = (name, ...args) => ask({ type: 'query', name, args }) as Promise<never>;
  const { commit, written } = groupCommit(ask, options.clock ?? Date.now);
  return {
    commit,
    attempt: (id) => query('attempt', id),
    latestAttempt: (key) => query('latestAttempt', key),
    unfinished: () => unfinished(query),
    heldItem: (id) => query('heldItem', id),
    heldItems: (filter) =>
      pages((after) => query('heldItems', filter, after ?? (filter.after ? placeOf(filter.after) : null)), placeOf),
    heldReasons: (heldClass, most) => query('heldReasons', heldClass, most),
    message: (by) => query('message', by),
    dueNotices: (now, limit) => query('dueNotices', now, limit),
    counts: (since) => query('counts', since),
    messages: (period) =>
      mapped(
        pages(
          (after) => query('messages', period, after),
          ({ place, at }) => ({ at, id: place }),
        ),
        ({ json }) => JSON.parse(json) as MessageRecord,
      ),
    record: (kind, id) => query('record', kind, id),
    records: (kind, prefix = '', holding) =>
      pages(
        (after) => query('records', kind, prefix, holding ?? null, after),
        ({ id }) => ({ at: 0, id }),
      ),
    auditHeads: () => query('auditHeads'),
    auditEntries: (chain, after, wanted) =>
      pages(
        (last) => query('auditEntries', chain, last?.at ?? after, wanted),
        ({ number }) => ({ at: number, id: '' }),
      ),
    close: async () => {
      await written();
      await ask({ type: 'close' });
    },
  };
}

function placeOf({ retainedAt, id }: HeldPlace): PageStart {
  return { at: retainedAt, id };
}

type Query = <Name extends keyof LedgerQueries>(
  name: Name,
  ...args: Parameters<LedgerQueries[Name]>
) => Promise<ReturnType<LedgerQueries[Name]>>;

async function* pages<T>(
  read: (after: PageStart | null) => Promise<readonly T[]>,
  place: (last: T) => PageStart,
): AsyncGenerator<T> {
  let page = await read(null);
  for (;;) {
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    page = await read(place(last));
  }
}

async function* unfinished(query: Query): AsyncGenerator<AttemptRecord> {
  const ids = await query('unfinishedIds');
  for (let at = 0; at < ids.length; at += pageSize) yield* await query('attempts', ids.slice(at, at + pageSize));
}

async function* mapped<T, U>(all: AsyncIterable<T>, change: (one: T) => U): AsyncGenerator<U> {
  for await (const one of all) yield change(one);
}

type WithoutNumber<T> = T extends unknown ? Omit<T, 'number'> : never;
type Ask = (request: WithoutNumber<ThreadRequest>) => Promise<unknown>;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Resolves once the database is open; from then on every request is answered, or rejected when the thread is gone. */
async function startThread(options: ThreadOptions): Promise<Ask> {
  const thread = new Worker(new URL('./ledger-thread.ts', import.meta.url), { workerData: options });
  const waiting = new Map<number, Waiting>();
  let gone: Error | null = null;
  let last = 0;
  const opened = new Promise<unknown>((resolve, reject) => waiting.set(last, { resolve, reject }));
  thread.on('message', (answers: readonly ThreadAnswer[]) => {
    for (const answer of answers) {
      const asked = waiting.get(answer.number);
      waiting.delete(answer.number);
      if (answer.ok) asked?.resolve(answer.value);
      else asked?.reject(new Error(answer.message));
    }
  });
  const stop = (message: string) => {
    gone ??= new Error(message);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  thread.on('error', () => stop('the ledger stopped after a fault; restart the gateway'));
  thread.on('exit', () => stop('the ledger is closed'));
  await opened;
  let unsent: ThreadRequest[] = [];
  const send = () => {
    const batch = unsent;
    unsent = [];
    try {
      thread.postMessage(batch);
    } catch {
      // The cause would quote what could not be sent.
      const unsendable = new Error('a question to the ledger could not be sent; ask with plain values');
      for (const { number } of batch) waiting.get(number)?.reject(unsendable);
      for (const { number } of batch) waiting.delete(number);
    }
  };
  return (request) =>
    new Promise((resolve, reject) => {
      if (gone !== null) return reject(gone);
      waiting.set(++last, { resolve, reject });
      // What is asked in one turn of the event loop goes together: to wake the thread costs more than most questions.
      if (unsent.length === 0) setImmediate(send);
      unsent.push({ ...request, number: last });
    });
}

interface Pending extends Waiting {
  readonly changes: readonly LedgerChange[];
}

/** Milliseconds that commits wait for more to share their flush, where those before were many already. */
const gathering = 2;
const many = 4;

/** Commits that arrive while others are being written wait for them and are then written as one transaction. */
function groupCommit(ask: Ask, clock: Clock): { commit: Ledger['commit']; written(): Promise<void> } {
  let pending: Pending[] = [];
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    let crowded = false;
    while (pending.length > 0) {
      if (crowded) await pause(gathering);
      const group = pending;
      pending = [];
      crowded = group.length >= many;
      try {
        const results = await ask({ type: 'commit', at: clock(), groups: group.map(({ changes }) => changes) });
        settle(group, results as readonly (Rejection | null)[]);
      } catch (error) {
        for (const { reject } of group) reject(error as Error);
      }
    }
    writing = null;
  }

  return {
    commit: (changes) =>
      new Promise<void>((resolve, reject) => {
        pending.push({ changes, resolve: () => resolve(), reject });
        writing ??= write();
      }),
    written: async () => {
      await writing;
    },
  };
}

function settle(group: readonly Waiting[], results: readonly (Rejection | null)[]): void {
  for (const [index, { resolve, reject }] of group.entries()) {
    const rejection = results[index];
    if (rejection === null) resolve(null);
    else reject(rejection === undefined ? new Error('the ledger gave no answer') : errorOf(rejection));
  }
}

function errorOf(rejection: Rejection): Error {
  switch (rejection.kind) {
    case 'already-open':
      return new AlreadyOpen('an attempt of that id is open already');
    case 'illegal-move':
      return new IllegalMove(rejection.from, rejection.to);
    case 'changed-meanwhile':
      return new ChangedMeanwhile('somebody else changed this first; read it again and decide anew');
    case 'failed':
      return new Error(rejection.message);
  }
}
