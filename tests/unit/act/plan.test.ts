import { describe, expect, it } from 'vitest';
import { answer } from '../../../core/mail/act/answer.ts';
import { makePlan } from '../../../core/mail/act/plan.ts';
import type { MessageDecision, Outcome, RecipientDecision } from '../../../core/model/decision.ts';
import type { Direction } from '../../../core/model/envelope.ts';
import type { Attempt } from '../../../core/model/ledger.ts';

function recipient(
  address: string,
  outcome: Outcome,
  clause = 'default/x',
  strip: readonly string[] = [],
): RecipientDecision {
  const reasons = outcome === 'deliver' ? [] : [{ clause, outcome, source: null, findings: [], strip }];
  return { address, relation: 'internal', relationReason: null, outcome, reasons };
}

function planFor(direction: Direction, recipients: readonly RecipientDecision[]) {
  const attempt: Attempt = {
    id: 'f'.repeat(64).concat('.1'),
    direction: direction === 'inbound' ? 'inbound' : 'outbound',
    envelope: {
      mailFrom: 'a@agency.example',
      recipients: recipients.map(({ address }) => ({ address, notify: ['FAILURE'] })),
      parameters: {},
      client: { address: '192.0.2.1', helo: 'c', tls: false },
    },
    openedAt: 0,
    bytes: 1,
  };
  const decision: MessageDecision = { direction, outcome: 'deliver', recipients, pack: { name: 'default', hash: '' } };
  return makePlan(attempt, decision, 1);
}

describe('what follows from a decision', () => {
  it('R-209 stops only the offending recipient, the others get the mail', () => {
    const plan = planFor('outbound', [recipient('me@gmail.com', 'block'), recipient('b@agency.example', 'deliver')]);
    expect(plan.stops).toEqual([{ address: 'me@gmail.com', state: 'blocked' }]);
    expect(plan.groups.map((group) => group.recipients.map(({ address }) => address))).toEqual([['b@agency.example']]);
    expect(plan.items[0]?.recipients.map(({ address }) => address)).toEqual(['me@gmail.com']);
    expect(plan.items[0]?.class).toBe('blocked');
  });

  it('R-209 sends recipients whose outcomes or clauses differ in transactions of their own', () => {
    const plan = planFor('outbound', [
      recipient('a@x.example', 'deliver'),
      recipient('b@x.example', 'flag', 'default/one'),
      recipient('c@x.example', 'flag', 'default/two'),
      recipient('d@x.example', 'deliver'),
    ]);
    expect(plan.groups.map((group) => group.recipients.length)).toEqual([2, 1, 1]);
    expect(plan.groups[0]?.recipients[0]?.notify).toEqual(['FAILURE']);
    expect(plan.items).toEqual([]);
  });

  it('R-102 keeps the original of what goes on without an attachment', () => {
    const plan = planFor('inbound', [
      recipient('a@agency.example', 'strip', 'default/x', ['attachment:b', 'attachment:a']),
    ]);
    expect(plan.items[0]?.class).toBe('stripped-original');
    expect(plan.groups[0]?.strip).toEqual(['attachment:a', 'attachment:b']);
  });

  it('R-209 keeps those held and those blocked apart, so that lifting one hides nothing of the other', () => {
    const plan = planFor('outbound', [recipient('a@x.example', 'hold'), recipient('b@x.example', 'block')]);
    expect(plan.items.map((item) => [item.class, item.recipients.map(({ address }) => address)])).toEqual([
      ['held', ['a@x.example']],
      ['blocked', ['b@x.example']],
    ]);
  });

  it('holds a mixed inbound block, since its client cannot be told 550 for some only', () => {
    const mixed = planFor('inbound', [
      recipient('a@agency.example', 'block'),
      recipient('b@agency.example', 'deliver'),
    ]);
    expect(mixed.stops).toEqual([{ address: 'a@agency.example', state: 'held' }]);
    const everybody = planFor('inbound', [recipient('a@agency.example', 'block')]);
    expect(everybody.stops).toEqual([{ address: 'a@agency.example', state: 'blocked' }]);
  });

  it('names the same sealed item when the same step is repeated, another for other recipients', () => {
    const one = planFor('outbound', [recipient('a@x.example', 'hold')]);
    expect(planFor('outbound', [recipient('a@x.example', 'hold')]).items[0]?.id).toBe(one.items[0]?.id);
    expect(planFor('outbound', [recipient('b@x.example', 'hold')]).items[0]?.id).not.toBe(one.items[0]?.id);
  });
});

describe('what the client is told', () => {
  it('R-101 is "try again" while any recipient has no fate', () => {
    expect(answer('outbound', ['served', 'handing'], 'x').code).toBe(451);
    expect(answer('inbound', ['decided'], 'x').code).toBe(451);
  });

  it('is 550 only when everybody inbound is blocked, 250 for every other end', () => {
    expect(answer('inbound', ['blocked', 'blocked'], 'x').code).toBe(550);
    expect(answer('inbound', ['blocked', 'held'], 'x').code).toBe(250);
    expect(answer('outbound', ['blocked', 'failed', 'held', 'served'], 'x').code).toBe(250);
  });
});
