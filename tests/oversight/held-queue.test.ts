// The queue of held mail: a page at a time, why it waits, and decisions about many at once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecidedItem } from '../../console/api/release-routes.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { HeldFacts } from '../../core/oversight/monitoring/held-facts.ts';
import type { HeldReasonCount, QueuePage } from '../../core/oversight/monitoring/held-queue.ts';
import { type OversightUnderTest, oversightUnderTest, start } from '../harness/oversight-under-test.ts';
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts';

const why = 'it is no business of ours';
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

const get = <T>(path: string) => api.result<T>('carla', 'GET', path);
const decide = (body: object, person = 'carla') =>
  api.result<readonly DecidedItem[]>(person, 'POST', '/held-decisions', { why, ...body });

function heldBy(clause: string, over: Partial<HeldItem> = {}): Promise<HeldItem> {
  const reasons = [{ clause, outcome: 'hold', source: null }] as const;
  const recipients = [{ address: 'me@supplier.example', relation: 'external', outcome: 'hold', reasons }] as const;
  return org.hold('From: emil@agency.example\r\n\r\ntext\r\n', { class: 'held', recipients, ...over });
}

const items = (all: readonly HeldItem[]) => ({ items: all.map(({ id }) => ({ item: id })) });
const noticesTo = async (address: string) =>
  (await org.room.ledger.dueNotices(org.room.clock(), 1_000)).filter(({ recipient }) => recipient === address);

describe('the queue', () => {
  it('comes in pages of which each begins where the last one ended, also while it grows', async () => {
    const made: string[] = [];
    for (let i = 0; i < 25; i++) made.push((await heldBy('p/paged', { retainedAt: start - 1_000 + (i >> 2) })).id);
    const seen: string[] = [];
    let after = '';
    do {
      const page: QueuePage = await get(`/held?reason=p/paged&limit=10${after}`);
      seen.push(...page.items.map(({ id }) => id));
      expect(page.more).toBe(page.next !== null);
      await heldBy('p/paged', { retainedAt: start });
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(seen.length).toBe(25);
    expect(new Set(seen)).toEqual(new Set(made));
    expect((await api.call('carla', 'GET', '/held?after=nonsense')).status).toBe(409);
  });

  it('says how much waits for which reason', async () => {
    for (const clause of ['p/rare', 'p/often', 'p/often']) await heldBy(clause);
    const counts = (await get<readonly HeldReasonCount[]>('/held-reasons')).filter(({ clause }) =>
      /rare|often/.test(clause),
    );
    expect(counts).toEqual([
      { clause: 'p/often', items: 2, atLeast: false },
      { clause: 'p/rare', items: 1, atLeast: false },
    ]);
  });
});

describe('decisions about many', () => {
  it('refuse each once, with an event of its own, and the sender hears of it without content', async () => {
    const all = [await heldBy('default/unread-part'), await heldBy('default/unread-part')];
    const [first] = all;
    const decided = await decide({ do: 'refuse', items: [...items(all).items, { item: first?.id }] });
    expect(decided.map(({ refused }) => refused)).toEqual([null, null]);
    expect((await decide({ do: 'refuse', ...items(all) })).map(({ refused }) => refused)).toEqual([
      expect.stringContaining('refused'),
      expect.stringContaining('refused'),
    ]);
    const events = (await org.events()).filter(({ subject }) => all.some(({ id }) => id === subject));
    expect(events.map(({ action }) => action).sort()).toEqual([
      'decide-held',
      'decide-held',
      'decide-held-refused',
      'decide-held-refused',
    ]);
    const notices = (await noticesTo('emil@agency.example')).map(({ raw }) => Buffer.from(raw).toString('latin1'));
    expect(notices).toHaveLength(2);
    expect(notices[0]).toContain('Action: failed');
    expect(notices[0]).not.toContain('supplier.example');
  });

  it('take a refusal back, and are recorded', async () => {
    const item = await heldBy('p/again');
    await decide({ do: 'refuse', ...items([item]) });
    expect((await get<QueuePage>('/held?reason=p/again')).items).toEqual([]);
    await decide({ do: 'reopen', ...items([item]) });
    expect((await get<QueuePage>('/held?reason=p/again')).items.map(({ id }) => id)).toEqual([item.id]);
  });

  it('R-404 keep the reason of each, and none of what was not done', async () => {
    const [item, other] = [await heldBy('p/why'), await heldBy('p/why')];
    await decide({ do: 'refuse', ...items([item, other]), why: 'it waits for its contract' });
    await decide({ do: 'refuse', ...items([item]), why: 'it was refused already' });
    org.setClock(start + 1);
    await decide({ do: 'reopen', ...items([item]), why: 'the contract is signed' });
    org.setClock(start + 2);
    const proof = { until: start + 60_000, signature: 'AA==' };
    await api.call('carla', 'POST', `/held/${item.id}/release`, { why: 'it may go now', proof });
    const { decisions } = await get<HeldFacts>(`/held/${item.id}`);
    expect(decisions.map(({ do: what, by, why }) => [what, by, why])).toEqual([
      ['refuse', 'carla', 'it waits for its contract'],
      ['reopen', 'carla', 'the contract is signed'],
      ['release', 'carla', 'it may go now'],
    ]);
    expect((await get<HeldFacts>(`/held/${other.id}`)).decisions).toMatchObject([{ why: 'it waits for its contract' }]);
    expect(JSON.stringify(await org.events())).not.toContain('contract is signed');
  });

  it('leave one’s own mail to somebody else, and tell nobody outside', async () => {
    const own = await heldBy('p/own', {
      envelope: { ...(await heldBy('p/x')).envelope, mailFrom: 'Carla@agency.example' },
    });
    const inbound = await heldBy('p/in', {
      direction: 'inbound',
      envelope: { ...own.envelope, mailFrom: 'someone@elsewhere.example' },
    });
    const [mine, theirs, none] = await decide({
      do: 'refuse',
      items: [own, inbound, { id: 'nothing' }].map(({ id }) => ({ item: id })),
    });
    expect(mine?.refused).toContain('own mail');
    expect(theirs?.refused).toBeNull();
    expect(none?.refused).toContain('no such');
    expect(await noticesTo('someone@elsewhere.example')).toEqual([]);
  });

  it('release several at once, each with its own proof', async () => {
    const all = [await heldBy('p/free'), await heldBy('p/free')];
    const proof = { until: start + 60_000, signature: 'AA==' };
    const decided = await decide({ do: 'release', items: all.map(({ id }) => ({ item: id, proof })) });
    expect(decided.map(({ states }) => states)).toEqual(Array(2).fill({ 'me@gmail.com': 'served' }));
    expect((await api.call('carla', 'POST', '/held-decisions', { do: 'release', why, ...items(all) })).status).toBe(
      400,
    );
  });
});
