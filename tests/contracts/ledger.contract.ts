// What every Ledger does, wherever it keeps its records.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstBreak } from '../../core/model/audit-chain.ts';
import type { HeldState } from '../../core/model/held-state.ts';
import type { LedgerChange, RecipientRecord } from '../../core/model/ledger.ts';
import { IllegalMove, type RecipientState } from '../../core/model/recipient-state.ts';
import { AlreadyOpen, ChangedMeanwhile, type Ledger } from '../../core/ports.ts';
import { anyStep, applied } from './recipient-walk.ts';
import { attempt, collect, heldItem, key, messageRecord, notice, nthAttempt, one, two } from './samples.ts';

export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Sets the ledger's clock, milliseconds since the epoch. */
  setClock(now: number): void;
  close(): Promise<void>;
}

/** `open` makes an empty ledger. */
export function describeLedger(name: string, open: () => Promise<OpenedLedger>): void {
  describe(`the ledger on ${name}`, () => {
    let opened: OpenedLedger;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    attemptsAreKept(() => opened);
    recipientsFollowTheTable(() => opened);
    itemsAreKept(() => opened);
    messagesAreKept(() => opened);
    noticesAreQueued(() => opened);
    oversightIsKept(() => opened);
    theTrailIsAChain(() => opened);
  });
}

function move(address: string, from: RecipientState, to: RecipientState, id = `${key('a')}.1`): LedgerChange {
  return { type: 'move', move: { attempt: id, address, from, to } };
}

function attemptsAreKept(opened: () => OpenedLedger): void {
  const id = `${key('a')}.1`;

  it('gives an attempt back as it was opened, recipients in their order', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [two, one] }]);
    expect(await ledger.attempt(id)).toEqual({
      attempt: attempt(id),
      recipients: [two, one].map((address) => ({ address, state: 'accepted', outcome: null, acknowledgedAt: null })),
    });
    expect(await ledger.attempt(`${key('a')}.2`)).toBeNull();
  });

  it('opens an attempt once', async () => {
    const { ledger } = opened();
    const again: LedgerChange = { type: 'open', attempt: attempt(id), recipients: [one] };
    await ledger.commit([again]);
    await expect(ledger.commit([again])).rejects.toBeInstanceOf(AlreadyOpen);
  });

  it('adds recipients that a later try brings, and leaves the others as they are', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one] }, move(one, 'accepted', 'decided')]);
    await ledger.commit([
      { type: 'join', attempt: id, recipients: [{ address: one }, { address: two, notify: ['NEVER'] }] },
    ]);
    const states = (await ledger.attempt(id))?.recipients.map(({ address, state }) => [address, state]);
    expect(states).toEqual([
      [one, 'decided'],
      [two, 'accepted'],
    ]);
  });

  it('refuses to join or acknowledge what was never opened', async () => {
    const { ledger } = opened();
    await expect(ledger.commit([{ type: 'join', attempt: id, recipients: [{ address: one }] }])).rejects.toThrow();
    await expect(ledger.commit([{ type: 'acknowledge', attempt: id, recipients: [one], at: 5 }])).rejects.toThrow();
  });

  it('acknowledges each recipient by itself, at the first time said', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one, two] }]);
    await ledger.commit([{ type: 'acknowledge', attempt: id, recipients: [one], at: 5 }]);
    await ledger.commit([{ type: 'acknowledge', attempt: id, recipients: [one], at: 9 }]);
    expect((await ledger.attempt(id))?.recipients.map(({ acknowledgedAt }) => acknowledgedAt)).toEqual([5, null]);
  });

  it('finds the newest attempt of a key by its count, not by its letters', async () => {
    const { ledger } = opened();
    for (const id of [`${key('a')}.9`, `${key('a')}.10`, `${key('ab')}.1`, `${key('a')}.2`]) {
      await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one] }]);
    }
    expect((await ledger.latestAttempt(key('a')))?.attempt.id).toBe(`${key('a')}.10`);
    expect(await ledger.latestAttempt(key('a').slice(1))).toBeNull();
  });

  it('R-703 lists what is unfinished, oldest first, however much there is', async () => {
    const { ledger } = opened();
    const ids = Array.from({ length: 450 }, (_, i) => nthAttempt(i));
    const opens = ids.map((id, i): LedgerChange => ({ type: 'open', attempt: attempt(id, i % 7), recipients: [one] }));
    for (let i = 0; i < opens.length; i += 10) await ledger.commit(opens.slice(i, i + 10));
    const [finished = ''] = ids;
    const way: RecipientState[] = ['accepted', 'decided', 'handing', 'served'];
    await ledger.commit(way.slice(1).map((to, i) => move(one, way[i] ?? 'accepted', to, finished)));
    const found = (await collect(ledger.unfinished())).map((record) => record.attempt);
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(ids.slice(1)));
    expect(found.map(({ openedAt }) => openedAt)).toEqual(found.map(({ openedAt }) => openedAt).sort((a, b) => a - b));
  });

  it('drops those who still wait, and remembers who was served or can be released', async () => {
    const { ledger } = opened();
    await ledger.commit([
      { type: 'open', attempt: attempt(id), recipients: [one, two] },
      move(one, 'accepted', 'decided'),
      move(one, 'decided', 'handing'),
      move(one, 'handing', 'served'),
    ]);
    await ledger.commit([{ type: 'drop', attempt: id }]);
    expect((await ledger.attempt(id))?.recipients.map(({ address }) => address)).toEqual([one]);
    expect(await collect(ledger.unfinished())).toEqual([]);
  });

  it('forgets a dropped attempt of which nothing came', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one] }]);
    await ledger.commit([{ type: 'drop', attempt: id }]);
    await ledger.commit([{ type: 'drop', attempt: id }]);
    expect(await ledger.attempt(id)).toBeNull();
  });
}

