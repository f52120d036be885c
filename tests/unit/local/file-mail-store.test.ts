import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileMailStore } from '../../../adapters/local/file-mail-store.ts';
import type { RawKeys } from '../../../adapters/local/key-client.ts';
import { utcDay } from '../../../adapters/local/key-protocol.ts';
import { key } from '../../contracts/samples.ts';

const id = `${key('a1')}.1`;
const raw = Buffer.from('Subject: the budget\r\n\r\ntext\r\n');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mail-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Keys that forget every day but the one of the clock, as the key process does a day later. */
function keysAt(clock: () => number): RawKeys {
  const keyOf = (day: string) => Buffer.from(day.padEnd(32, 'k'));
  return {
    rawKeyToday: async () => ({ day: utcDay(clock()), key: keyOf(utcDay(clock())) }),
    rawKey: async (day) => (day === utcDay(clock()) ? keyOf(day) : null),
  };
}

const file = () => join(folder, 'mail', 'raw', 'a1', id);

describe('raw copies on disk', () => {
  it('are unreadable without the key process', async () => {
    const store = await openFileMailStore(folder, keysAt(Date.now));
    await store.putRaw(id, raw);
    expect(readFileSync(file()).includes('budget')).toBe(false);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('are gone when the key of their day is', async () => {
    let now = Date.now();
    const store = await openFileMailStore(
      folder,
      keysAt(() => now),
      () => now,
    );
    await store.putRaw(id, raw);
    now += 24 * 60 * 60 * 1000;
    expect(await store.getRaw(id)).toBeNull();
    await store.putRaw(id, raw);
    expect(raw.equals((await store.getRaw(id)) ?? new Uint8Array(0))).toBe(true);
  });

  it('R-101 are not given out when they were changed or exchanged', async () => {
    const store = await openFileMailStore(folder, keysAt(Date.now));
    await store.putRaw(id, raw);
    const other = `${key('a1f')}.1`;
    await store.putRaw(other, Buffer.from('Subject: another\r\n\r\n'));
    writeFileSync(file(), readFileSync(join(folder, 'mail', 'raw', 'a1', other)));
    await expect(store.getRaw(id)).rejects.toThrow('changed or damaged');
    writeFileSync(file(), readFileSync(file()).subarray(0, 20));
    await expect(store.getRaw(id)).rejects.toThrow('changed or damaged');
  });
});

describe('the folders of the store', () => {
  it('R-703 lose what an earlier process left unfinished, and nothing else', async () => {
    const first = await openFileMailStore(folder, keysAt(Date.now));
    await first.putSealed(id, raw);
    const unfinished = join(folder, 'mail', 'unfinished');
    writeFileSync(join(unfinished, '.half'), 'half a mess');
    const second = await openFileMailStore(folder, keysAt(Date.now));
    expect(readdirSync(unfinished)).toEqual([]);
    expect(raw.equals((await second.getSealed(id)) ?? new Uint8Array(0))).toBe(true);
  });

  it('R-703 keep no half of a message that could not be written', async () => {
    const store = await openFileMailStore(folder, keysAt(Date.now));
    // A folder in the place of the file: the last step of the write fails.
    await store.putSealed(`${key('b2')}.1`, raw);
    rmSync(join(folder, 'mail', 'sealed', 'b2'), { recursive: true });
    writeFileSync(join(folder, 'mail', 'sealed', 'b2'), '');
    await expect(store.putSealed(`${key('b2')}.1`, raw)).rejects.toThrow('cannot be kept');
    expect(readdirSync(join(folder, 'mail', 'unfinished'))).toEqual([]);
  });
});
