// Stops an account that sends far more than it ever does: the client keeps its mail, security hears of it.
import { createHash } from 'node:crypto';
import type { Arrival } from '../../model/arrival.ts';
import type { LedgerChange, QueuedNotice } from '../../model/ledger.ts';
import { composeMail } from '../../oversight/notices/compose-mail.ts';
import { noticeBody } from '../../oversight/notices/notice-body.ts';
import { ChangedMeanwhile, type Reply } from '../../ports.ts';
import type { ActDependencies } from '../act/act.ts';
import { normal } from '../decide/address.ts';
import { attemptKey } from './attempt-key.ts';
import { emptyHistory, isFlood, recipientsIn, type SendingHistory, withMessage } from './sending-history.ts';

type FloodDependencies = Pick<ActDependencies, 'ports' | 'rulebook' | 'texts' | 'flood'>;

const stopped: Reply = { code: 450, text: '4.7.1 this account sends too much at once, please try again later' };
const tries = 5;

/** Null: go on. Counts the message otherwise. Rejects when the ledger does: the client is then told to try again. */
export async function stopFlood(arrival: Arrival, deps: FloodDependencies): Promise<Reply | null> {
  const { flood, ports } = deps;
  const account = accountOf(arrival);
  // The null sender is nobody's account: reports of mail servers.
  if (flood === undefined || arrival.direction !== 'outbound' || account === '') return null;
  if (await isRetry(arrival, deps)) return null;
  for (let left = tries; left > 0; left--) {
    const now = ports.clock();
    const record = await ports.ledger.record('sending', account);
    const before = (record?.value as SendingHistory | undefined) ?? emptyHistory(now);
    const after = withMessage(before, recipientsOf(arrival), now);
    const over = isFlood(after, flood);
    // What was stopped counts neither now nor as the account's usual ways.
    const kept = over ? { ...withoutMessage(before, after), reported: after.hour } : after;
    if (over && before.reported === after.hour) return stopped;
    const write = { type: 'record', kind: 'sending', id: account, version: record?.version ?? 0, value: kept } as const;
    try {
      await ports.ledger.commit([write, ...(over ? await told(account, kept, now, deps) : [])]);
      return over ? stopped : null;
    } catch (cause) {
      // Another session of the same account was quicker.
      if (!(cause instanceof ChangedMeanwhile) || left === 1) throw cause;
    }
  }
  return null;
}

function accountOf({ envelope }: Arrival): string {
  return normal(envelope.client.user ?? envelope.mailFrom).slice(0, 300);
}

function recipientsOf({ envelope }: Arrival): readonly string[] {
  return envelope.recipients.map(({ address }) => normal(address));
}

/** A client that comes back for an answer it never got brings nothing new. */
async function isRetry({ envelope, raw }: Arrival, { ports }: FloodDependencies): Promise<boolean> {
  const latest = await ports.ledger.latestAttempt(attemptKey(envelope.mailFrom, raw));
  return latest?.recipients.some(({ acknowledgedAt }) => acknowledgedAt === null) ?? false;
}

/** The same hour as `after` has it, with no more than `before` had in it. */
function withoutMessage(before: SendingHistory, after: SendingHistory): SendingHistory {
  return before.hour === after.hour ? before : { ...after, messages: 0, spread: emptyHistory(0).spread };
}

async function told(
  account: string,
  history: SendingHistory,
  now: number,
  deps: FloodDependencies,
): Promise<readonly LedgerChange[]> {
  const detail = { messages: history.messages, recipients: recipientsIn(history) };
  return [
    { type: 'audit', event: { at: now, actor: 'gateway', action: 'outbound-flood', subject: account, detail } },
    { type: 'notice', notice: await report(account, history, now, deps) },
  ];
}

async function report(
  account: string,
  history: SendingHistory,
  now: number,
  { rulebook: { pack }, texts }: FloodDependencies,
): Promise<QueuedNotice> {
  const { organisation } = pack;
  const id = createHash('sha256').update(`outbound-flood\0${account}\0${history.hour}`).digest('hex');
  const body = noticeBody(
    {
      kind: 'flood',
      recipients: [account],
      hidden: 0,
      count: history.messages,
      arrivedAt: now,
      reasons: [],
      clauses: ['postern/outbound-flood'],
      contact: organisation.contact,
      reference: id.slice(0, 12),
    },
    texts,
  );
  const raw = await composeMail({
    id,
    from: { name: `${organisation.name.en} / ${organisation.name.fr}`, address: organisation.noticeFrom },
    replyTo: organisation.contact,
    to: organisation.contact,
    about: null,
    at: now,
    status: null,
    ...body,
  });
  return { id, recipient: organisation.contact, raw, direction: 'inbound', throttleKey: null, queuedAt: now };
}