function recipientsFollowTheTable(opened: () => OpenedLedger): void {
  const id = `${key('a')}.1`;

  it('R-101 moves recipients as the state table says and never otherwise, all of a commit or none', async () => {
    const { ledger } = opened();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyStep, { minLength: 1, maxLength: 3 }), { maxLength: 30 }),
        async (commits) => {
          const attemptId = `${key('a')}.${++count}`;
          await ledger.commit([{ type: 'open', attempt: attempt(attemptId), recipients: [one, two] }]);
          let states = new Map<string, RecipientState>([one, two].map((address) => [address, 'accepted']));
          for (const steps of commits) {
            const expected = applied(states, steps);
            const commit = ledger.commit(steps.map(({ address, from, to }) => move(address, from, to, attemptId)));
            if (expected === null) await expect(commit).rejects.toBeInstanceOf(IllegalMove);
            else await commit;
            states = expected ?? states;
            const kept = (await ledger.attempt(attemptId))?.recipients ?? [];
            expect(new Map(kept.map(({ address, state }) => [address, state]))).toEqual(states);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('undoes the whole commit when its last change is refused', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one, two] }]);
    const changes: LedgerChange[] = [
      move(one, 'accepted', 'decided'),
      { type: 'retain', item: heldItem('item') },
      { type: 'notice', notice: notice('n') },
      { type: 'message', record: messageRecord(id) },
      move(two, 'accepted', 'served'),
    ];
    await expect(ledger.commit(changes)).rejects.toBeInstanceOf(IllegalMove);
    expect((await ledger.attempt(id))?.recipients.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    expect(await ledger.heldItem('item')).toBeNull();
    expect(await ledger.message({ attempt: id })).toBeNull();
    expect(await ledger.dueNotices(2_000, 10)).toEqual([]);
  });

  it('lets exactly one of two take the same step', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one] }]);
    const both = [1, 2].map(() => ledger.commit([move(one, 'accepted', 'decided'), move(one, 'decided', 'handing')]));
    const ends = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(ends.sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps the outcome until another is given', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one] }]);
    await ledger.commit([
      { type: 'move', move: { attempt: id, address: one, from: 'accepted', to: 'decided', outcome: 'hold' } },
      move(one, 'decided', 'retained'),
    ]);
    expect((await ledger.attempt(id))?.recipients).toEqual<RecipientRecord[]>([
      { address: one, state: 'retained', outcome: 'hold', acknowledgedAt: null },
    ]);
  });

  it('refuses to move somebody who is not a recipient', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'open', attempt: attempt(id), recipients: [one] }]);
    await expect(ledger.commit([move(two, 'accepted', 'decided')])).rejects.toBeInstanceOf(IllegalMove);
  });
}

