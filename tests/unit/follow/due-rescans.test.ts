// Held mail for which a password came: tried a few times, not for ever.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger, type SqliteLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { rescanDue } from '../../../core/mail/rescan.ts';
import type { ScanDependencies } from '../../../core/mail/scan.ts';

const now = Date.UTC(2026, 0, 5);
let folder: string;
let ledger: SqliteLedger;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-due-'));
  ledger = await openLedger(folder);
});
afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true });
});

/** One look; rejects none of what fails. */
function look(items: readonly { readonly id: string }[], failing: () => Promise<unknown>): Promise<void> {
  const heldItems = async function* () {
    yield* items;
  };
  const { records, commit } = ledger;
  const ports = { ledger: { records, commit, heldItems }, clock: () => now };
  return rescanDue(failing, { ports, report: () => undefined } as unknown as ScanDependencies);
}

async function asked(): Promise<void> {
  const version = (await ledger.record('rescan', 'a.1'))?.version ?? 0;
  await ledger.commit([{ type: 'record', kind: 'rescan', id: 'a.1', version, value: { at: now } }]);
}

describe('R-304 reading held mail again', () => {
  it('is given up after three failures, and asked anew by the next password', async () => {
    let tried = 0;
    const failing = async () => {
      tried++;
      throw new Error('it could not be read');
    };
    await asked();
    for (let i = 0; i < 5; i++) await look([{ id: 'item' }], failing);
    expect(tried).toBe(3);
    await asked();
    await look([{ id: 'item' }], failing);
    expect(tried).toBe(4);
  });

  it('waits for mail that is not held yet, without counting', async () => {
    let tried = 0;
    await asked();
    for (let i = 0; i < 5; i++) await look([], async () => tried++);
    await look([{ id: 'item' }], async () => tried++);
    await look([{ id: 'item' }], async () => tried++);
    expect(tried).toBe(1);
  });
});
