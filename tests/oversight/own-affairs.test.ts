// What people learn of their own mail, ask for it, and who answers for shared mailboxes; over HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Appeal, SenderException } from '../../core/model/exception.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { create, find, write } from '../../core/oversight/act.ts';
import type { TrailSearch } from '../../core/oversight/audit/search-trail.ts';
import { addMonths } from '../../core/oversight/calendar.ts';
import type { Access } from '../../core/oversight/cases/access.ts';
import type { OwnHeld } from '../../core/oversight/own/own-held.ts';
import type { ListedMailbox, Mailbox } from '../../core/oversight/people/mailboxes.ts';
import type { WrongFinding } from '../../core/oversight/wrong-findings.ts';
import { day, type OversightUnderTest, oversightUnderTest } from '../harness/oversight-under-test.ts';
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts';

let org: OversightUnderTest;
let api: ApiUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
  api = await apiUnderTest(org);
});
afterAll(async () => {
  await api.close();
  await org.close();
});

const own = (person: string) => api.result<OwnHeld>(person, 'GET', '/me/held');
const why = 'the subject and time match what was reported';

async function readIn(told: { readonly yes: boolean; readonly why: string }, item: string): Promise<string> {
  const opened = { purpose: 'security-incident', about: 'emil', grounds: why, told, consulted: null };
  const { case: id } = await api.result<{ case: string }>('carla', 'POST', '/cases', opened);
  const scope = { addresses: ['emil@agency.example'], from: day(-9), until: day(9) };
  await api.result('carla', 'POST', `/cases/${id}/moves`, { move: 'set-scope', scope });
  await api.result('chief', 'POST', `/cases/${id}/investigators`, { person: 'ines', until: day(9) });
  const asked = { items: [item], purpose: 'original', why, until: day(5) };
  const access: Access = await api.result('ines', 'POST', `/cases/${id}/accesses`, asked);
  const path = `/cases/${id}/accesses/${access.id.split('/')[1]}`;
  await api.result('chief', 'POST', `${path}/approval`, { why, proof: org.sign(access) });
  expect((await api.call('ines', 'GET', `${path}/items/${item}/original`)).status).toBe(200);
  return id;
}

describe('one’s own held mail', () => {
  it('R-608 is listed as facts, one’s own alone, and names no other recipient to who gets it', async () => {
    const hold = { relation: 'internal', outcome: 'hold' } as const;
    const reasons = [{ clause: 'default/held', outcome: 'hold', source: null }] as const;
    const envelope = { mailFrom: 'out@far.example', recipients: [], parameters: {}, client: null };
    const item = await org.hold('a secret subject', {
      direction: 'inbound',
      envelope: envelope as never,
      recipients: [
        { address: 'Eva@agency.example', ...hold, reasons },
        { address: 'olga@agency.example', ...hold, reasons },
      ],
    });
    const { items } = await own('eva');
    expect(items).toMatchObject([{ id: item.id, to: ['Eva@agency.example'], reasons: ['default/held'], read: [] }]);
    expect(JSON.stringify(items)).not.toMatch(/olga|secret/);
    expect((await own('mia')).items).toEqual([]);
  });

  it('R-609 says whether it was read, unless the case withholds it, and then is the same as if it was not', async () => {
    const { id: item } = await org.hold('content');
    const mine = async () => (await own('emil')).items.find(({ id }) => id === item);
    const before = JSON.stringify(await mine());
    const hidden = await readIn({ yes: false, why: 'evidence could be destroyed before it is secured' }, item);
    expect(JSON.stringify(await mine())).toBe(before);
    await readIn({ yes: true, why: '' }, item);
    expect((await mine())?.read).toMatchObject([{ purpose: 'security-incident' }]);
    expect(JSON.stringify(await mine())).not.toContain('ines');
    await api.result('carla', 'POST', `/cases/${hidden}/moves`, { move: 'set-telling', told: { yes: true, why: '' } });
    expect((await mine())?.read).toHaveLength(2);
  });

  it('R-605 of an exempt person is theirs to see, and nobody’s to read', async () => {
    const item = await org.hold('content', { exempt: true });
    expect((await own('emil')).items.map(({ id }) => id)).toContain(item.id);
    const facts = await api.result<{ item: HeldItem }>('carla', 'GET', `/held/${item.id}`);
    expect(facts.item.exempt).toBe(true);
  });
});

