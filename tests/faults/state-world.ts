// One mail and everything about it that lasts: what core may meet when a client, a person, the clock or a restart comes next.
import { conclude, resume } from '../../core/mail/conclude.ts';
import { openFor } from '../../core/mail/intake/accept.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import { release } from '../../core/mail/release.ts';
import { type ScanDependencies, scan } from '../../core/mail/scan.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { AttemptRecord, HeldItem, LedgerChange } from '../../core/model/ledger.ts';
import { isTerminal } from '../../core/model/recipient-state.ts';
import { nobodyBlocked } from '../../core/oversight/blocks/sender-blocks.ts';
import type { MailStore, Ports, Relay } from '../../core/ports.ts';
import type { TestMail } from '../harness/kill-messages.ts';
import { type Intercept, interceptPort, undisturbed } from './intercept-port.ts';
import type { SnapshotLedger } from './ledger-snapshots.ts';
import type { Machine } from './machine.ts';

/** What the next hop does with what it is handed. */
export const hopAnswers = ['takes', 'not now', 'never', 'cut off before', 'cut off after'] as const;
export type HopAnswer = (typeof hopAnswers)[number];

/** What comes next. */
export const comings = ['arrive', 'resume', 'conclude', 'release', 'a day passes'] as const;
/** A week is only looked at for what is left behind. */
export type Coming = (typeof comings)[number] | 'a week passes';

/** The process dies behind a lasting step, or the step fails before or after its work was done. */
export const interruptions = ['dies after', 'fails before', 'fails after'] as const;

export interface Interruption {
  readonly kind: (typeof interruptions)[number];
  /** The n-th of the event. */
  readonly step: number;
}

export interface Event {
  readonly coming: Coming;
  readonly hop: HopAnswer;
  readonly interruption: Interruption | null;
}

/** What lasts of the mail; equal texts are the same state. */
export interface Facts {
  readonly attempts: readonly AttemptRecord[];
  readonly items: readonly HeldItem[];
  readonly raw: readonly string[];
  readonly sealed: readonly string[];
  /** Copies that each recipient got. */
  readonly copies: ReadonlyMap<string, number>;
}

export interface World {
  /** Lasting steps, in order, as far as the event got. */
  happen(event: Event, before: Facts): Promise<readonly string[]>;
  facts(): Promise<Facts>;
  save(): unknown;
  restore(saved: unknown): void;
  /** Every move that the ledger took, `from to`. */
  readonly moves: ReadonlySet<string>;
}

const hostname = 'mx.agency.example';
const proof = { purpose: 'release', decider: 'operator', until: 0, signature: '' } as const;

/** `clock` is a box, since the ledger looks at it too. */
export async function openWorld(
  mail: TestMail,
  { rulebook, texts, examiner }: Pick<Machine, 'rulebook' | 'texts' | 'examiner'>,
  ledgers: SnapshotLedger,
  clock: { now: number },
): Promise<World> {
  const examination: Examination = await examiner.examine(mail.raw, { mailFrom: mail.from, ocr: false });
  const key = attemptKey(mail.from, mail.raw);
  const moves = new Set<string>();
  let kept = { raw: new Map<string, Uint8Array>(), sealed: new Map<string, Uint8Array>() };
  let copies = new Map<string, number>();

  /** Ports of one process, with the interruption between them and core; `death` resolves when it is met. */
  function startProcess({ hop, interruption }: Event) {
    const death = Promise.withResolvers<void>();
    const steps: string[] = [];
    let dead = false;
    const die = () => {
      dead = true;
      death.resolve();
      return new Promise<never>(() => undefined);
    };
    const intercept: Intercept = async ({ step, args, work }) => {
      if (dead) return die();
      if (!lasting.has(step)) return work?.();
      steps.push(step);
      const met = steps.length === interruption?.step ? interruption.kind : null;
      if (met === 'fails before') throw new Error('the step failed');
      const result = await work?.();
      if (step === 'ledger.commit') note(args[0] as readonly LedgerChange[], moves);
      if (met === 'fails after') throw new Error('the step failed, though its work was done');
      return met === 'dies after' ? die() : result;
    };
    const ports: Ports = {
      clock: () => clock.now,
      store: interceptPort('store', memoryStore(kept), intercept),
      ledger: interceptPort('ledger', ledgers.open(intercept), intercept),
      keys: {
        seal: async (_item, plain) => Uint8Array.from(plain),
        open: async (_item, sealed) => sealed,
        fingerprint: (secret) => secret,
      },
      examiner: { examine: async () => examination, strip: async () => null },
      authenticator: { authenticate: async () => ({ findings: [], results: null }) },
    };
    const deps: ScanDependencies = {
      ports,
      rulebook,
      texts,
      site: { hostname, trace: 'state-search' },
      senderBlocks: { inForce: async () => nobodyBlocked },
      report: () => undefined,
    };
    return { deps, relay: interceptPort('relay', relayThat(hop, copies), intercept), death: death.promise, steps };
  }

  const facts = async (): Promise<Facts> => {
    const ledger = ledgers.open(undisturbed);
    const latest = await ledger.latestAttempt(key);
    const count = latest === null ? 0 : Number(latest.attempt.id.slice(key.length + 1));
    const ids = Array.from({ length: count }, (_, n) => `${key}.${n + 1}`);
    const attempts = (await Promise.all(ids.map((id) => ledger.attempt(id)))).filter((one) => one !== null);
    const items = await Promise.all(ids.map((attempt) => Array.fromAsync(ledger.heldItems({ attempt }))));
    const { raw, sealed } = kept;
    return { attempts, items: items.flat(), raw: [...raw.keys()], sealed: [...sealed.keys()], copies };
  };

  return {
    moves,
    facts,
    async happen(event, before) {
      const { deps, relay, death, steps } = startProcess(event);
      const work = bringAbout(event.coming, mail, before, { deps, relay, clock });
      await Promise.race([work.catch(() => undefined), death]);
      return steps;
    },
    save: () => ({ ledger: ledgers.save(), kept: copyOf(kept), copies: new Map(copies), now: clock.now }),
    restore(saved) {
      const state = saved as { ledger: unknown; kept: typeof kept; copies: typeof copies; now: number };
      ledgers.restore(state.ledger);
      kept = copyOf(state.kept);
      copies = new Map(state.copies);
      clock.now = state.now;
    },
  };
}

