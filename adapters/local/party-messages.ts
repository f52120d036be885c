// Messages of a period that concern some addresses, by the index of who wrote and got what.
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

export interface PartyPeriod {
  readonly since: number;
  readonly until: number;
  /** Lower case. */
  readonly parties: readonly string[];
}

/** Where the next page begins: the last row of the one before. */
interface Place {
  readonly at: number;
  readonly id: string;
}

/** SQLite joins that many lists in one statement (500 at most, sqlite.org/limits.html); more are looked for among all messages. */
export const mostParties = 200;

/** A page of rows with `place` (the attempt), `at` and `record`, newest first, each once. */
export function partyMessages(database: DatabaseSync, pageSize: number) {
  const prepared = new Map<number, StatementSync>();
  return ({ since, until, parties }: PartyPeriod, after: Place | null): Record<string, SQLOutputValue>[] => {
    const statement = prepared.get(parties.length) ?? database.prepare(partySql(parties.length, pageSize));
    prepared.set(parties.length, statement);
    const place = after ?? { at: until, id: '' };
    return statement.all({
      $since: since,
      $at: place.at,
      $attempt: place.id,
      ...Object.fromEntries(parties.map((address, n) => [`$party${n}`, address])),
    });
  };
}

/** Lists that are in order are merged as they are read; sorting all of them anew for every page would cost their square. */
export function partySql(parties: number, pageSize: number): string {
  const list = (_: unknown, n: number) => `SELECT at, attempt FROM message_party
    WHERE address = $party${n} AND at >= $since AND (at, attempt) < ($at, $attempt)`;
  return `SELECT place.attempt AS place, place.at, message.record FROM (
    ${Array.from({ length: parties }, list).join(' UNION ')} ORDER BY 1 DESC, 2 DESC LIMIT ${pageSize}
  ) AS place CROSS JOIN message ON message.attempt = place.attempt`;
}
