// Stops an account that sends far more than it ever does: the client keeps its mail, security hears of it.
import type { Arrival } from '../../model/arrival.ts';
import type { LedgerChange, QueuedNotice } from '../../model/ledger.ts';
import { create } from '../../oversight/act.ts';
import { incidentsAbout, newIncident } from '../../oversight/incidents/incident.ts';
import { noticeTo, type Told } from '../../oversight/notices/notice-to.ts';
import { ChangedMeanwhile, type Reply } from '../../ports.ts';
import type { ActDependencies } from '../act/act.ts';
import { isOurs, normal } from '../decide/address.ts';
import { keyOfArrival } from './attempt-key.ts';
import { type SendingAccount, sendingAccount } from './sending-account.ts';
import {
  emptyHistory,
  excessOf,
  type FloodLimits,
  recipientsIn,
  type SendingHistory,
  withMessage,
} from './sending-history.ts';

type FloodDependencies = Pick<ActDependencies, 'ports' | 'rulebook' | 'texts' | 'flood' | 'report'>;

/** What an account sent in the hour before it was stopped, and what it had too much of. */
interface Flood {
  readonly account: string;
  readonly history: SendingHistory;
  readonly excess: 'messages' | 'recipients';
  readonly at: number;
}

const stopped: Reply = { code: 450, text: '4.7.1 this account sends too much at once, please try again later' };
/** As many as one client may have connections: each time somebody else was quicker, somebody was counted. */
const tries = 50;

/** Null: go on. Counts the message otherwise. Rejects when the ledger does: the client is then told to try again. */
export async function stopFlood(arrival: Arrival, deps: FloodDependencies): Promise<Reply | null> {
  const { flood } = deps;
  if (flood === undefined || arrival.direction !== 'outbound') return null;
  const account = sendingAccount(arrival.envelope, flood.sendsForMany ?? (() => false));
  const recipients = outside(arrival, deps);
  if (account === null || recipients.length === 0 || (await isRetry(arrival, deps))) return null;
  for (let left = tries; left > 0; left--) {
    try {
      return await count(account, recipients, flood, deps);
    } catch (cause) {
      // Another session of the same account was quicker.
      if (!(cause instanceof ChangedMeanwhile) || left === 1) throw cause;
    }
  }
  return null;
}

async function count(
  { id, name }: SendingAccount,
  recipients: readonly string[],
  limits: FloodLimits,
  deps: FloodDependencies,
): Promise<Reply | null> {
  const { ledger, clock } = deps.ports;
  const now = clock();
  const record = await ledger.record('sending', id);
  const before = (record?.value as SendingHistory | undefined) ?? emptyHistory(now);
  const after = withMessage(before, recipients, now);
  const excess = stoppedBy(before, after, recipients.length, limits);
  const write = { type: 'record', kind: 'sending', id, version: record?.version ?? 0 } as const;
  if (excess === null) {
    await ledger.commit([{ ...write, value: after }]);
    return null;
  }
  if (before.reported === after.hour) return stopped;
  // What was stopped counts neither now nor as the account's usual ways.
  const history = { ...withoutMessage(before, after), reported: after.hour };
  const flood = { account: name, history, excess, at: now };
  await ledger.commit([{ ...write, value: history }, ...(await told(flood, deps))]);
  deps.report({ event: 'outbound-flood', attempt: null, account: name, excess });
  return stopped;
}

/** One message to more than the limit could never be sent: it passes while the hour is within the limits, and counts. */
function stoppedBy(
  before: SendingHistory,
  after: SendingHistory,
  recipients: number,
  limits: FloodLimits,
): Flood['excess'] | null {
  const excess = excessOf(after, limits);
  if (excess !== 'recipients' || recipients <= limits.recipients) return excess;
  return excessOf(withoutMessage(before, after), limits);
}

/** Mail among our own people floods nobody. */
function outside({ envelope }: Arrival, { rulebook }: FloodDependencies): readonly string[] {
  const { organisation } = rulebook.pack;
  return envelope.recipients.map(({ address }) => normal(address)).filter((address) => !isOurs(address, organisation));
}

/** A client that comes back for an answer it never got brings nothing new: not one recipient more. */
async function isRetry(arrival: Arrival, { ports }: FloodDependencies): Promise<boolean> {
  const { envelope } = arrival;
  const latest = await ports.ledger.latestAttempt(keyOfArrival(arrival));
  const waiting = latest?.recipients.filter(({ acknowledgedAt }) => acknowledgedAt === null) ?? [];
  const known = new Set(waiting.map(({ address }) => normal(address)));
  return envelope.recipients.every(({ address }) => known.has(normal(address)));
}

/** The same hour as `after` has it, with no more than `before` had in it. */
function withoutMessage(before: SendingHistory, after: SendingHistory): SendingHistory {
  return before.hour === after.hour ? before : { ...after, messages: 0, spread: emptyHistory(0).spread };
}

async function told(flood: Flood, deps: FloodDependencies): Promise<readonly LedgerChange[]> {
  const { account, history, excess, at } = flood;
  const incident = newIncident({
    id: `${incidentsAbout('outbound-flood', account)}${history.hour}`,
    kind: 'outbound-flood',
    severity: 'high',
    about: account,
    count: history.messages,
    openedAt: at,
    openedBy: 'gateway',
  });
  const detail = { messages: history.messages, recipients: recipientsIn(history), excess };
  return [
    { type: 'audit', event: { at, actor: 'gateway', action: 'outbound-flood', subject: account, detail } },
    { type: 'notice', notice: await noticeOf(flood, deps) },
    create('incident', incident.id, incident),
  ];
}

function noticeOf(
  { account, history, excess, at }: Flood,
  { rulebook: { pack }, texts }: FloodDependencies,
): Promise<QueuedNotice> {
  const { organisation } = pack;
  const told: Told = {
    kind: 'flood',
    to: organisation.contact,
    cause: ['outbound-flood', account, String(history.hour)],
    about: [account],
    count: history.messages,
    flood: { excess, reached: recipientsIn(history) },
    clauses: ['postern/outbound-flood'],
    at,
  };
  return noticeTo(told, { organisation, texts });
}
