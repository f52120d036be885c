// A sender is blocked at a manager's request: the next message waits, what is released goes on, and an undone block lets pass.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { operator, signRelease } from '../../adapters/local/opening-proof.ts';
import { run as blocks } from '../../cli/blocks.ts';
import { run as report } from '../../cli/report.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { BlockTarget, SenderBlock } from '../../core/model/sender-block.ts';
import { addDays } from '../../core/oversight/calendar.ts';
import { quarterAt } from '../../core/oversight/reports/quarter.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

const pat = 'pat.smith@agency.example';
const lee = 'lee.jones@agency.example';
const why = 'three offers a day since spring';
const until = addDays(new Date().toISOString().slice(0, 10), 30);
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.close());

function call<T>(command: string, parameters: unknown): Promise<T> {
  return callControl(gateway.folder, command, parameters) as Promise<T>;
}

interface Sent {
  readonly subject: string;
  /** The From field, and the envelope's sender. */
  readonly from: string;
  readonly envelope: string;
  readonly to?: string;
}

async function isServed({ subject, from, envelope, to = pat }: Sent): Promise<boolean> {
  const before = gateway.nextHop.taken.length;
  const fields = `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@shop.example>\r\n`;
  const { code } = await gateway.send('inbound', envelope, [to], `${fields}\r\nHello, our new list is out.\r\n`);
  expect(code).toBe(250);
  return gateway.nextHop.taken
    .slice(before)
    .some(({ recipients, raw }) => recipients.includes(to) && raw.toString('latin1').includes(`Subject: ${subject}`));
}

async function approved(target: BlockTarget): Promise<SenderBlock> {
  const asked = { target, scope: 'organisation', why, report: null, by: 'mia' };
  const { id } = await call<SenderBlock>('block-ask', asked);
  return call('block-decide', { id, by: 'carla', decision: { do: 'approve', until, why: 'agreed' } });
}

async function newest(): Promise<HeldItem | undefined> {
  return (await call<readonly HeldItem[]>('held-list', {}))[0];
}

const undo = (id: string) =>
  call('block-decide', { id, by: 'carla', decision: { do: 'undo', why: 'they apologised' } });
const offers = { from: 'Offers <offers@news.shop.example>', envelope: 'bounce-7@mailer.example' };

describe('R-502 a block of a sender', () => {
  let block: SenderBlock;
  it('changes nothing while it is only asked for, and counts what it would have stopped (R-504)', async () => {
    expect(await isServed({ ...offers, subject: 'first' })).toBe(true);
    const target = { kind: 'domain', domain: 'Shop.example' } as const;
    block = await call('block-ask', { target, scope: 'organisation', why, report: null, by: 'mia' });
    expect(block).toMatchObject({ state: 'requested', preview: { messages: 1, delivered: 1, atMost: false } });
    expect(await isServed({ ...offers, subject: 'second' })).toBe(true);
  });

  it('is decided by somebody else than who asked', async () => {
    const decision = { do: 'approve', until, why: 'agreed' };
    await expect(call('block-decide', { id: block.id, by: 'mia', decision })).rejects.toThrow('right');
    expect(await call('block-decide', { id: block.id, by: 'carla', decision })).toMatchObject({ state: 'approved' });
    await expect(call('block-decide', { id: block.id, by: 'carla', decision })).rejects.toThrow('already approved');
  });

  it('holds the next message, and names the block as the reason', async () => {
    expect(await isServed({ ...offers, subject: 'third' })).toBe(false);
    const item = await newest();
    expect(item?.recipients[0]?.reasons).toMatchObject([{ clause: 'default/sender-block', senderBlock: block.id }]);
    expect(await isServed({ subject: 'other', from: 'a@shops.example', envelope: 'a@shops.example' })).toBe(true);
  });

  it('lets go what was released, and does not hold the same message again', async () => {
    const item = (await newest())?.id ?? '';
    const proof = signRelease(gateway.folder, item, operator, Date.now() + 60_000);
    expect(await call('held-release', { item, proof })).toEqual([[pat, 'served']]);
    expect(await isServed({ ...offers, subject: 'third' })).toBe(true);
    expect(await isServed({ ...offers, subject: 'third', to: lee })).toBe(false);
    expect(await isServed({ ...offers, subject: 'fourth' })).toBe(false);
  });

  it('ends with the next message once it is undone', async () => {
    await undo(block.id);
    expect(await isServed({ ...offers, subject: 'fifth' })).toBe(true);
  });
});

describe('R-501 other kinds of target', () => {
  it('stop one address, a display name at a provider, a pattern, and nobody beside them', async () => {
    const address = await approved({ kind: 'address', address: 'Sales@Tools.example' });
    const name = await approved({ kind: 'name', name: 'Crypto Gains', domain: 'gmail.com' });
    const pattern = await approved({ kind: 'pattern', pattern: 'promo-*@*.deals.example' });
    const sent = (from: string, envelope: string) => isServed({ subject: `m${envelope}`, from, envelope });
    expect(await sent('sales@tools.example', 'sales@tools.example')).toBe(false);
    expect(await sent('sales2@tools.example', 'sales2@tools.example')).toBe(true);
    expect(await sent('"CRYPTO  gains" <x71@gmail.com>', 'x71@gmail.com')).toBe(false);
    expect(await sent('Kim Brown <kim@gmail.com>', 'kim@gmail.com')).toBe(true);
    expect(await sent('Promo <promo-4@m.deals.example>', 'promo-4@m.deals.example')).toBe(false);
    expect(await sent('Info <info@m.deals.example>', 'info@m.deals.example')).toBe(true);
    for (const { id } of [address, name, pattern]) await undo(id);
  });
});

describe('the command line', () => {
  const printed = async (command: (args: readonly string[]) => Promise<number>, ...args: string[]) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(await command([...args, '--data', gateway.folder])).toBe(0);
      return write.mock.calls.map(([chunk]) => Buffer.from(chunk as Uint8Array).toString()).join('');
    } finally {
      write.mockRestore();
    }
  };

  it('R-501 R-503 asks for blocks and says why one cannot be', async () => {
    const asked = await printed(blocks, 'ask', '*@promo-??.example', '--by', 'mia', '--why', why);
    expect(asked).toMatch(/^requested {2}\*@promo-\?\?\.example {2}for everybody {2}mia\//);
    const refused = blocks(['ask', 'gmail.com', '--by', 'mia', '--why', why, '--data', gateway.folder]);
    await expect(refused).rejects.toThrow('many people share this provider; block the exact address');
    expect((await printed(blocks, 'list', '--json')).split('\n').length).toBeGreaterThan(4);
  });

  it('R-603 prints the report of the running quarter in every form', async () => {
    const quarter = quarterAt(Date.now(), 'America/Toronto');
    expect(await printed(report, '--quarter', quarter)).toContain('The quarter is not over');
    expect(await printed(report, '--quarter', quarter, '--html', '--language', 'fr')).toContain('<html lang="fr">');
    expect(await printed(report, '--quarter', quarter, '--pdf')).toMatch(/^%PDF/);
    const { tables } = JSON.parse(await printed(report, '--quarter', quarter, '--json'));
    expect(JSON.stringify(tables)).not.toMatch(/@/);
    await expect(report(['--quarter', '2199Q1', '--data', gateway.folder])).rejects.toThrow('not begun');
  });
});
