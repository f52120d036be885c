// Sender blocks before and beside mail: what may be blocked, for whom, until when, who is told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageRecord } from '../../core/model/ledger.ts';
import type { BlockScope, BlockTarget, SenderBlock } from '../../core/model/sender-block.ts';
import { askBlock, previewBlock, withdrawBlock } from '../../core/oversight/blocks/ask-block.ts';
import { normalTarget, refusalOf } from '../../core/oversight/blocks/block-target.ts';
import {
  type BlockDecision,
  decideBlock,
  listBlocks,
  listOwnBlocks,
} from '../../core/oversight/blocks/decide-block.ts';
import { openSenderBlocks } from '../../core/oversight/blocks/sender-blocks.ts';
import {
  dismissReport,
  listOwnReports,
  listTeamReports,
  reportUnwanted,
} from '../../core/oversight/blocks/unwanted.ts';
import type { HouseTerms } from '../../core/oversight/house-terms.ts';
import { Refused } from '../../core/ports.ts';
import {
  day,
  type OversightUnderTest,
  oversightUnderTest,
  type Somebody,
  start,
} from '../harness/oversight-under-test.ts';
import { termsUnderTest } from './api-under-test.ts';

const terms: HouseTerms = termsUnderTest();
const why = 'three offers a day since spring';
let org: OversightUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
});
afterAll(() => org.close());

const domain = (name: string): BlockTarget => ({ kind: 'domain', domain: name });
const ask = async (
  who: Somebody,
  target: BlockTarget,
  scope: BlockScope = 'organisation',
  report: string | null = null,
) => askBlock(org.room, await org.as(who), { target, scope, why, report }, terms);
const decide = async (who: Somebody, id: string, decision: BlockDecision) =>
  decideBlock(org.room, await org.as(who), id, decision, terms);
const approve = (id: string, until = day(30)) => decide('carla', id, { do: 'approve', until, why: 'agreed' });

/** Recipients whom the blocks in force keep mail of this sender from. */
async function stoppedFor(sender: string, recipients: readonly string[]): Promise<readonly string[]> {
  const { ledger, clock } = org.room;
  const blockedFor = (await openSenderBlocks(ledger, clock, terms.organisation).inForce())({
    mailFrom: sender,
    from: [],
  });
  return recipients.filter((recipient) => blockedFor(recipient).length > 0);
}

async function noticesTo(address: string): Promise<readonly string[]> {
  const due = await org.room.ledger.dueNotices(org.room.clock(), 1000);
  return due
    .filter(({ recipient }) => recipient === address)
    .map(({ raw }) =>
      Buffer.from(raw)
        .toString('latin1')
        .replaceAll(/=\r?\n/g, ''),
    );
}

describe('R-503 what cannot be blocked is refused at once, with the nearest that can', () => {
  const because = (target: BlockTarget) => {
    const refusal = refusalOf(normalTarget(target), terms);
    return refusal === null ? 'may be' : [refusal.because, refusal.instead];
  };
  const address = (text: string): BlockTarget => ({ kind: 'address', address: text });
  const pattern = (text: string): BlockTarget => ({ kind: 'pattern', pattern: text });
  const name = (text: string, at: string): BlockTarget => ({ kind: 'name', name: text, domain: at });

  it.each<readonly [BlockTarget, ReturnType<typeof because>]>([
    [address('Pat.Smith@AGENCY.example'), ['own-domain', null]],
    [address('x@mail.agency.example'), ['own-domain', null]],
    [domain('agency.example'), ['own-domain', null]],
    [name('The Director', 'agency.example'), ['own-domain', null]],
    [pattern('*@*.agency.example'), ['own-domain', null]],
    [pattern('news*@mail?.agency.example'), ['own-domain', null]],
    [pattern('offer*@agency.*'), ['own-domain', null]],
    [domain('gmail.com'), ['shared-provider', 'address']],
    [domain('@Hotmail.com'), ['shared-provider', 'address']],
    [pattern('*@gmail.com'), ['shared-provider', 'address']],
    [pattern('a*@gmai?.com'), ['shared-provider', 'address']],
    [domain('com'), ['no-domain', 'domain']],
    [domain('co.uk'), ['no-domain', 'domain']],
    [domain('*.shop.example'), ['no-domain', 'domain']],
    [domain(''), ['no-domain', 'domain']],
    [pattern('*@*'), ['own-domain', null]],
    [pattern('*@*.com'), ['too-broad', 'domain']],
    [pattern('offers@*.co.uk'), ['too-broad', 'domain']],
    [pattern('offers@shop.example'), ['no-pattern', 'address']],
    [pattern(`*${'a'.repeat(200)}@shop.example`), ['no-pattern', 'address']],
    [address('offers'), ['no-address', 'address']],
    [address('@shop.example'), ['no-address', 'address']],
    [name('12345', 'shop.example'), ['no-name', 'address']],
  ])('%j', (target, expected) => expect(because(target)).toEqual(expected));

  it.each<BlockTarget>([
    address('somebody@gmail.com'),
    domain('shop.example'),
    domain('news.shop.co.uk'),
    name('Crypto Gains', 'gmail.com'),
    pattern('offers-*@*.shop.example'),
    pattern('crypto-gains*@gmail.com'),
    pattern('*@promo-??.example'),
  ])('%j may be', (target) => expect(because(target)).toBe('may be'));

  it('protects listed senders, whatever holds them', () => {
    const organisation = { ...terms.organisation, protectedSenders: ['police.city.example', 'union@work.example'] };
    const reasons = [
      domain('police.city.example'),
      domain('city.example'),
      address('desk@station.police.city.example'),
      address('union@work.example'),
      domain('work.example'),
      pattern('uni*@work.example'),
      address('sales@work.example'),
      pattern('sale*@work.example'),
    ].map((target) => refusalOf(normalTarget(target), { ...terms, organisation })?.because);
    expect(reasons).toEqual([...Array(6).fill('protected-sender'), undefined, undefined]);
  });

  it('does not stop a protected sender by a pattern that was approved before they were', async () => {
    const { ledger, clock } = org.room;
    await approve((await ask('mia', pattern('desk*@*.council.example'))).id);
    const organisation = { ...terms.organisation, protectedSenders: ['legal.council.example'] };
    const blocks = await openSenderBlocks(ledger, clock, organisation).inForce();
    const stopped = (mailFrom: string) => blocks({ mailFrom, from: [] })('eva@agency.example').length > 0;
    expect([stopped('desk@x.council.example'), stopped('desk@legal.council.example')]).toEqual([true, false]);
  });
});

