// Carries out a plan in an order that neither loses nor leaks: seal, record, deliver, record what became of it (DESIGN
// section 3, step 6). Every step may be repeated; a crash between two is finished by the next try.
import { createHash } from 'node:crypto';
import type { Outcome } from '../../model/decision.ts';
import type { Examination } from '../../model/examination.ts';
import type { HeldItem, LedgerChange, QueuedNotice } from '../../model/ledger.ts';
import type { RecipientState } from '../../model/recipient-state.ts';
import type { NoticeTexts } from '../../oversight/notices/notice-texts.ts';
import { failureReport, type NoticeInput, noticesFor } from '../../oversight/notices/notices.ts';
import type { Ports, Relay, Reply } from '../../ports.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { messageRecord } from '../record/message-record.ts';
import type { DeliveryGroup, Plan } from './plan.ts';
import { render, type Site, type StrippedForms } from './prepare.ts';

export interface Act {
  readonly plan: Plan;
  readonly raw: Uint8Array;
  readonly forms: StrippedForms;
  readonly examination: Examination;
  readonly authenticationResults: string | null;
  /** Where the ledger has each recipient now. */
  readonly states: ReadonlyMap<string, RecipientState>;
}

export interface ActDependencies {
  readonly ports: Ports;
  /** Delivers through the client's own session where there is one. */
  readonly relay: Relay;
  readonly rulebook: Rulebook;
  readonly texts: NoticeTexts;
  readonly site: Site;
  /** Tells operators; facts and causes only, never content. */
  readonly report: Report;
}

export type Report = (event: {
  readonly event: string;
  readonly attempt: string | null;
  readonly cause?: unknown;
}) => void;

/** Resolves with the state of every recipient of the plan. Rejects when something could not be written: try again. */
export async function carryOut(act: Act, deps: ActDependencies): Promise<ReadonlyMap<string, RecipientState>> {
  const { plan, raw } = act;
  const { ports } = deps;
  const notice = noticeInput(act, deps);
  if (plan.item !== null) await seal(plan.item, raw, ports);
  await ports.ledger.commit([...decided(act), ...recorded(act, ports), ...(await noticesFor(notice)).map(queue)]);

  const states = new Map<string, RecipientState>(plan.stops.map((stop) => [stop.address, stop.state]));
  for (const group of plan.groups) {
    for (const [address, state] of await deliverGroup(group, act, deps, notice)) states.set(address, state);
  }
  return states;
}

async function seal(item: HeldItem, raw: Uint8Array, { keys, store }: Ports): Promise<void> {
  await store.putSealed(item.id, await keys.seal(item.id, raw));
}

/** Moves of the one commit after which nothing is decided twice: stopped recipients end here, the others are handed over. */
function decided({ plan, states }: Act): readonly LedgerChange[] {
  const attempt = plan.attempt.id;
  const stops = new Map(plan.stops.map((stop) => [stop.address, stop.state]));
  return plan.decision.recipients.flatMap(({ address, outcome }): LedgerChange[] => {
    const from = states.get(address) ?? 'accepted';
    const stop = stops.get(address);
    const again = move(attempt, address, from, 'decided');
    if (stop === undefined) return [again, move(attempt, address, 'decided', 'handing', outcome)];
    return [again, move(attempt, address, 'decided', 'retained', outcome), move(attempt, address, 'retained', stop)];
  });
}

function recorded({ plan, examination }: Act, { clock }: Ports): readonly LedgerChange[] {
  const at = clock();
  const { attempt, decision, item } = plan;
  return [
    { type: 'message', record: messageRecord(attempt, examination, decision, at) },
    ...(item === null ? [] : [{ type: 'retain', item } as const]),
    {
      type: 'audit',
      event: {
        at,
        actor: 'gateway',
        action: 'message-decided',
        subject: attempt.id,
        detail: { outcome: decision.outcome, recipients: decision.recipients.length, pack: decision.pack.hash },
      },
    },
  ];
}

async function deliverGroup(
  group: DeliveryGroup,
  act: Act,
  deps: ActDependencies,
  notice: NoticeInput,
): Promise<ReadonlyMap<string, RecipientState>> {
  const { plan } = act;
  const replies = await deps.relay
    .deliver({
      key: createHash('sha256').update(plan.attempt.id).update(JSON.stringify(group)).digest('hex'),
      mailFrom: plan.attempt.envelope.mailFrom,
      parameters: plan.attempt.envelope.parameters,
      recipients: group.recipients,
      raw: renderGroup(group, act, deps),
    })
    // The connection broke: nobody knows whether the next hop took it. It stays `handing` and is tried again.
    .catch((): ReadonlyMap<string, Reply> => new Map());
  return settle(group, replies, act, deps, notice);
}

