import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { firstBreak } from '../../../core/model/audit-chain.ts';
import type { LedgerChange } from '../../../core/model/ledger.ts';
import { IllegalMove } from '../../../core/model/recipient-state.ts';
import { attempt, collect, key, nthAttempt, one } from '../../contracts/samples.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(id: string): LedgerChange {
  return { type: 'open', attempt: attempt(id), recipients: [one] };
}

function audit(subject: string): LedgerChange {
  const detail = { outcome: 'hold', recipients: 1, pack: null };
  return { type: 'audit', event: { at: 1_000, actor: 'gateway', action: 'message-decided', subject, detail } };
}

/** Changes the database as somebody with the file and without scruples would. */
function tamper(sql: string): void {
  const database = new DatabaseSync(join(folder, 'postern.db'));
  database.exec(sql);
  database.close();
}

const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Runs the committing program and kills it after so many commits; resolves with those it was told are durable. */
async function commitAndKill(lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [program('commit-until-killed.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (told.push(line) === lines) child.kill('SIGKILL');
  }
  return told;
}

describe('commits that wait together', () => {
  it('are refused one by one: a bad one does not take the others with it', async () => {
    const ledger = await openLedger(folder);
    const commits = Array.from({ length: 60 }, (_, i) => {
      const id = nthAttempt(i);
      const bad: LedgerChange = { type: 'move', move: { attempt: id, address: one, from: 'accepted', to: 'served' } };
      return ledger.commit(i % 3 === 0 ? [open(id), audit(id), bad] : [open(id), audit(id)]);
    });
    const results = await Promise.allSettled(commits);
    for (const [i, result] of results.entries()) {
      expect(result.status).toBe(i % 3 === 0 ? 'rejected' : 'fulfilled');
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(IllegalMove);
    }
    expect((await collect(ledger.unfinished())).length).toBe(40);
    expect((await collect(ledger.auditEntries('main', 0))).length).toBe(40);
    expect(await firstBreak(ledger.auditEntries('main', 0))).toBeNull();
    await ledger.close();
  });

  it('are all written before close resolves', async () => {
    const ledger = await openLedger(folder);
    const commits = Array.from({ length: 30 }, (_, i) => ledger.commit([open(nthAttempt(i))]));
    await ledger.close();
    await Promise.all(commits);
    await expect(ledger.commit([open(`${key('f')}.1`)])).rejects.toThrow('closed');
    const again = await openLedger(folder);
    expect((await collect(again.unfinished())).length).toBe(30);
    await again.close();
  });
});

describe('a gateway that is killed', () => {
  it('R-703 finds everything that was called durable, and a whole audit trail', async () => {
    const told: string[] = [];
    for (const lines of [1, 150, 400]) {
      told.push(...(await commitAndKill(lines)));
      const ledger = await openLedger(folder);
      const kept = await collect(ledger.unfinished());
      const ids = new Set(kept.map((record) => record.attempt.id));
      expect(told.filter((id) => !ids.has(id))).toEqual([]);
      expect(kept.every(({ recipients }) => recipients[0]?.state === 'decided')).toBe(true);
      expect(await firstBreak(ledger.auditEntries('main', 0))).toBeNull();
      expect((await collect(ledger.auditEntries('main', 0))).length).toBe(kept.length);
      await ledger.close();
      // Ids begin anew with each process.
      rmSync(join(folder, 'postern.db'));
      told.length = 0;
    }
  });
});

describe('the audit trail', () => {
  beforeEach(async () => {
    const ledger = await openLedger(folder);
    for (const subject of ['a', 'b', 'c']) await ledger.commit([audit(subject), audit(`${subject}2`)]);
    await ledger.close();
  });

  async function brokenAt(): Promise<number | null> {
    const ledger = await openLedger(folder);
    const found = await firstBreak(ledger.auditEntries('main', 0));
    await ledger.close();
    return found;
  }

  it('R-404 cannot be changed by way of the database', async () => {
    expect(() => tamper("UPDATE audit SET subject = 'x' WHERE number = 2")).toThrow('append-only');
    expect(() => tamper('DELETE FROM audit WHERE number = 6')).toThrow('append-only');
    expect(await brokenAt()).toBeNull();
  });

  it('R-404 shows an event that was changed or taken out all the same', async () => {
    tamper("DROP TRIGGER audit_keeps_values; UPDATE audit SET detail = '{}' WHERE number = 4");
    expect(await brokenAt()).toBe(4);
    tamper('DROP TRIGGER audit_keeps_rows; DELETE FROM audit WHERE number = 2');
    expect(await brokenAt()).toBe(2);
  });
});

describe('a ledger that cannot be used says so', () => {
  it('R-703 when it is asked what cannot be sent to it, and answers the next question', async () => {
    const ledger = await openLedger(folder);
    await expect(ledger.heldItem((() => 'no id') as never)).rejects.toThrow('could not be sent');
    expect(await ledger.heldItem('none')).toBeNull();
    await ledger.close();
  });

  it('when its file is no database, or cut in the middle', async () => {
    writeFileSync(join(folder, 'postern.db'), 'x'.repeat(5_000));
    await expect(openLedger(folder)).rejects.toThrow('restore the newest backup');
  });

  it('when it was written by a newer version', async () => {
    await (await openLedger(folder)).close();
    tamper('PRAGMA user_version = 99');
    await expect(openLedger(folder)).rejects.toThrow('newer version');
  });

  it('R-703 when another program writes, and works again afterwards', async () => {
    const ledger = await openLedger(folder, { busyTimeout: 20 });
    const other = new DatabaseSync(join(folder, 'postern.db'));
    other.exec('BEGIN IMMEDIATE');
    await expect(ledger.commit([open(`${key('a')}.1`)])).rejects.toThrow('another program is writing');
    other.exec('ROLLBACK');
    other.close();
    await ledger.commit([open(`${key('a')}.1`)]);
    expect(await ledger.attempt(`${key('a')}.1`)).not.toBeNull();
    await ledger.close();
  });

  it('R-703 when there is no room, and calls nothing durable that is not', async () => {
    // A limit on the size of any file stands for a full disk (512-byte blocks).
    const command = `ulimit -f 400; exec "$0" "$1" "$2"`;
    const child = spawn('sh', ['-c', command, process.execPath, program('commit-until-refused.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = await Array.fromAsync(createInterface({ input: child.stdout }));
    expect(lines.pop()).toMatch(/^refused: the ledger cannot be used: (the disk|another)/);
    expect(lines.length).toBeGreaterThan(0);
    const ledger = await openLedger(folder);
    const ids = new Set((await collect(ledger.unfinished())).map((record) => record.attempt.id));
    expect(lines.filter((id) => !ids.has(id))).toEqual([]);
    expect(await firstBreak(ledger.auditEntries('main', 0))).toBeNull();
    await ledger.close();
  });
});