describe('R-501 R-502 a request', () => {
  it('for oneself or a team concerns their addresses alone, as the team is now', async () => {
    const everybody = ['mia', 'emil', 'eva'].map((person) => `${person}@agency.example`);
    await approve((await ask('mia', domain('self.example'), 'self')).id);
    await approve((await ask('mia', domain('team.example'), 'team')).id);
    await approve((await ask('mia', domain('all.example'))).id);
    expect(await stoppedFor('a@self.example', everybody)).toEqual(['mia@agency.example']);
    expect(await stoppedFor('a@team.example', everybody)).toEqual(['mia@agency.example', 'emil@agency.example']);
    expect(await stoppedFor('a@all.example', everybody)).toEqual(everybody);
    await expect(ask('carla', domain('x.example'), 'team')).rejects.toThrow('nobody answers to you');
  });

  it('is not made twice, and can be taken back by who made it alone', async () => {
    const { id } = await ask('mia', domain('twice.example'));
    await expect(ask('mia', domain('TWICE.example'))).rejects.toThrow('asked for already');
    await expect(withdrawBlock(org.room, await org.as('carla'), id)).rejects.toThrow('no such');
    await approve(id);
    await expect(ask('mia', domain('twice.example'), 'self')).rejects.toThrow('blocked already');
    expect(await withdrawBlock(org.room, await org.as('mia'), id)).toMatchObject({ state: 'undone' });
    expect(await stoppedFor('a@twice.example', ['eva@agency.example'])).toEqual([]);
    await expect(withdrawBlock(org.room, await org.as('mia'), id)).rejects.toThrow('already undone');
  });

  it('is decided once, also by two at once, and never by who asked', async () => {
    const { id } = await ask('mia', domain('once.example'));
    const both = await Promise.allSettled([approve(id), decide('carla', id, { do: 'refuse', why: 'a supplier' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const own = await ask('carla', domain('own.example'));
    await expect(approve(own.id)).rejects.toThrow('no right');
  });

  it('tells security of the request, and who asked of the decision, in both languages', async () => {
    const { id } = await ask('mia', domain('told.example'));
    const asked = (await noticesTo(terms.organisation.contact)).find((raw) => raw.includes('told.example'));
    expect(asked).toContain('mia Tester asked that mail from *@told.example be stopped for the whole organisation');
    await decide('carla', id, { do: 'refuse', why: 'it is our supplier' });
    const refused = (await noticesTo('mia@agency.example')).find((raw) => raw.includes('told.example'));
    expect(refused).toContain('it is not stopped');
    expect(refused).toMatch(/n.{0,12}est pas arr/);
    const own = (await listOwnBlocks(org.room, await org.as('mia'))).find((block) => block.id === id);
    expect(own).toMatchObject({ state: 'refused', decision: { by: 'carla', why: 'it is our supplier' } });
  });
});

describe('R-504 the preview', () => {
  const record = (n: number, over: Partial<MessageRecord>): MessageRecord => ({
    attempt: `${n}`.padStart(64, '0').concat('.1'),
    messageId: `${n}`.padStart(64, '0'),
    at: start - n * 3_600_000,
    direction: 'inbound',
    mailFrom: 'bounce@mailer.example',
    authors: ['offers@seen.example'],
    outcome: 'deliver',
    recipients: [{ address: 'emil@agency.example', relation: 'internal', outcome: 'deliver', reasons: [] }],
    findings: [],
    classification: null,
    parts: [],
    defects: [],
    pack: { name: 'default', hash: '' },
    ...over,
  });

  it('counts the messages of 30 days that the block would stop, for whom it would', async () => {
    const held = { address: 'eva@agency.example', relation: 'internal', outcome: 'hold', reasons: [] } as const;
    const records = [
      record(1, {}),
      record(2, { recipients: [held], outcome: 'hold' }),
      record(3, { authors: ['offers@other.example'] }),
      record(4, { mailFrom: 'Sales@News.SEEN.example', authors: [] }),
      record(5, { direction: 'outbound' }),
      record(24 * 31, {}),
    ];
    await org.room.ledger.commit(records.map((one) => ({ type: 'message', record: one }) as const));
    const preview = async (target: BlockTarget, scope: BlockScope) =>
      previewBlock(org.room, await org.as('mia'), { target, scope }, terms);
    expect(await preview(domain('seen.example'), 'organisation')).toMatchObject({
      refusal: null,
      preview: { messages: 3, delivered: 2, atMost: false },
    });
    expect(await preview(domain('seen.example'), 'team')).toMatchObject({ preview: { messages: 2, delivered: 2 } });
    const named = { kind: 'name', name: 'Offers', domain: 'seen.example' } as const;
    expect(await preview(named, 'organisation')).toMatchObject({ preview: { messages: 3, atMost: true } });
    expect(await preview(domain('gmail.com'), 'organisation')).toMatchObject({
      refusal: { because: 'shared-provider' },
    });
    expect(JSON.stringify(await preview(domain('seen.example'), 'organisation'))).not.toContain('emil');
  });
});

describe('R-505 a report of an unwanted message', () => {
  it('reaches the manager, who asks for a block; the reporter hears what became of it', async () => {
    const said = { sender: 'Win@Prize.example', why: 'a prize each morning' };
    const report = await reportUnwanted(org.room, await org.as('emil'), said, terms);
    const [told] = await noticesTo('mia@agency.example').then((all) =>
      all.filter((raw) => raw.includes('prize.example')),
    );
    expect(told).toContain('emil Tester reported an unwanted message from win@prize.example');
    expect(told).not.toContain(said.why);
    expect(await listTeamReports(org.room, await org.as('mia'))).toMatchObject([{ id: report.id, by: 'emil' }]);
    const { id }: SenderBlock = await ask('mia', domain('prize.example'), 'team', report.id);
    expect(await listOwnReports(org.room, await org.as('emil'))).toMatchObject([{ state: 'block-asked', block: id }]);
    await approve(id);
    expect((await noticesTo('emil@agency.example')).join()).toContain('it is stopped until');
    await expect(dismissReport(org.room, await org.as('mia'), report.id, 'no')).rejects.toThrow('answered already');
  });

  it('is answered by that manager alone', async () => {
    const said = { sender: 'x@spam.example', why: 'spam' };
    const { id } = await reportUnwanted(org.room, await org.as('emil'), said, terms);
    await expect(ask('carla', domain('spam.example'), 'organisation', id)).rejects.toThrow('no such report');
    expect(await dismissReport(org.room, await org.as('mia'), id, 'a supplier')).toMatchObject({ state: 'dismissed' });
    await expect(reportUnwanted(org.room, await org.as('eva'), said, terms)).rejects.toThrow(Refused);
  });
});

// Last: the ledger's clock does not go back.
describe('R-502 a block', () => {
  it('ends with its last day, and can be reviewed for another', async () => {
    const { id } = await ask('mia', domain('ends.example'));
    await expect(approve(id, day(-1))).rejects.toThrow('still to come');
    await expect(approve(id, day(400))).rejects.toThrow('12 months');
    await approve(id, day(2));
    const stopped = () => stoppedFor('a@ends.example', ['eva@agency.example']);
    expect(await stopped()).toHaveLength(1);
    org.setClock(start + 4 * 86_400_000);
    expect(await stopped()).toHaveLength(0);
    expect((await listBlocks(org.room, await org.as('carla'), 'expired')).map((block) => block.id)).toEqual([id]);
    await decide('carla', id, { do: 'review', until: day(20), why: 'it goes on' });
    expect(await stopped()).toHaveLength(1);
  });
});
