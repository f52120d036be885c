// Counts what one sender of ours was stopped from sending, and raises it when it happens again and again.
import { isOurs, normal } from '../../mail/decide/address.ts';
import { isExemptSender } from '../../mail/decide/exempt.ts';
import type { MessageDecision } from '../../model/decision.ts';
import { type Attempt, type HeldItem, stoppingClauses } from '../../model/ledger.ts';
import { ChangedMeanwhile, type Ledger } from '../../ports.ts';
import { list } from '../act.ts';
import type { HouseTerms } from '../house-terms.ts';
import { type Incident, incidentsAbout, newIncident } from './incident.ts';
import { openingOf } from './open-incident.ts';

/** Blocked messages within the period that are a matter for security. */
export const tooMany = 3;
export const periodDays = 30;
const period = periodDays * 24 * 3_600_000;
/** Counted at most: more is the same. */
const mostCounted = 100;

/** After a message was dealt with. Counts what the ledger keeps, so that nothing is lost in a crash or counted twice. */
export async function raiseRepeatedAttempts(
  { envelope }: Attempt,
  { direction, recipients }: MessageDecision,
  {
    ledger,
    now,
    ...terms
  }: { readonly ledger: Ledger; readonly now: number } & Pick<HouseTerms, 'organisation' | 'texts'>,
): Promise<void> {
  const { organisation } = terms;
  const sender = normal(envelope.mailFrom);
  const own = isOurs(sender, organisation) && !isExemptSender(sender, direction, organisation);
  if (direction === 'inbound' || !own || !recipients.some(({ outcome }) => outcome === 'block')) return;
  const before = await Array.fromAsync(list<Incident>(ledger, 'incident', incidentsAbout('repeated-attempts', sender)));
  if (before.some(({ value }) => value.state !== 'closed')) return;
  const closed = Math.max(0, ...before.flatMap(({ value }) => value.history.map(({ at }) => at)));
  const { length: count } = await blockedSince(sender, Math.max(now - period, closed), ledger);
  if (count < tooMany) return;
  const incident = newIncident({
    id: `${incidentsAbout('repeated-attempts', sender)}${before.length + 1}`,
    kind: 'repeated-attempts',
    severity: 'high',
    about: sender,
    count,
    openedAt: now,
    openedBy: 'gateway',
  });
  await ledger.commit(await openingOf(incident, terms)).catch((cause: unknown) => {
    // Another message of the same sender raised it.
    if (!(cause instanceof ChangedMeanwhile)) throw cause;
  });
}

/** Newest first. */
async function blockedSince(sender: string, since: number, ledger: Ledger): Promise<readonly HeldItem[]> {
  const blocked: HeldItem[] = [];
  for await (const item of ledger.heldItems({ party: sender, class: 'blocked' })) {
    if (item.retainedAt <= since || blocked.length === mostCounted) break;
    if (item.direction !== 'inbound' && normal(item.envelope.mailFrom) === sender) blocked.push(item);
  }
  return blocked;
}

export interface RepeatOffender {
  readonly sender: string;
  /** Blocked within the last 30 days, up to a hundred. */
  readonly blocked: number;
  /** Milliseconds since the epoch; null when nothing was blocked lately. */
  readonly lastAt: number | null;
  /** How many of them each clause of the policy stopped. */
  readonly clauses: Readonly<Record<string, number>>;
  readonly incident: string;
  readonly state: Incident['state'];
}

/** Those of whom an incident was raised, with what was blocked lately; most first. */
export async function repeatOffenders(ledger: Ledger, now: number): Promise<readonly RepeatOffender[]> {
  const latest = new Map<string, Incident>();
  for await (const { value } of list<Incident>(ledger, 'incident', 'repeated-attempts-'))
    if ((latest.get(value.about)?.openedAt ?? 0) <= value.openedAt) latest.set(value.about, value);
  const found: RepeatOffender[] = [];
  // In order: each reads up to a hundred whole items, which are let go before the next one's.
  for (const { about, id, state } of latest.values()) {
    const blocked = await blockedSince(about, now - period, ledger);
    const lastAt = blocked[0]?.retainedAt ?? null;
    found.push({ sender: about, blocked: blocked.length, lastAt, clauses: clausesOf(blocked), incident: id, state });
  }
  return found.sort((a, b) => b.blocked - a.blocked);
}

function clausesOf(items: readonly HeldItem[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const clause of items.flatMap((item) => [...stoppingClauses(item)]))
    counts.set(clause, (counts.get(clause) ?? 0) + 1);
  return Object.fromEntries(counts);
}