type Kept = { readonly raw: Map<string, Uint8Array>; readonly sealed: Map<string, Uint8Array> };

function copyOf({ raw, sealed }: Kept): Kept {
  return { raw: new Map(raw), sealed: new Map(sealed) };
}

/** Steps that change what lasts. */
const lasting: ReadonlySet<string> = new Set([
  'store.putRaw',
  'store.deleteRaw',
  'store.putSealed',
  'ledger.commit',
  'table.write',
  'relay.deliver',
]);

function note(changes: readonly LedgerChange[], moves: Set<string>): void {
  for (const change of changes) if (change.type === 'move') moves.add(`${change.move.from} ${change.move.to}`);
}

async function bringAbout(
  coming: Coming,
  mail: TestMail,
  { attempts, items }: Facts,
  { deps, relay, clock }: { readonly deps: ScanDependencies; readonly relay: Relay; readonly clock: { now: number } },
): Promise<void> {
  const latest = attempts.at(-1);
  switch (coming) {
    case 'arrive': {
      const client = { address: '192.0.2.7', helo: 'client.example', tls: false };
      const recipients = [...mail.recipients.keys()].map((address) => ({ address }));
      const envelope = { mailFrom: mail.from, recipients, parameters: {}, client };
      await scan({ direction: mail.direction, envelope, raw: mail.raw }, relay, deps);
      return;
    }
    case 'resume':
      return resume(
        (work) => work(),
        () => relay,
        deps,
      );
    case 'conclude': {
      const done = latest?.recipients.filter(({ state }) => isTerminal(state)).map(({ address }) => address) ?? [];
      if (latest !== undefined) await conclude({ id: latest.attempt.id, recipients: done }, deps.ports);
      return;
    }
    case 'release': {
      const item = items.find(({ state }) => state === 'kept');
      if (item !== undefined) await release(item.id, { ...proof, item: item.id }, () => relay, deps);
      return;
    }
    case 'a day passes':
      clock.now += openFor;
      return;
    case 'a week passes':
      clock.now += 7 * openFor;
  }
}

function relayThat(hop: HopAnswer, copies: Map<string, number>): Relay {
  const codes: Readonly<Record<HopAnswer, number>> = {
    takes: 250,
    'not now': 451,
    never: 550,
    'cut off before': 0,
    'cut off after': 0,
  };
  return {
    deliver: async ({ recipients }) => {
      if (hop === 'takes' || hop === 'cut off after')
        for (const { address } of recipients) copies.set(address, (copies.get(address) ?? 0) + 1);
      if (codes[hop] === 0) throw new Error('the connection broke');
      return new Map(recipients.map(({ address }) => [address, { code: codes[hop], text: '' }]));
    },
  };
}

function memoryStore({ raw, sealed }: Kept): MailStore {
  return {
    putRaw: async (id, bytes) => void raw.set(id, bytes),
    getRaw: async (id) => raw.get(id) ?? null,
    deleteRaw: async (id) => void raw.delete(id),
    async *listRaw() {
      yield* [...raw.keys()];
    },
    putSealed: async (id, bytes) => void sealed.set(id, bytes),
    getSealed: async (id) => sealed.get(id) ?? null,
    deleteSealed: async (id) => void sealed.delete(id),
  };
}
