// What every Keys adapter does: anyone may seal, and only a proof opens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Keys, type OpeningProof, Refused } from '../../core/ports.ts';

export interface OpenedKeys {
  readonly keys: Keys;
  /** A proof by a decider whom the key service knows. */
  prove(item: string, until: number): Promise<OpeningProof>;
  close(): Promise<void>;
}

const plain = Buffer.from('Subject: payroll\r\n\r\n\0\xff', 'latin1');

export function describeKeys(name: string, open: () => Promise<OpenedKeys>): void {
  describe(`the keys on ${name}`, () => {
    let opened: OpenedKeys;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const soon = () => Date.now() + 60_000;

    it('R-403 opens what was sealed on a proof for that item', async () => {
      const { keys, prove } = opened;
      for (const content of [plain, new Uint8Array(0), Buffer.alloc(5_000_000, 'x')]) {
        const sealed = await keys.seal('item-1', content);
        const found = await keys.open('item-1', sealed, await prove('item-1', soon()));
        expect(Buffer.from(content).equals(found)).toBe(true);
      }
    });

    it('seals nothing readable, and no two items alike', async () => {
      const { keys } = opened;
      const [a, b] = await Promise.all([keys.seal('item-1', plain), keys.seal('item-1', plain)]);
      expect(Buffer.from(a).includes('payroll')).toBe(false);
      expect(Buffer.compare(a, b)).not.toBe(0);
    });

    it('R-403 refuses every proof that is not for this item, in time, and by the decider it names', async () => {
      const { keys, prove } = opened;
      const sealed = await keys.seal('item-1', plain);
      const good = await prove('item-1', soon());
      const bad: OpeningProof[] = [
        await prove('item-2', soon()),
        await prove('item-1', Date.now() - 1),
        { ...good, item: 'item-2' },
        { ...good, until: good.until + 1 },
        { ...good, until: Number.NaN },
        { ...good, decider: 'somebody-else' },
        { ...good, decider: '../deciders/operator' },
        { ...good, purpose: 'read' as 'release' },
        { ...good, signature: '' },
        { ...good, signature: Buffer.alloc(64).toString('base64') },
      ];
      for (const proof of bad) await expect(keys.open('item-1', sealed, proof)).rejects.toBeInstanceOf(Refused);
      expect(plain.equals(await keys.open('item-1', sealed, good))).toBe(true);
    });

    it('R-403 does not open one item as another', async () => {
      const { keys, prove } = opened;
      const sealed = await keys.seal('item-1', plain);
      await expect(keys.open('item-2', sealed, await prove('item-2', soon()))).rejects.toBeInstanceOf(Refused);
    });

    it('notices every change of sealed bytes', async () => {
      const { keys, prove } = opened;
      const sealed = await keys.seal('item-1', plain);
      const proof = await prove('item-1', soon());
      for (let at = 0; at < sealed.length; at += 7) {
        const changed = Uint8Array.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ 1;
        await expect(keys.open('item-1', changed, proof)).rejects.toBeInstanceOf(Refused);
      }
      await expect(keys.open('item-1', sealed.subarray(0, 20), proof)).rejects.toBeInstanceOf(Refused);
    });

    it('R-303 recognises a secret by its fingerprint, which is no plain hash', async () => {
      const { keys } = opened;
      expect(keys.fingerprint('Hunter2!')).toMatch(/^[0-9a-f]{64}$/);
      expect(keys.fingerprint('Hunter2!')).toBe(keys.fingerprint('Hunter2!'));
      expect(keys.fingerprint('Hunter2!')).not.toBe(keys.fingerprint('Hunter2'));
      const other = await open();
      expect(other.keys.fingerprint('Hunter2!')).not.toBe(keys.fingerprint('Hunter2!'));
      await other.close();
    });
  });
}
