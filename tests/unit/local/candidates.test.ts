// Passwords that wait for a held file: opened by the key of their window alone, and not for longer than 72 hours.
import { createPublicKey } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWindowOpen, openCandidate, sealCandidate, windowAt } from '../../../adapters/local/candidates.ts';
import { windowFiles } from '../../../adapters/local/window-files.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 0, 5, 10);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windows-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function sealed(password: string) {
  const id = windowAt(now);
  const key = await windowFiles(folder).makeWindowKey(id);
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { key, candidate: sealCandidate(password, 'ab12', { id, key: publicKey }) };
}

describe('a candidate', () => {
  it('R-304 is opened by the key of its window, bound to its fingerprint', async () => {
    const { key, candidate } = await sealed('Maple-Syrup-42');
    expect(openCandidate(candidate, key)).toBe('Maple-Syrup-42');
    expect(openCandidate({ ...candidate, fingerprint: 'cd34' }, key)).toBeNull();
    expect(openCandidate({ ...candidate, window: '1' }, key)).toBeNull();
    expect(openCandidate(candidate, await windowFiles(folder).makeWindowKey('7'))).toBeNull();
    expect(Buffer.from(candidate.sealed, 'base64').includes('Maple')).toBe(false);
  });

  it('R-304 waits 72 hours, and its key is destroyed then', async () => {
    const files = windowFiles(folder);
    const { key, candidate } = await sealed('Maple-Syrup-42');
    expect(isWindowOpen(candidate.window, now + 72 * hour)).toBe(true);
    expect((await files.windowKey(candidate.window, now + 72 * hour))?.equals(key)).toBe(true);
    await files.destroyOldWindows(now + 72 * hour);
    expect(await readdir(folder)).toEqual([candidate.window]);
    expect(await files.windowKey(candidate.window, now + 79 * hour)).toBeNull();
    await files.destroyOldWindows(now + 79 * hour);
    expect(await readdir(folder)).toEqual([]);
  });

  it('names no file outside the store', () => {
    expect(isWindowOpen('../master.key', now)).toBe(false);
    expect(isWindowOpen(String(Number(windowAt(now)) + 1), now)).toBe(false);
  });
});
