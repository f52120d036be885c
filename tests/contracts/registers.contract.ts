// What every register of documents and of records does, wherever it keeps its hashes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentPrints, RecordTable } from '../../core/model/register.ts';
import type { DocumentRegister, NewDocument, RecordRegister } from '../../core/register-ports.ts';

export interface OpenedRegisters {
  readonly documents: DocumentRegister;
  readonly records: RecordRegister;
  close(): Promise<void>;
}

const label = { scheme: 'ca-gc', level: 'SECRET', owner: 'a@b.example' };

function prints(id: number, passages: readonly number[], phrases: readonly number[] = []): DocumentPrints {
  return {
    id: id.toString(16).padStart(16, '0'),
    letters: 1_000,
    passages: passages.map((key) => ({ key, before: 7, behind: 8 })),
    phrases,
    sampling: 2,
    sketch: [1, 2, 3, 4, 5, 6, 7, id],
  };
}

function document(...parameters: Parameters<typeof prints>): NewDocument {
  return { prints: prints(...parameters), label, name: `name ${parameters[0]}`, addedAt: parameters[0] };
}

const columns: RecordTable['columns'] = [
  { name: 'id', type: 'plain', words: 1, digits: true },
  { name: 'name', type: 'name', words: 3, digits: false },
];
const table = { name: 'clients', columns, combinations: [[0], [0, 1]], addedAt: 1, ...label };

/** `open` makes empty registers. */
export function describeRegisters(name: string, open: () => Promise<OpenedRegisters>): void {
  describe(`the registers on ${name}`, () => {
    let opened: OpenedRegisters;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('R-206 gives the holders of a passage and what is known of them', async () => {
      const { documents } = opened;
      expect(await documents.isEmpty()).toBe(true);
      await documents.add([document(1, [10, 2 ** 48 - 1], [5]), document(2, [10], [5, 6])]);
      expect(await documents.isEmpty()).toBe(false);
      const held = await documents.passages([10, 11, 2 ** 48 - 1]);
      expect([...held.keys()].sort((a, b) => a - b)).toEqual([10, 2 ** 48 - 1]);
      const numbers = (held.get(10) ?? []).map((holder) => holder.document);
      const known = await Promise.all(numbers.map((number) => documents.document(number)));
      expect(known.map((each) => each?.id)).toEqual([prints(1, []).id, prints(2, []).id]);
      expect(known[0]).toMatchObject({
        ...label,
        passages: 2,
        phrases: 1,
        sampling: 2,
        sketch: [1, 2, 3, 4, 5, 6, 7, 1],
      });
      expect(held.get(10)?.[0]).toMatchObject({ before: 7, behind: 8 });
      expect([...(await documents.phrases([6, 7])).keys()]).toEqual([6]);
    });

    it('keeps a document once, under its newest label', async () => {
      const { documents } = opened;
      await documents.add([document(1, [10])]);
      await documents.add([{ ...document(1, [10]), label: { ...label, owner: null } }]);
      const listed = await Array.fromAsync(documents.list());
      expect(listed).toHaveLength(1);
      expect(listed[0]).toMatchObject({ owner: null, name: 'name 1' });
      expect((await documents.passages([10])).get(10)).toHaveLength(1);
    });

    it('forgets a removed document and its hashes, and no other', async () => {
      const { documents } = opened;
      await documents.add([document(1, [10, 11]), document(2, [10])]);
      expect(await documents.remove(prints(1, []).id)).toBe(true);
      expect(await documents.remove(prints(1, []).id)).toBe(false);
      expect((await documents.passages([11])).size).toBe(0);
      expect((await documents.passages([10])).get(10)).toHaveLength(1);
      await documents.remove(prints(2, []).id);
      expect(await documents.isEmpty()).toBe(true);
    });

    it('holds what was added bit by bit, in any order of keys', async () => {
      const { documents } = opened;
      for (let i = 0; i < 12; i++) {
        await documents.add([
          document(
            i + 1,
            Array.from({ length: 400 }, (_, j) => ((i * 400 + j) * 7_919) % 104_729),
          ),
        ]);
      }
      const keys = Array.from({ length: 4_800 }, (_, i) => (i * 7_919) % 104_729);
      expect((await documents.passages(keys)).size).toBe(4_800);
    });

    it('adds nothing when its source fails', async () => {
      const { documents } = opened;
      const failing = async function* () {
        yield document(1, [10]);
        throw new Error('no more');
      };
      await expect(documents.add(failing())).rejects.toThrow('no more');
      expect(await documents.isEmpty()).toBe(true);
    });

    it('R-207 finds rows by a key of a column that is looked up, and their cells', async () => {
      const { records } = opened;
      await records.put(table, [
        [10, 20],
        [10, 0],
        [30, 40],
      ]);
      expect(await records.tables()).toEqual([{ ...table, rows: 3 }]);
      const rows = await records.rowsWith('clients', 0, [10, 30, 50, 0], 9);
      expect([...rows]).toEqual([
        [10, [0, 1]],
        [30, [2]],
      ]);
      expect((await records.rowsWith('clients', 0, [10], 1)).get(10)).toHaveLength(1);
      expect(await records.cellsOf('clients', 1)).toEqual([10, 0]);
    });

    it('replaces a table as a whole, keeps the old one when that fails, and removes it', async () => {
      const { records } = opened;
      await records.put(table, [[10, 20]]);
      const failing = async function* () {
        yield [1, 2];
        throw new Error('no more');
      };
      await expect(records.put(table, failing())).rejects.toThrow('no more');
      expect((await records.rowsWith('clients', 0, [10], 9)).size).toBe(1);
      await records.put(table, [[11, 20]]);
      expect((await records.rowsWith('clients', 0, [10, 11], 9)).size).toBe(1);
      expect(await records.remove('clients')).toBe(true);
      expect(await records.remove('clients')).toBe(false);
      expect(await records.tables()).toEqual([]);
    });
  });
}
