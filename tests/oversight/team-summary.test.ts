// A manager's team in numbers: none of them tells of one person.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create } from '../../core/oversight/act.ts';
import { teamSummary } from '../../core/oversight/monitoring/team-summary.ts';
import { type OversightUnderTest, oversightUnderTest } from '../harness/oversight-under-test.ts';

let org: OversightUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
});
afterAll(() => org.close());

async function stopped(from: string, clause: string, heldClass: 'held' | 'blocked' = 'held'): Promise<void> {
  const outcome = heldClass === 'held' ? 'hold' : 'block';
  const recipients = [
    { address: 'x@shop.example', relation: 'external', outcome, reasons: [{ clause, outcome, source: null }] },
  ] as const;
  const parameters = {};
  const client = { address: '192.0.2.25', helo: 'mail.agency.example', tls: true };
  const envelope = { mailFrom: `${from}@agency.example`, recipients: [], parameters, client };
  await org.hold('text', { class: heldClass, recipients, envelope });
}

const summary = async () => teamSummary(org.room, await org.as('mia'));

describe('R-406 R-603 a team in numbers', () => {
  it('says nothing of a team of one, however much was stopped', async () => {
    for (let i = 0; i < 7; i++) await stopped('emil', 'p/often');
    expect(await summary()).toMatchObject({ people: 1, reasons: [], withheld: true, stopped: { held: null } });
  });

  it('shows what rests on five people, and leaves out what is one person’s, and what would give it away', async () => {
    const others = ['team-a', 'team-b', 'team-c', 'team-d', 'team-e', 'team-f'];
    const person = { language: 'en', manager: 'mia', isManager: false, status: 'active', leaveSince: null };
    await org.room.ledger.commit(
      others.map((id) => create('person', id, { ...person, id, name: id, addresses: [`${id}@agency.example`] })),
    );
    for (const from of others) for (let i = 0; i < 3; i++) await stopped(from, 'p/often');
    for (const from of others) for (let i = 0; i < 2; i++) await stopped(from, 'p/second');
    expect(await summary()).toMatchObject({
      people: 7,
      stopped: { held: 37, blocked: 0, 'stripped-original': 0 },
      reasons: [
        { clause: 'p/often', messages: 25 },
        { clause: 'p/second', messages: 12 },
      ],
      withheld: false,
    });
    await stopped('team-a', 'p/private');
    const { reasons, stopped: classes, withheld } = await summary();
    expect(withheld).toBe(true);
    expect(reasons).toEqual([{ clause: 'p/often', messages: 25 }]);
    expect(classes.held).toBe(38);
  });
});
