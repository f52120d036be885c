// Hands a message to the next hop for one group of recipients and records what it said of each (DESIGN section 7a).
import { createHash } from 'node:crypto';
import type { LedgerChange } from '../../model/ledger.ts';
import type { RecipientState } from '../../model/recipient-state.ts';
import { failureReport } from '../../oversight/notices/notices.ts';
import type { Reply } from '../../ports.ts';
import { type Act, type ActDependencies, move, noticeInput, queue, seal } from './act.ts';
import { heldInstead } from './held-instead.ts';
import { type DeliveryGroup, itemFor } from './plan.ts';
import { render } from './prepare.ts';
import { saidBy } from './said-by.ts';

/** Rejects when what became of the recipients could not be recorded. */
export async function handOn(
  group: DeliveryGroup,
  act: Act,
  deps: ActDependencies,
): Promise<ReadonlyMap<string, RecipientState>> {
  const { attempt } = act.plan;
  const { mailFrom, parameters } = attempt.envelope;
  const replies = await deps.relay
    .deliver({
      key: createHash('sha256').update(attempt.id).update(JSON.stringify(group)).digest('hex'),
      mailFrom,
      parameters,
      recipients: group.recipients,
      raw: await bytesFor(group, act, deps),
    })
    // The connection broke: nobody knows whether the next hop took it. It stays `handing` and is tried again.
    .catch((): ReadonlyMap<string, Reply> => new Map());
  return record(group, replies, act, deps);
}

async function bytesFor(group: DeliveryGroup, act: Act, deps: ActDependencies): Promise<Uint8Array> {
  const { plan, raw, forms, authenticationResults } = act;
  const relations = new Map(plan.decision.recipients.map((recipient) => [recipient.address, recipient.relation]));
  const rendered = render(group, raw, forms, {
    attempt: plan.attempt,
    site: deps.site,
    authenticationResults,
    toOurselves: group.recipients.every((recipient) => relations.get(recipient.address) === 'internal'),
    now: deps.ports.clock(),
  });
  return group.strip.length === 0 ? rendered : sealed(rendered, act, deps);
}

/** Only mail from outside has anything to vouch for. Unsealed it may fail DMARC downstream; that is no reason to keep it. */
async function sealed(rendered: Uint8Array, act: Act, { ports, report }: ActDependencies): Promise<Uint8Array> {
  if (ports.sealer === undefined || act.authenticationResults === null) return rendered;
  try {
    return await ports.sealer.seal(rendered, act.authenticationResults);
  } catch (cause) {
    report({ event: 'not-sealed', attempt: act.plan.attempt.id, cause });
    return rendered;
  }
}

async function record(
  group: DeliveryGroup,
  replies: ReadonlyMap<string, Reply>,
  act: Act,
  deps: ActDependencies,
): Promise<ReadonlyMap<string, RecipientState>> {
  const { attempt } = act.plan;
  const states = new Map<string, RecipientState>();
  const refused = new Map<string, Reply>();
  for (const { address } of group.recipients) {
    const reply = replies.get(address);
    const said = saidBy(reply);
    if (reply !== undefined && said === 'refused') refused.set(address, reply);
    else states.set(address, said === 'taken' ? 'served' : said === 'later' ? 'decided' : 'handing');
  }
  const known = [...states].filter(([, state]) => state !== 'handing');
  const changes = known.map(([address, state]) => move(attempt.id, address, 'handing', state));
  const refusal = refused.size === 0 ? [] : await refuse(refused, act, deps);
  if (changes.length + refusal.length > 0) await deps.ports.ledger.commit([...changes, ...refusal]);
  for (const address of refused.keys()) states.set(address, reportsFailure(act) ? 'failed' : 'held');
  return states;
}

/** A 5xx after DATA: our own sender gets a report; for everybody else's mail a person looks. */
function reportsFailure({ plan: { attempt } }: Act): boolean {
  return attempt.direction === 'outbound' && attempt.envelope.mailFrom !== '';
}

async function refuse(
  refused: ReadonlyMap<string, Reply>,
  act: Act,
  deps: ActDependencies,
): Promise<readonly LedgerChange[]> {
  const { attempt, decision } = act.plan;
  const addresses = [...refused.keys()];
  if (reportsFailure(act)) {
    const reports = await failureReport(noticeInput(act, deps), refused);
    return [...addresses.map((address) => move(attempt.id, address, 'handing', 'failed')), ...reports.map(queue)];
  }
  const held = decision.recipients
    .filter((recipient) => refused.has(recipient.address))
    .map((recipient) => heldInstead(recipient, 'postern/next-hop-refused'));
  deps.report({ event: 'next-hop-refused', attempt: attempt.id });
  const item = itemFor(attempt, 'held', held, deps.ports.clock());
  await seal(item, act.raw, deps.ports);
  return [
    { type: 'retain', item },
    ...addresses.flatMap((address) => [
      move(attempt.id, address, 'handing', 'retained', 'hold'),
      move(attempt.id, address, 'retained', 'held'),
    ]),
  ];
}
