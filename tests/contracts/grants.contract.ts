// What every key service does with grants: an approver's own proof gives, a revocation takes, destruction is for good.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApproverProof, Grant } from '../../core/model/grant.ts';
import { type Grants, type Keys, Refused } from '../../core/ports.ts';

export interface OpenedGrants {
  readonly keys: Keys & Grants;
  /** By an approver whom the key service knows; `deputy` stood in until yesterday. */
  approve(grant: Grant, approver?: 'chief' | 'deputy' | 'stranger'): Promise<ApproverProof>;
  close(): Promise<void>;
}

const plain = Buffer.from('Subject: payroll\r\n\r\n\0\xff', 'latin1');
let count = 0;

function grantFor(items: readonly string[], over: Partial<Grant> = {}): Grant {
  const until = Date.now() + 60_000;
  return { id: `case-1/${++count}`, case: 'case-1', reader: 'ines', items, purpose: 'read', until, ...over };
}

export function describeGrants(name: string, open: () => Promise<OpenedGrants>): void {
  describe(`grants of ${name}`, () => {
    let opened: OpenedGrants;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const granted = async (grant: Grant) => {
      await opened.keys.grant(grant, await opened.approve(grant));
      return grant.id;
    };

    it('R-402 R-403 lets the named reader read the named items, and nobody and nothing else', async () => {
      const { keys } = opened;
      const [one, two] = [await keys.seal('item-1', plain), await keys.seal('item-2', plain)];
      const id = await granted(grantFor(['item-1']));
      expect(plain.equals(await keys.read('item-1', one, id, 'ines'))).toBe(true);
      await expect(keys.read('item-1', one, id, 'carla')).rejects.toBeInstanceOf(Refused);
      await expect(keys.read('item-2', two, id, 'ines')).rejects.toBeInstanceOf(Refused);
      await expect(keys.read('item-1', two, id, 'ines')).rejects.toBeInstanceOf(Refused);
      await expect(keys.read('item-1', one, 'case-1/none', 'ines')).rejects.toBeInstanceOf(Refused);
    });

    it('R-402 refuses every grant that its approver did not sign as it stands', async () => {
      const { keys, approve } = opened;
      const grant = grantFor(['item-1']);
      const proof = await approve(grant);
      for (const changed of [
        { ...grant, items: ['item-1', 'item-2'] },
        { ...grant, reader: 'carla' },
        { ...grant, case: 'case-2' },
        { ...grant, until: grant.until + 1 },
        { ...grant, purpose: 'export' as const },
        { ...grant, id: `${grant.id}0` },
      ])
        await expect(keys.grant(changed, proof)).rejects.toBeInstanceOf(Refused);
      await expect(keys.grant(grant, { ...proof, signature: '' })).rejects.toBeInstanceOf(Refused);
      await expect(keys.grant(grant, await approve(grant, 'stranger'))).rejects.toBeInstanceOf(Refused);
      await expect(keys.grant(grant, await approve(grant, 'deputy'))).rejects.toBeInstanceOf(Refused);
      const own = grantFor(['item-1'], { reader: proof.approver });
      await expect(keys.grant(own, await approve(own))).rejects.toBeInstanceOf(Refused);
      for (const over of [{ until: Date.now() - 1 }, { until: Date.now() + 400 * 86_400_000 }, { items: [] }]) {
        const unsound = grantFor(['item-1'], over);
        await expect(keys.grant(unsound, await approve(unsound))).rejects.toBeInstanceOf(Refused);
      }
      await keys.grant(grant, proof);
    });

    it('revokes at once, and an old proof gives nothing back', async () => {
      const { keys, approve } = opened;
      const sealed = await keys.seal('item-3', plain);
      const grant = grantFor(['item-3']);
      const proof = await approve(grant);
      await keys.grant(grant, proof);
      await keys.read('item-3', sealed, grant.id, 'ines');
      await keys.revoke(grant.id);
      await expect(keys.read('item-3', sealed, grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
      await expect(keys.grant(grant, proof)).rejects.toBeInstanceOf(Refused);
      await expect(keys.read('item-3', sealed, grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
    });

    it('R-605 never opens for reading what is for release or disposal only', async () => {
      const { keys } = opened;
      const sealed = await keys.seal('item-4', plain, 'release-only');
      const id = await granted(grantFor(['item-4']));
      await expect(keys.read('item-4', sealed, id, 'ines')).rejects.toBeInstanceOf(Refused);
    });

    it('R-413 what was destroyed opens for nobody, not even from a backup of the content', async () => {
      const { keys } = opened;
      const sealed = await keys.seal('item-5', plain);
      const again = await keys.seal('item-5', plain);
      const id = await granted(grantFor(['item-5']));
      await keys.destroy('item-5');
      await keys.destroy('item-5');
      for (const copy of [sealed, again]) await expect(keys.read('item-5', copy, id, 'ines')).rejects.toThrow();
    });
  });
}