describe('what people ask for', () => {
  it('R-210 is an exception for mail of their own, decided by another, until a day', async () => {
    const asked = { recipient: 'me@gmail.com', why: 'the supplier cannot use the portal' };
    const foreign = await api.call('eva', 'POST', '/me/exceptions', { ...asked, sender: 'emil@agency.example' });
    expect(foreign.status).toBe(409);
    const { id } = await api.result<SenderException>('emil', 'POST', '/me/exceptions', asked);
    const path = `/exceptions/${id}/decision`;
    expect((await api.call('carla', 'POST', path, { grant: true, until: day(40), why })).status).toBe(409);
    expect((await api.call('emil', 'POST', path, { grant: true, until: day(3), why })).status).toBe(403);
    const decisions = [1, 2].map(() => api.call('carla', 'POST', path, { grant: true, until: day(3), why }));
    const states = (await Promise.all(decisions)).map(({ status }) => status);
    expect(states.sort()).toEqual([200, 409]);
    expect(await api.result('emil', 'GET', '/me/exceptions')).toMatchObject([{ id, state: 'granted' }]);
    expect(await api.result('eva', 'GET', '/me/exceptions')).toEqual([]);
  });

  it('R-212 is an appeal to the body that the organisation names, with its outcome', async () => {
    const { id, body } = await api.result<Appeal>('emil', 'POST', '/me/appeals', {
      against: 'item',
      why: 'the table holds no names',
    });
    expect(body).toBe('the review board');
    await api.result('chief', 'POST', `/appeals/${id}/decision`, { uphold: false, why });
    expect(await api.result('emil', 'GET', '/me/appeals')).toMatchObject([{ id, state: 'dismissed' }]);
    expect(await api.result('eva', 'GET', '/me/appeals')).toEqual([]);
  });
});

describe('a shared mailbox', () => {
  const due = async (address: string) =>
    (await api.result<readonly ListedMailbox[]>('adam', 'GET', '/mailboxes')).find((one) => one.address === address)
      ?.due;

  it('R-604 has an owner, and is reviewed every year', async () => {
    expect(await due('press@agency.example')).toBe('never-reviewed');
    await api.result('adam', 'POST', '/mailboxes', { address: 'Press@agency.example', owner: 'mia' });
    expect(await due('press@agency.example')).toBeNull();
    const found = await find<Mailbox>(org.room.ledger, 'mailbox', 'press@agency.example');
    if (found === null) throw new Error('it is not kept');
    const reviewedOn = addMonths(day(0), -12);
    await org.room.ledger.commit([write('mailbox', found, { ...found.value, reviewedOn })]);
    expect(await due('press@agency.example')).toBe('a-year-ago');
    const gone = { address: 'old@agency.example', owner: 'gone', reviewedOn: day(0), reviewedBy: 'adam' };
    await org.room.ledger.commit([create('mailbox', gone.address, gone)]);
    expect(await due('old@agency.example')).toBe('owner-gone');
    expect((await api.call('adam', 'POST', '/mailboxes', { address: 'x@agency.example', owner: 'gone' })).status).toBe(
      404,
    );
  });
});

describe('the trail', () => {
  it('R-404 is searched by auditors, who see refusals too, and each search is in it', async () => {
    await api.call('emil', 'GET', '/cases/none');
    const { entries } = await api.result<TrailSearch>('aude', 'GET', '/audit?action=decide-exception&actor=carla');
    expect(entries.length).toBeGreaterThanOrEqual(2);
    expect(entries.map(({ event }) => event.action)).toContain('decide-exception-refused');
    const again = await api.result<TrailSearch>('aude', 'GET', '/audit?action=search-audit');
    expect(again.entries[0]?.event).toMatchObject({ actor: 'aude', detail: { action: 'decide-exception' } });
    expect((await api.result<TrailSearch>('aude', 'GET', `/audit?from=${day(-9)}&until=${day(-3)}`)).entries).toEqual(
      [],
    );
    const lines = (await api.call('aude', 'GET', '/audit/export')).text.trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '').entries).toBe(lines.length - 2);
  });

  it('of a long step shows the newest that match, and says that there were more', async () => {
    const { ledger, clock } = org.room;
    const happen = (action: string, count: number) =>
      ledger.commit(
        Array.from({ length: count }, (_, n) => ({
          type: 'audit' as const,
          event: { at: clock(), actor: 'gateway', action, subject: `${n}`, detail: {} },
        })),
      );
    await happen('long-ago', 3_500);
    await happen('since-then', 3_000);
    const { entries, more } = await api.result<TrailSearch>('aude', 'GET', '/audit?action=long-ago');
    expect([entries.length, more]).toEqual([1_000, true]);
    expect([entries[0], entries.at(-1)].map((entry) => entry?.event.subject)).toEqual(['3499', '2500']);
  });
});

describe('a finding that was said to be wrong', () => {
  it('is decided by nobody who sent the message or whom it concerns', async () => {
    const { envelope } = await org.hold('hello');
    const decide = async (mailFrom: string) => {
      const held = await org.hold('hello', { envelope: { ...envelope, mailFrom } });
      const said = { item: held.id, rule: 'a/rule', kind: 'identifier', by: 'mia', at: 1, why: 'it is none' } as const;
      const value: WrongFinding = { id: `${held.id}/1`, ...said, state: 'reported', decision: null };
      await org.room.ledger.commit([create('wrong-finding', value.id, value)]);
      const answer = { confirm: false, why: 'it is one' };
      return (await api.call('carla', 'POST', `/wrong-findings/${value.id}/decision`, answer)).status;
    };
    expect([await decide('Carla@agency.example'), await decide('emil@agency.example')]).toEqual([409, 200]);
  });
});
