// Sender blocks, repeated attempts and reports on every Ledger: what one process decides, another that was open before knows.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAccessPolicies } from '../../adapters/local/access-policies.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import { makeAuthorizer } from '../../core/oversight/access/authorizer.ts';
import type { Role } from '../../core/oversight/access/role.ts';
import { create, type Oversight } from '../../core/oversight/act.ts';
import { askBlock } from '../../core/oversight/blocks/ask-block.ts';
import { type BlockDecision, decideBlock, listOwnBlocks } from '../../core/oversight/blocks/decide-block.ts';
import { openSenderBlocks } from '../../core/oversight/blocks/sender-blocks.ts';
import { raiseRepeatedAttempts, repeatOffenders } from '../../core/oversight/incidents/repeated-attempts.ts';
import { quarterlyReport } from '../../core/oversight/reports/quarterly-report.ts';
import { termsUnderTest } from '../oversight/api-under-test.ts';
import type { OpenedLedger } from './ledger.contract.ts';
import { heldItem, messageRecord, nthAttempt } from './samples.ts';

const now = Date.UTC(2026, 6, 2, 12);
const as = (person: string, role: Role): Actor => ({
  person,
  roles: ['employee', role],
  deputy: false,
  client: 'test',
});

/** `open` makes an empty ledger. */
export function describeSenderBlocks(name: string, open: () => Promise<OpenedLedger>): void {
  describe(`what oversight keeps on ${name}`, () => {
    const terms = termsUnderTest();
    const authorize = makeAuthorizer(readAccessPolicies('policy'));
    let opened: OpenedLedger;
    let oversight: Oversight;
    beforeEach(async () => {
      opened = await open();
      oversight = { ledger: opened.ledger, authorize, clock: () => now, newId: randomUUID, zone: 'UTC' };
    });
    afterEach(() => opened.close());

    it('R-502 a block is in force for the next message, and over with the next after it was undone', async () => {
      const { ledger } = oversight;
      for (const [id, manager] of [
        ['emil', 'mia'],
        ['mia', null],
        ['eva', null],
      ] as const)
        await ledger.commit([create('person', id, { id, name: id, addresses: [`${id}@agency.example`], manager })]);
      // Two processes that decide mail, both open before anything is blocked.
      const indexes = [1, 2].map(() => openSenderBlocks(ledger, () => now, terms.organisation));
      const stopped = async () =>
        Promise.all(
          indexes.map(async (index) => {
            const blockedFor = (await index.inForce())({ mailFrom: 'x@news.shop.example', from: [] });
            return ['emil', 'mia', 'eva'].filter((id) => blockedFor(`${id}@agency.example`).length > 0);
          }),
        );
      const asked = {
        target: { kind: 'domain', domain: 'shop.example' },
        scope: 'team',
        why: 'offers every day',
      } as const;
      const { id } = await askBlock(oversight, as('mia', 'manager'), { ...asked, report: null }, terms);
      expect(await stopped()).toEqual([[], []]);
      const decide = (decision: BlockDecision) =>
        decideBlock(oversight, as('carla', 'corporate-security'), id, decision, terms);
      await decide({ do: 'approve', until: '2026-08-31', why: 'agreed' });
      expect(await stopped()).toEqual([
        ['emil', 'mia'],
        ['emil', 'mia'],
      ]);
      await decide({ do: 'undo', why: 'a supplier' });
      expect(await stopped()).toEqual([[], []]);
      expect(await listOwnBlocks(oversight, as('mia', 'manager'))).toMatchObject([{ id, state: 'undone' }]);
    });

    it('R-602 repeated attempts are counted by sender and raised once', async () => {
      const { ledger } = oversight;
      const sender = 'emil@agency.example';
      const envelope = { ...heldItem('x').envelope, mailFrom: sender };
      const decision = { direction: 'outbound', recipients: [{ outcome: 'block' }] } as never;
      for (let i = 0; i < 5; i++) {
        const item = heldItem(`item-${i}`, {
          envelope,
          class: 'blocked',
          retainedAt: now - i * 1_000,
          attempt: nthAttempt(i),
        });
        await ledger.commit([{ type: 'retain', item }]);
        await raiseRepeatedAttempts({ envelope } as never, decision, { ledger, now, ...terms });
      }
      expect(await repeatOffenders(ledger, now)).toMatchObject([{ sender, blocked: 5, state: 'open' }]);
    });

    it('R-603 the report of a quarter stays as it was first made', async () => {
      const { ledger } = oversight;
      const record = (n: number) =>
        messageRecord(nthAttempt(n), { at: Date.UTC(2026, 4, 1), mailFrom: `p${n % 8}@agency.example` });
      for (let n = 0; n < 16; n += 8)
        await ledger.commit([0, 1, 2, 3, 4, 5, 6, 7].map((k) => ({ type: 'message', record: record(n + k) }) as const));
      const make = () => quarterlyReport(oversight, as('aude', 'auditor'), '2026Q2', terms);
      const report = await make();
      expect(report.tables[0]?.rows.find((row) => row.name === 'outbound')?.figures.at(-1)).toBe(16);
      await ledger.commit([{ type: 'message', record: record(30) }]);
      expect(await make()).toEqual(report);
    });
  });
}
