// A ledger of an earlier version is brought to this one with nothing of it lost.
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate, schemaVersion } from '../../../adapters/local/ledger-schema.ts';
import { attempt, heldItem, messageRecord } from '../../contracts/samples.ts';

it('mail of an earlier version is found by addresses with any capital letters', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database, 2);
  const mailFrom = 'ÉMILE@Agency.example';
  const recipients = [{ ...heldItem('i').recipients[0], address: 'ΝΊΚΗ@Partner.example' }];
  const item = { ...heldItem('i'), envelope: { ...attempt('a').envelope, mailFrom }, recipients };
  const record = { ...messageRecord('a'), mailFrom, recipients };
  database
    .prepare(`INSERT INTO held VALUES ('i', 'a', 'held', 1, 'outbound', ?, ?, 'kept', 0)`)
    .run(JSON.stringify(item.envelope), JSON.stringify(recipients));
  database.prepare(`INSERT INTO message VALUES ('a', 'm', 1, 'hold', ?)`).run(JSON.stringify(record));
  migrate(database);
  for (const table of ['held_party', 'message_party'])
    expect(
      new Set(
        database
          .prepare(`SELECT address FROM ${table}`)
          .all()
          .map(({ address }) => address),
      ),
    ).toEqual(new Set(['émile@agency.example', 'νίκη@partner.example']));
  expect(database.prepare('PRAGMA user_version').get()?.user_version).toBe(schemaVersion);
  database.close();
});