function itemsAreKept(opened: () => OpenedLedger): void {
  it('keeps a released item again when it is retained again, with what was retained first', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'retain', item: heldItem('item') }]);
    await ledger.commit([{ type: 'held-state', item: 'item', from: 'kept', to: 'released' }]);
    await ledger.commit([{ type: 'retain', item: { ...heldItem('item'), retainedAt: 9_999 } }]);
    expect(await ledger.heldItem('item')).toEqual(heldItem('item'));
    expect(await ledger.heldItem('other')).toBeNull();
  });

  it('releases an item once, and nothing follows its disposal', async () => {
    const { ledger } = opened();
    await ledger.commit([{ type: 'retain', item: heldItem('item') }]);
    await ledger.commit([{ type: 'held-state', item: 'item', from: 'kept', to: 'released' }]);
    const again = ledger.commit([{ type: 'held-state', item: 'item', from: 'kept', to: 'released' }]);
    await expect(again).rejects.toBeInstanceOf(IllegalMove);
    await ledger.commit([{ type: 'held-state', item: 'item', from: 'released', to: 'disposed' }]);
    const back = ledger.commit([{ type: 'held-state', item: 'item', from: 'disposed', to: 'kept' }]);
    await expect(back).rejects.toBeInstanceOf(IllegalMove);
  });

  it('lists items newest first, by class and state', async () => {
    const { ledger } = opened();
    const items = Array.from({ length: 250 }, (_, i) =>
      heldItem(`item-${i}`, { retainedAt: 1_000 + Math.floor(i / 2), class: i % 3 === 0 ? 'blocked' : 'held' }),
    );
    for (let i = 0; i < items.length; i += 10) {
      await ledger.commit(items.slice(i, i + 10).map((item) => ({ type: 'retain', item }) as const));
    }
    await ledger.commit([{ type: 'held-state', item: 'item-0', from: 'kept', to: 'released' }]);
    const all = await collect(ledger.heldItems({}));
    expect(new Set(all.map(({ id }) => id)).size).toBe(250);
    expect(all.map(({ retainedAt }) => retainedAt)).toEqual(all.map((item) => item.retainedAt).sort((a, b) => b - a));
    const keptBlocked = await collect(ledger.heldItems({ class: 'blocked', state: 'kept' }));
    expect(keptBlocked.length).toBe(items.filter((item) => item.class === 'blocked').length - 1);
  });

  it('R-608 lists the items of one party, as sender or recipient, newest first', async () => {
    const { ledger } = opened();
    const to = (address: string) => [{ address, relation: 'external', outcome: 'hold', reasons: [] } as const];
    const other = {
      mailFrom: 'Else@agency.example',
      recipients: [],
      parameters: {},
      client: heldItem('x').envelope.client,
    };
    const items = [
      ...Array.from({ length: 210 }, (_, i) =>
        heldItem(`mine-${i}`, { retainedAt: 1_000 + i, recipients: to('Own@agency.example') }),
      ),
      ...Array.from({ length: 20 }, (_, i) =>
        heldItem(`not-${i}`, { retainedAt: 1_000 + i, recipients: to('other@agency.example') }),
      ),
      heldItem('sent', { retainedAt: 5_000, envelope: other, recipients: to('own@agency.example') }),
    ];
    for (let i = 0; i < items.length; i += 10)
      await ledger.commit(items.slice(i, i + 10).map((item) => ({ type: 'retain', item }) as const));
    await ledger.commit([{ type: 'held-state', item: 'mine-5', from: 'kept', to: 'released' }]);
    const own = await collect(ledger.heldItems({ party: 'own@agency.example' }));
    expect(own.map(({ id }) => id)).toEqual(['sent', ...Array.from({ length: 210 }, (_, i) => `mine-${209 - i}`)]);
    expect((await collect(ledger.heldItems({ party: 'else@agency.example' }))).map(({ id }) => id)).toEqual(['sent']);
    const released = await collect(ledger.heldItems({ party: 'own@agency.example', state: 'released' }));
    expect(released.map(({ id }) => id)).toEqual(['mine-5']);
    expect(await collect(ledger.heldItems({ party: 'nobody@agency.example' }))).toEqual([]);
  });

  it('lists what a clause stopped while it is kept, from any place on, and counts it', async () => {
    const { ledger } = opened();
    const reason = (clause: string, outcome: 'hold' | 'flag' = 'hold') => ({ clause, outcome, source: null });
    const stopped = (...reasons: ReturnType<typeof reason>[]) => ({
      recipients: [{ address: one, relation: 'partner', outcome: 'hold', reasons }] as const,
    });
    const items = [
      heldItem('a', { ...stopped(reason('p/one'), reason('p/flags', 'flag')), retainedAt: 1_000 }),
      heldItem('b', { ...stopped(reason('p/one'), reason('p/two')), retainedAt: 2_000 }),
      heldItem('c', { ...stopped(reason('p/one')), retainedAt: 2_000 }),
      heldItem('d', { ...stopped(reason('p/one')), retainedAt: 3_000, class: 'blocked' }),
    ];
    await ledger.commit(items.map((item) => ({ type: 'retain', item }) as const));
    const ids = async (filter: Parameters<Ledger['heldItems']>[0]) =>
      (await collect(ledger.heldItems(filter))).map(({ id }) => id);
    const held = (clause: string) => ({ reason: { class: 'held', clause } }) as const;
    expect(await ids(held('p/one'))).toEqual(['c', 'b', 'a']);
    expect(await ids(held('p/flags'))).toEqual([]);
    expect(await ids({ ...held('p/one'), after: { retainedAt: 2_000, id: 'c' } })).toEqual(['b', 'a']);
    expect(await ids({ ...held('p/two'), party: one })).toEqual(['b']);
    expect(await ids({ state: 'kept', class: 'held', after: { retainedAt: 2_000, id: 'b' } })).toEqual(['a']);
    expect(await ids({ party: one, after: { retainedAt: 3_000, id: 'd' } })).toEqual(['c', 'b', 'a']);
    expect(await ledger.heldReasons('held', 2)).toEqual({ 'p/one': 2, 'p/two': 1 });

    const move = (item: string, from: HeldState, to: HeldState): LedgerChange => ({
      type: 'held-state',
      item,
      from,
      to,
    });
    await ledger.commit([move('b', 'kept', 'refused'), move('c', 'kept', 'released')]);
    expect(await ids(held('p/one'))).toEqual(['a']);
    expect(await ids({ state: 'refused' })).toEqual(['b']);
    await ledger.commit([move('b', 'refused', 'kept'), { type: 'retain', item: items[2] ?? heldItem('c') }]);
    expect(await ids(held('p/one'))).toEqual(['c', 'b', 'a']);
    expect(await ledger.heldReasons('held', 9)).toEqual({ 'p/one': 3, 'p/two': 1 });
  });
}

