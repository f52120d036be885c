// Carries out a plan in an order that neither loses nor leaks: seal, record, hand on, record what became of it (DESIGN
// section 3, step 6). Every step may be repeated; a crash between two is finished by the next try.
import type { MessageDecision } from '../../model/decision.ts';
import type { LedgerChange, MessageRecord } from '../../model/ledger.ts';
import type { RecipientState } from '../../model/recipient-state.ts';
import { spend } from '../../oversight/exceptions.ts';
import { noticesFor } from '../../oversight/notices/notices.ts';
import { completed, messageRecord } from '../record/message-record.ts';
import { type Act, type ActDependencies, move, noticeInput, queue, seal } from './act.ts';
import { handOn } from './hand-on.ts';

/**
 * Resolves with the state of every recipient of the plan. Rejects when something could not be written: try again.
 * `earlier` is what another try of the same attempt recorded.
 */
export async function carryOut(
  act: Act,
  earlier: MessageRecord | null,
  deps: ActDependencies,
): Promise<ReadonlyMap<string, RecipientState>> {
  const { plan, raw } = act;
  const { ledger, clock } = deps.ports;
  for (const item of plan.items) await seal(item, raw, deps.ports);
  const notices = await noticesFor(noticeInput(act, deps));
  const spent = spend(act.exceptions ?? [], exceptionsUsed(plan.decision), plan.attempt.id, clock());
  await ledger.commit([...decided(act), ...recorded(act, earlier, clock()), ...notices.map(queue), ...spent]);

  const states = new Map<string, RecipientState>(plan.stops.map((stop) => [stop.address, stop.state]));
  for (const group of plan.groups) {
    for (const [address, state] of await handOn(group, act, deps)) states.set(address, state);
  }
  return states;
}

/** Moves of the one commit after which nothing is decided twice: stopped recipients end here, the others are handed over. */
function decided({ plan, states }: Act): readonly LedgerChange[] {
  const attempt = plan.attempt.id;
  const stops = new Map(plan.stops.map((stop) => [stop.address, stop.state]));
  return plan.decision.recipients.flatMap(({ address, outcome }): LedgerChange[] => {
    const again = move(attempt, address, states.get(address) ?? 'accepted', 'decided');
    const stop = stops.get(address);
    if (stop === undefined) return [again, move(attempt, address, 'decided', 'handing', outcome)];
    return [again, move(attempt, address, 'decided', 'retained', outcome), move(attempt, address, 'retained', stop)];
  });
}

/** Of recipients whom nothing else stops: an exception is not spent on a mail that is held all the same. */
function exceptionsUsed({ recipients }: MessageDecision): ReadonlySet<string> {
  const served = recipients.filter(({ outcome }) => outcome !== 'block' && outcome !== 'hold');
  return new Set(served.flatMap(({ reasons }) => reasons.flatMap(({ excepted }) => excepted ?? [])));
}

function recorded({ plan, examination }: Act, earlier: MessageRecord | null, at: number): readonly LedgerChange[] {
  const { attempt, decision, items } = plan;
  return [
    { type: 'message', record: completed(earlier, messageRecord(attempt, examination, decision, at)) },
    ...items.map((item) => ({ type: 'retain', item }) as const),
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
