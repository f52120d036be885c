// Nobody lost, nobody served unscanned or against policy, nobody served twice without need (DESIGN section 7a; ).
import { signRelease } from '../../adapters/local/opening-proof.ts';
import { openFor } from '../../core/mail/intake/accept.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import type { AttemptRecord, HeldItem, QueuedNotice } from '../../core/model/ledger.ts';
import { isTerminal } from '../../core/model/recipient-state.ts';
import type { TestMail } from '../harness/kill-messages.ts';
import { wrongBytes } from '../harness/kill-run.ts';
import type { Machine } from './machine.ts';
import type { Happening, MachineRun } from './machine-run.ts';
import type { SendingClient } from './sending-client.ts';

export interface Verdict {
  readonly problems: readonly string[];
  /** Excused ones. */
  readonly secondCopies: number;
}

export interface Known {
  readonly client: SendingClient;
  readonly gaveUp: boolean;
  readonly attempts: readonly AttemptRecord[];
  readonly items: readonly HeldItem[];
}

export interface Seen {
  readonly run: MachineRun;
  /** Items that somebody tried to let go. */
  readonly released: ReadonlySet<string>;
  readonly notices: readonly QueuedNotice[];
  readonly machine: Machine;
}

export async function judge(mail: TestMail, known: Known, seen: Seen): Promise<Verdict> {
  const problems: string[] = [];
  let secondCopies = 0;
  for (const address of mail.recipients.keys()) {
    const { copies, excused, needless } = servingsOf(mail, address, seen.run.history);
    const later = aDayBetween(known.attempts);
    secondCopies += excused + (later ? needless : 0);
    const wrong = [
      ...copies.flatMap((raw) => wrongBytes(mail, raw)),
      ...wrongAnswer(address, known),
      ...againstPolicy(mail, address, copies.length, known, seen),
      ...(await wrongFates(mail, address, copies.length, known, seen)),
      ...(needless > 0 && !later ? [`served ${needless} times more than need be`] : []),
    ];
    problems.push(...wrong.map((what) => `${address}: ${what}`));
  }
  return { problems, secondCopies };
}

/** A second copy is excused when something went wrong between the first and the record of it. */
function servingsOf(mail: TestMail, address: string, history: readonly Happening[]) {
  const key = attemptKey(mail.from, mail.raw);
  const id = messageIdOf(mail);
  const copies: Buffer[] = [];
  let [excused, needless] = [0, 0];
  let last: { readonly faults: number; recorded: boolean } | null = null;
  for (const one of history) {
    if (one.recipient !== address) continue;
    if (one.type === 'recorded') {
      if (one.attempt.startsWith(key) && last !== null) last.recorded = true;
      continue;
    }
    if (!one.raw.includes(id)) continue;
    copies.push(one.raw);
    if (last !== null) {
      if (!last.recorded && one.faults > last.faults) excused++;
      else needless++;
    }
    last = { faults: one.faults, recorded: false };
  }
  return { copies, excused, needless };
}

function messageIdOf({ raw }: TestMail): string {
  return /Message-ID: (<.*>)/.exec(raw.subarray(0, 2_000).toString('latin1'))?.[1] ?? '';
}

/** What was told a day apart is not the same message any more (DESIGN section 7a). */
function aDayBetween(attempts: readonly AttemptRecord[]): boolean {
  const opened = attempts.map(({ attempt }) => attempt.openedAt);
  return Math.max(...opened) - Math.min(...opened) >= openFor;
}

function wrongAnswer(address: string, { client, gaveUp }: Known): readonly string[] {
  if (client.refused.has(address)) return ['refused although nothing blocks it'];
  return client.accepted.has(address) || gaveUp ? [] : ['told to come again and again'];
}

function againstPolicy(
  mail: TestMail,
  address: string,
  copies: number,
  { items }: Known,
  { released }: Seen,
): readonly string[] {
  if (copies === 0 || mail.recipients.get(address) === 'served') return [];
  const letGo = items.some(
    ({ id, recipients }) => released.has(id) && recipients.some((one) => one.address === address),
  );
  return letGo ? [] : ['served although policy stops it'];
}

async function wrongFates(
  mail: TestMail,
  address: string,
  copies: number,
  known: Known,
  seen: Seen,
): Promise<readonly string[]> {
  const { client, attempts } = known;
  const problems: string[] = [];
  const states = attempts.flatMap(({ attempt, recipients }) =>
    recipients.filter((one) => one.address === address).map(({ state }) => ({ attempt: attempt.id, state })),
  );
  if (client.accepted.has(address) && states.length === 0) problems.push('lost: accepted, and nobody knows of it');
  for (const { attempt, state } of states) {
    if (!isTerminal(state)) problems.push(`left ${state}`);
    if (state === 'served' && copies === 0) problems.push('lost: counts as served');
    const reported = isReported(mail, address, seen.notices);
    if (state === 'failed' && !reported) problems.push('failed, and the sender was not told');
    if (state === 'held' || state === 'blocked')
      problems.push(...(await wrongStop(mail, address, attempt, { ...known, told: reported || copies > 0 }, seen)));
  }
  return problems;
}

async function wrongStop(
  mail: TestMail,
  address: string,
  attempt: string,
  { items, client, told }: Known & { readonly told: boolean },
  { machine }: Seen,
): Promise<readonly string[]> {
  // What a part was taken out of is kept for whoever was served without it.
  const kept = items.filter(
    (item) =>
      item.attempt === attempt &&
      item.class !== 'stripped-original' &&
      item.state === 'kept' &&
      item.recipients.some((one) => one.address === address),
  );
  if (kept.length === 0) return ['lost: counts as held, and no item is kept'];
  // Without our 250 the client still has the message, and tells its sender when it gives up (RFC 5321 sections 4.5.4.1, 6.1):
  // a report of ours would be a second one, about something that nobody can let go.
  if (isUnread(kept))
    return client.accepted.get(address) === attempt ? ['lost: held, and its content was damaged'] : [];
  if (!(await canBeOpened(mail, kept, machine))) return ['lost: held, and its content cannot be opened'];
  return told || mail.direction === 'inbound' ? [] : ['stopped, and the sender was not told'];
}

function isReported(mail: TestMail, address: string, notices: readonly QueuedNotice[]): boolean {
  return notices.some(({ recipient, raw }) => recipient === mail.from && Buffer.from(raw).includes(address));
}

/** Nothing is left of them but that they came: their raw copy was damaged. */
function isUnread(kept: readonly HeldItem[]): boolean {
  return kept.every(({ recipients }) =>
    recipients.every(({ reasons }) => reasons.some(({ clause }) => clause === 'postern/raw-copy-damaged')),
  );
}

/** By who may, in full. */
async function canBeOpened(
  mail: TestMail,
  kept: readonly HeldItem[],
  { store, keys, folder }: Machine,
): Promise<boolean> {
  for (const { id } of kept) {
    const sealed = await store.getSealed(id);
    if (sealed === null) continue;
    const proof = signRelease(folder, id, 'operator', Date.now() + 60_000);
    const opened = await keys.open(id, sealed, proof).catch(() => null);
    if (opened !== null && Buffer.from(opened).equals(mail.raw)) return true;
  }
  return false;
}