function renderGroup(group: DeliveryGroup, { plan, raw, forms, authenticationResults }: Act, deps: ActDependencies) {
  const relations = new Map(plan.decision.recipients.map((recipient) => [recipient.address, recipient.relation]));
  return render(group, raw, forms, {
    attempt: plan.attempt,
    site: deps.site,
    authenticationResults,
    toOurselves: group.recipients.every((recipient) => relations.get(recipient.address) === 'internal'),
    now: deps.ports.clock(),
  });
}

/** Records what the next hop said of each recipient. */
async function settle(
  group: DeliveryGroup,
  replies: ReadonlyMap<string, Reply>,
  act: Act,
  deps: ActDependencies,
  notice: NoticeInput,
): Promise<ReadonlyMap<string, RecipientState>> {
  const { attempt } = act.plan;
  const states = new Map<string, RecipientState>();
  const refused = new Map<string, Reply>();
  for (const { address } of group.recipients) {
    const reply = replies.get(address);
    if (reply !== undefined && reply.code >= 500) refused.set(address, reply);
    else states.set(address, reply === undefined ? 'handing' : reply.code < 400 ? 'served' : 'decided');
  }
  const changes = [...states]
    .filter(([, state]) => state !== 'handing')
    .map(([address, state]) => move(attempt.id, address, 'handing', state));
  const refusal = refused.size === 0 ? null : await refuse(refused, act, deps, notice);
  await deps.ports.ledger.commit([...changes, ...(refusal?.changes ?? [])]);
  for (const address of refused.keys()) states.set(address, refusal?.state ?? 'failed');
  return states;
}

/** A 5xx after DATA: our own sender gets a report; for everybody else's mail a person looks (DESIGN section 7a). */
async function refuse(
  refused: ReadonlyMap<string, Reply>,
  act: Act,
  { ports }: ActDependencies,
  notice: NoticeInput,
): Promise<{ state: RecipientState; changes: readonly LedgerChange[] }> {
  const { attempt, decision } = act.plan;
  const addresses = [...refused.keys()];
  if (attempt.direction === 'outbound' && attempt.envelope.mailFrom !== '') {
    return {
      state: 'failed',
      changes: [
        ...addresses.map((address) => move(attempt.id, address, 'handing', 'failed')),
        ...(await failureReport(notice, refused)).map(queue),
      ],
    };
  }
  const reason = {
    clause: 'postern/next-hop-refused',
    outcome: 'hold',
    source: null,
    findings: [],
    strip: [],
  } as const;
  const item: HeldItem = {
    id: createHash('sha256')
      .update([attempt.id, 'refused', ...addresses.sort()].join('\0'))
      .digest('hex')
      .slice(0, 32),
    attempt: attempt.id,
    class: 'held',
    retainedAt: ports.clock(),
    direction: attempt.direction,
    envelope: attempt.envelope,
    recipients: decision.recipients
      .filter((recipient) => refused.has(recipient.address))
      .map(({ address, relation, reasons }) => ({ address, relation, outcome: 'hold', reasons: [...reasons, reason] })),
    state: 'kept',
  };
  await seal(item, act.raw, ports);
  return {
    state: 'held',
    changes: [
      { type: 'retain', item },
      ...addresses.flatMap((address) => [
        move(attempt.id, address, 'handing', 'retained', 'hold'),
        move(attempt.id, address, 'retained', 'held'),
      ]),
    ],
  };
}

function noticeInput({ plan, examination }: Act, { rulebook, texts, site, ports }: ActDependencies): NoticeInput {
  const { attempt, decision } = plan;
  return { attempt, examination, decision, pack: rulebook.pack, texts, hostname: site.hostname, now: ports.clock() };
}

function move(
  attempt: string,
  address: string,
  from: RecipientState,
  to: RecipientState,
  outcome?: Outcome,
): LedgerChange {
  return {
    type: 'move',
    move: outcome === undefined ? { attempt, address, from, to } : { attempt, address, from, to, outcome },
  };
}

function queue(notice: QueuedNotice): LedgerChange {
  return { type: 'notice', notice };
}
