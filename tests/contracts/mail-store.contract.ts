// What every MailStore does, wherever it keeps its bytes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailStore } from '../../core/ports.ts';
import { collect, key } from './samples.ts';

export interface OpenedMailStore {
  readonly store: MailStore;
  close(): Promise<void>;
}

const id = `${key('a1')}.1`;
const bytes = Buffer.from('From: a@b.example\r\n\r\n\0\xff\r\n', 'latin1');

/** `open` makes an empty store that writes with the time of the machine. */
export function describeMailStore(name: string, open: () => Promise<OpenedMailStore>): void {
  describe(`the mail store on ${name}`, () => {
    let opened: OpenedMailStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('gives raw and sealed content back byte for byte, apart from each other', async () => {
      const { store } = opened;
      await store.putRaw(id, bytes);
      expect(await store.getSealed(id)).toBeNull();
      await store.putSealed(id, Buffer.from('sealed'));
      expect(Buffer.from((await store.getRaw(id)) ?? [])).toEqual(bytes);
      expect(Buffer.from((await store.getSealed(id)) ?? [])).toEqual(Buffer.from('sealed'));
    });

    it('keeps an empty message, and one of many megabytes', async () => {
      const { store } = opened;
      const large = Buffer.alloc(9_000_001, 'x');
      await store.putRaw(id, new Uint8Array(0));
      expect((await store.getRaw(id))?.length).toBe(0);
      await store.putRaw(id, large);
      expect(large.equals((await store.getRaw(id)) ?? new Uint8Array(0))).toBe(true);
    });

    it('replaces content and deletes it, also twice', async () => {
      const { store } = opened;
      await store.putRaw(id, bytes);
      await store.putRaw(id, Buffer.from('second'));
      expect(Buffer.from((await store.getRaw(id)) ?? []).toString()).toBe('second');
      await store.putSealed(id, bytes);
      for (let i = 0; i < 2; i++) {
        await store.deleteRaw(id);
        await store.deleteSealed(id);
      }
      expect(await store.getRaw(id)).toBeNull();
      expect(await store.getSealed(id)).toBeNull();
    });

    it('lists raw copies written before a time', async () => {
      const { store } = opened;
      const ids = ['a', 'b', 'c'].map((start) => `${key(start)}.1`);
      for (const one of ids) await store.putRaw(one, bytes);
      await store.putSealed(`${key('d')}.1`, bytes);
      expect(new Set(await collect(store.listRaw(Date.now() + 60_000)))).toEqual(new Set(ids));
      expect(await collect(store.listRaw(Date.now() - 60_000))).toEqual([]);
    });

    it('refuses ids that lead elsewhere', async () => {
      const { store } = opened;
      for (const bad of [
        '',
        '.',
        '..',
        '../../postern.db',
        'a/b',
        '/etc/passwd',
        'a\\b',
        'a\0b',
        '.hidden',
        'x'.repeat(300),
      ]) {
        await expect(store.putRaw(bad, bytes)).rejects.toThrow('not the id');
        await expect(store.getSealed(bad)).rejects.toThrow('not the id');
        await expect(store.deleteSealed(bad)).rejects.toThrow('not the id');
      }
    });
  });
}
