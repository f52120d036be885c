// The data inventory lists what the code stores, field by field: a new field without a line fails here.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotOf, type Table } from '../../adapters/local/copies/ledger-rows.ts';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { recordKinds } from '../../core/model/ledger.ts';
import { fieldsOf, inventory } from '../harness/data-inventory.ts';

let folder: string;
let tables: readonly Table[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-inventory-'));
  await (await openLedger(folder)).close();
  const snapshot = snapshotOf(folder);
  tables = snapshot.tables;
  snapshot.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('R-705 the data inventory', () => {
  it('lists every table of the ledger with all of its fields, and no other', () => {
    const listed = inventory('Tables of the ledger').map(({ cells: [name, fields] }) => [name, fields]);
    const found = tables.map(({ name, columns }) => [`\`${name}\``, columns.map((column) => column.name).join(', ')]);
    expect(listed.sort()).toEqual(found.sort());
  });

  it('lists every kind of record that oversight keeps', () => {
    const listed = inventory('Records of oversight').map(({ cells: [name] }) => name);
    expect(listed.sort()).toEqual(recordKinds.map((kind) => `\`${kind}\``).sort());
  });

  it.each([...inventory('Within a field'), ...inventory('Records of oversight')])(
    'lists the fields of $cells.0',
    ({ cells: [, type = '', fields] }) => {
      if (type === '–') return expect(fields).toBe('–');
      expect(fields).toBe(fieldsOf(type).join(', '));
    },
  );

  it('covers what messages, held items and envelopes are recorded as', () => {
    const types = inventory('Within a field').map(({ cells: [, type] }) => type);
    for (const name of [
      'MessageRecord',
      'Finding',
      'Part',
      'Envelope',
      'EnvelopeRecipient',
      'HeldRecipient',
      'AuditEvent',
    ])
      expect(types.some((type) => type?.startsWith(`\`${name}\` in`))).toBe(true);
  });

  it('says of everything how long it is kept and who reads it', () => {
    const text = readFileSync('docs/data-inventory.md', 'utf8');
    expect(text).not.toMatch(/\| *\|/);
    for (const words of ['72 hours', '400 days', 'legal hold']) expect(text).toContain(words);
  });
});
