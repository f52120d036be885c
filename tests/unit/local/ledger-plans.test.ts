// How SQLite answers the lists of held mail and messages: by an index in the list's own order, however many there are.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeldFilter, heldList } from '../../../adapters/local/ledger-queries.ts';
import { partySql } from '../../../adapters/local/party-messages.ts';
import { databaseName, openLedger } from '../../../adapters/local/sqlite-ledger.ts';

const filters: HeldFilter = {
  class: 'held',
  state: 'kept',
  party: 'ana@agency.example',
  reason: { class: 'held', clause: 'p/one' },
};
const names = Object.keys(filters) as (keyof HeldFilter)[];

/** Every choice among the filters, none to all. */
const choices: readonly HeldFilter[] = Array.from({ length: 2 ** names.length }, (_, bits) =>
  Object.fromEntries(names.filter((_name, n) => (bits >> n) % 2 === 1).map((name) => [name, filters[name]])),
);

describe('lists of the ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-'));
  let database: DatabaseSync;
  beforeAll(async () => {
    await (await openLedger(folder)).close();
    database = new DatabaseSync(join(folder, databaseName), { readOnly: true });
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const planOf = (sql: string) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));

  it.each(choices)('neither scan nor sort held mail narrowed by %j', (filter) => {
    for (const after of [null, { at: 1, id: 'a' }]) {
      const plan = planOf(heldList(filter, after).sql);
      // Without any condition there is nothing to search for: the index is walked in its order.
      const walked = Object.keys(filter).length === 0 && after === null;
      expect(plan.filter((step) => !step.startsWith('SEARCH'))).toEqual(
        walked ? ['SCAN held USING INDEX held_by_time'] : [],
      );
    }
  });

  it('merge the messages of several people as they are read', () => {
    const plan = planOf(partySql(3, 10));
    expect(plan.filter((step) => /^SCAN (?!place)|^SCAN place USING|TEMP B-TREE/.test(step))).toEqual([]);
    expect(plan.filter((step) => step.includes('PRIMARY KEY (address=?')).length).toBe(3);
  });
});