function messagesAreKept(opened: () => OpenedLedger): void {
  it('finds a message by its attempt, and the newest by its bytes', async () => {
    const { ledger } = opened();
    const [first, second] = [`${key('a')}.1`, `${key('a')}.2`];
    await ledger.commit([{ type: 'message', record: messageRecord(second, { at: 2_000 }) }]);
    await ledger.commit([{ type: 'message', record: messageRecord(first) }]);
    await ledger.commit([{ type: 'message', record: messageRecord(first, { outcome: 'hold' }) }]);
    expect(await ledger.message({ attempt: first })).toEqual(messageRecord(first, { outcome: 'hold' }));
    expect((await ledger.message({ messageId: key('b') }))?.attempt).toBe(second);
    expect(await ledger.message({ messageId: key('d') })).toBeNull();
  });

  it('lists the messages of a period, newest first, however many there are', async () => {
    const { ledger } = opened();
    for (let i = 0; i < 420; i += 20) {
      const some = Array.from({ length: 20 }, (_, k) =>
        messageRecord(nthAttempt(i + k), { at: Math.floor((i + k) / 3) }),
      );
      await ledger.commit(some.map((record) => ({ type: 'message', record }) as const));
    }
    const found = await collect(ledger.messages({ since: 10, until: 130 }));
    expect(new Set(found.map(({ attempt }) => attempt)).size).toBe(360);
    expect(found.every(({ at }) => at >= 10 && at < 130)).toBe(true);
    expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort((a, b) => b - a));
  });

  it('lists all messages of some people, each once, newest first', async () => {
    const { ledger } = opened();
    const people = ['Ana@agency.example', 'bo@agency.example', 'cy@agency.example'];
    const records = Array.from({ length: 40 }, (_, n) => {
      const [mailFrom = '', to = ''] = [people[n % 3], people[(n + 1) % 2]];
      const [recipient] = messageRecord('').recipients;
      if (recipient === undefined) throw new Error('a sample has a recipient');
      return messageRecord(nthAttempt(n), { at: n, mailFrom, recipients: [{ ...recipient, address: to }] });
    });
    await ledger.commit(records.map((record) => ({ type: 'message', record }) as const));
    const parties = ['ana@agency.example', 'cy@agency.example'];
    const found = await collect(ledger.messages({ since: 5, until: 35, parties }));
    const concern = found.filter(({ mailFrom, recipients }) =>
      [mailFrom, ...recipients.map(({ address }) => address)].some((one) => parties.includes(one.toLowerCase())),
    );
    const wanted = records.filter(({ at, mailFrom, recipients }) => {
      const own = mailFrom !== people[1] || recipients[0]?.address === people[0];
      return at >= 5 && at < 35 && own;
    });
    expect(concern).toEqual(wanted.reverse());
  });

  it('counts outcomes since a time', async () => {
    const { ledger } = opened();
    const records = (['deliver', 'hold', 'hold'] as const).map((outcome, i) =>
      messageRecord(`${key('a')}.${i}`, { outcome, at: i * 1_000 }),
    );
    await ledger.commit(records.map((record) => ({ type: 'message', record }) as const));
    expect(await ledger.counts(0)).toMatchObject({ deliver: 1, hold: 2 });
    expect((await ledger.counts(1_000)).deliver ?? 0).toBe(0);
  });
}

