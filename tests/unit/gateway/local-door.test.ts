// The door of one machine: whose turn it is. What core does in its turn has tests of its own.
import { expect, it } from 'vitest';
import type { ScanDependencies } from '../../../core/mail/scan.ts';
import type { AttemptRecord } from '../../../core/model/ledger.ts';
import type { Relay } from '../../../core/ports.ts';
import { type LocalDoor, localDoor } from '../../../gateway/local-door.ts';

const relay: Relay = { deliver: () => Promise.reject(new Error('not reached')) };
const proof = { item: 'item', purpose: 'release', decider: 'operator', until: 0, signature: '' } as const;

interface Scene {
  readonly door: LocalDoor;
  /** What happened, in order. */
  readonly seen: readonly string[];
  /** Lets the ledger write what it was given so far, and everything after. */
  write(): void;
}

/** A ledger that is slow to write, with one held item and some attempts left by an earlier process. */
function scene(unfinished: readonly string[] = []): Scene {
  const seen: string[] = [];
  const writing = Promise.withResolvers<void>();
  const record = (id: string) => ({
    attempt: { id, direction: 'inbound' },
    recipients: [{ address: 'ann@agency.example', state: 'held' }],
  });
  const ledger = {
    heldItem: () =>
      Promise.resolve({
        attempt: 'abc.1',
        state: 'kept',
        recipients: [{ address: 'ann@agency.example', relation: 'internal' }],
      }),
    attempt: (id: string) => {
      seen.push(`read ${id}`);
      return unfinished.includes(id) ? writing.promise.then(() => null) : Promise.resolve(record(id));
    },
    async *unfinished() {
      for (const id of unfinished) yield record(id) as unknown as AttemptRecord;
    },
    async *records() {},
    commit: () => {
      seen.push('write');
      return writing.promise;
    },
  };
  const store = {
    getSealed: () => Promise.resolve(Buffer.from('sealed')),
    async *listRaw() {},
  };
  const keys = { open: () => Promise.reject(new Error('opened')) };
  const deps = { ports: { ledger, store, keys, clock: () => 0 }, report: () => undefined };
  const idle = { notices: () => undefined, mailCame: () => undefined };
  const patience = { end: 60_000, resumed: 5 };
  const door = localDoor(deps as unknown as ScanDependencies, idle, patience);
  return { door, seen, write: writing.resolve };
}

/** Everything that can happen without the ledger has happened. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 20));

it('R-703 a release waits for the work on the same message', async () => {
  const { door, seen, write } = scene();
  const concluded = door.conclude({ id: 'abc.1', recipients: ['ann@agency.example'] });
  const released = door.release('item', proof, () => relay);
  released.catch(() => undefined);
  await quiet();
  expect(seen).toEqual(['write']);
  write();
  await concluded;
  await expect(released).rejects.toThrow('opened');
  expect(seen.slice(0, 2)).toEqual(['write', 'read abc.1']);
});

it('R-703 at the end, work under way is waited for, and mail that comes now is the client’s', async () => {
  const { door, seen, write } = scene();
  let ended = false;
  const concluded = door.conclude({ id: 'abc.1', recipients: ['ann@agency.example'] });
  const end = door.end().then(() => {
    ended = true;
  });
  await quiet();
  expect(ended).toBe(false);
  const client = { address: '192.0.2.1', helo: 'client.example', tls: false };
  const envelope = { mailFrom: 'bo@outside.example', parameters: {}, recipients: [], client };
  const answer = await door.receive({ direction: 'inbound', envelope, raw: Buffer.from('x') }, relay);
  expect(answer).toMatchObject({ reply: { code: 451 }, attempt: null });
  await expect(door.release('item', proof, () => relay)).rejects.toThrow('stopping');
  expect(seen).toEqual(['write']);
  write();
  await Promise.all([concluded, end]);
});

it('R-703 an attempt that hangs does not keep others from being resumed, nor the gateway from stopping', async () => {
  const { door, seen } = scene(['a.1', 'b.1', 'c.1']);
  await door.resume(() => relay);
  expect(seen).toEqual(['read a.1', 'read b.1', 'read c.1']);
  await door.resume(() => relay);
  expect(seen).toHaveLength(3);
  await door.end();
});