function noticesAreQueued(opened: () => OpenedLedger): void {
  const hour = 3_600_000;
  const queue = (id: string, over = {}): LedgerChange => ({ type: 'notice', notice: notice(id, over) });
  const due = async (now: number) => (await opened().ledger.dueNotices(now, 10)).map(({ id }) => id);

  it('gives notices back whole, oldest first, until they were sent', async () => {
    const { ledger } = opened();
    await ledger.commit([queue('late', { queuedAt: 2_000 }), queue('early')]);
    expect((await ledger.dueNotices(3_000, 1)).map((found) => ({ ...found, raw: Buffer.from(found.raw) }))).toEqual([
      notice('early'),
    ]);
    await ledger.commit([{ type: 'notice-sent', notice: 'early' }]);
    await ledger.commit([{ type: 'notice-sent', notice: 'early' }, queue('early')]);
    expect(await due(3_000)).toEqual(['late']);
  });

  it('R-601 sends one notice a key in an hour and drops the others', async () => {
    const { ledger, setClock } = opened();
    await ledger.commit([queue('first', { throttleKey: 'k' }), queue('second', { throttleKey: 'k', queuedAt: 1_500 })]);
    await ledger.commit([queue('other', { throttleKey: 'j', queuedAt: 1_600 }), queue('report', { queuedAt: 1_700 })]);
    expect(await due(2_000)).toEqual(['first', 'other', 'report']);
    setClock(2_000);
    await ledger.commit([{ type: 'notice-sent', notice: 'first' }]);
    expect(await due(2_001)).toEqual(['other', 'report']);
    await ledger.commit([queue('third', { throttleKey: 'k', queuedAt: 2_002 + hour })]);
    expect(await due(2_002 + hour)).toEqual(['other', 'report', 'third']);
  });
}

function oversightIsKept(opened: () => OpenedLedger): void {
  const write = (id: string, version: number, value: unknown): LedgerChange => ({
    type: 'record',
    kind: 'case',
    id,
    version,
    value,
  });

  it('keeps a record and gives it back with its version', async () => {
    const { ledger } = opened();
    await ledger.commit([write('c1', 0, { purpose: 'misuse', people: ['Zoé'] })]);
    await ledger.commit([write('c1', 1, { purpose: 'misuse', people: [] })]);
    expect(await ledger.record('case', 'c1')).toEqual({
      id: 'c1',
      version: 2,
      value: { purpose: 'misuse', people: [] },
    });
    expect(await ledger.record('person', 'c1')).toBeNull();
    await ledger.commit([write('c1', 2, null)]);
    expect(await ledger.record('case', 'c1')).toBeNull();
  });

  it('R-404 lets only who saw the newest version change it, and then nothing else of the commit happens', async () => {
    const { ledger } = opened();
    await ledger.commit([write('c1', 0, { state: 'open' })]);
    const both = [1, 2].map((n) => ledger.commit([write(`new-${n}`, 0, {}), write('c1', 1, { by: n })]));
    const results = await Promise.allSettled(both);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await collect(ledger.records('case', 'new-'))).toHaveLength(1);
    await expect(ledger.commit([write('c1', 0, {})])).rejects.toBeInstanceOf(ChangedMeanwhile);
    await expect(ledger.commit([write('c9', 3, {})])).rejects.toBeInstanceOf(ChangedMeanwhile);
    await expect(ledger.commit([write('c1', 7, null)])).rejects.toBeInstanceOf(ChangedMeanwhile);
  });

  it('lists at least those records that hold a text', async () => {
    const { ledger } = opened();
    await ledger.commit(['a', 'b', 'c'].map((id) => write(id, 0, { items: [`item-of-${id}`, 'item-of-all'] })));
    const ids = async (holding: string) => (await collect(ledger.records('case', '', holding))).map(({ id }) => id);
    expect(await ids('item-of-b')).toContain('b');
    expect(await ids('item-of-all')).toEqual(['a', 'b', 'c']);
  });

  it('lists records of a kind by id, narrowed to a prefix', async () => {
    const { ledger } = opened();
    const ids = Array.from({ length: 230 }, (_, i) => `c7/${String(i).padStart(4, '0')}`);
    for (let i = 0; i < ids.length; i += 10)
      await ledger.commit(ids.slice(i, i + 10).map((id) => write(id, 0, { id })));
    await ledger.commit([write('c70/1', 0, {}), write('c6/9', 0, {}), write('c7', 0, {})]);
    expect((await collect(ledger.records('case', 'c7/'))).map(({ id }) => id)).toEqual(ids);
    expect(await collect(ledger.records('case'))).toHaveLength(233);
    expect(await collect(ledger.records('right'))).toEqual([]);
  });
}

function theTrailIsAChain(opened: () => OpenedLedger): void {
  it('R-404 keeps every event in a chain, together with what it records', async () => {
    const { ledger } = opened();
    const event = (n: number): LedgerChange => ({
      type: 'audit',
      event: { at: n, actor: 'gateway', action: 'test', subject: `subject-${n}`, detail: { n } },
    });
    for (let n = 0; n < 250; n += 5) await ledger.commit([0, 1, 2, 3, 4].map((k) => event(n + k)));
    const refused = ledger.commit([event(999), { type: 'record', kind: 'case', id: 'x', version: 4, value: {} }]);
    await expect(refused).rejects.toThrow();
    const heads = await ledger.auditHeads();
    const chains = await Promise.all(heads.map(({ chain }) => collect(ledger.auditEntries(chain, 0))));
    const subjects = chains.flat().map((entry) => entry.event.subject);
    expect(new Set(subjects)).toEqual(new Set(Array.from({ length: 250 }, (_, n) => `subject-${n}`)));
    for (const [index, entries] of chains.entries()) {
      expect(entries.at(-1)).toEqual(heads[index]);
      expect(
        await firstBreak(
          (async function* () {
            yield* entries;
          })(),
        ),
      ).toBeNull();
    }
    const [head] = heads;
    if (head !== undefined) expect(await collect(ledger.auditEntries(head.chain, head.number))).toEqual([]);
    for (const { chain } of heads) {
      const all = await collect(ledger.auditEntries(chain, 0));
      const { number, event } = all[0] ?? {};
      if (number === undefined || event === undefined) throw new Error('a chain with a head has an entry');
      const { actor, action, subject } = event;
      const some = await collect(ledger.auditEntries(chain, 0, { actor, action, subject, before: number + 1 }));
      expect(some).toContainEqual(all[0]);
    }
  });
}
