// One commit: reads what its changes concern, applies them in memory, and writes the outcome if nobody else wrote meanwhile.
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerChange } from '../../core/model/ledger.ts';
import type { Clock, Ledger } from '../../core/ports.ts';
import { attemptRange } from './dynamo-layout.ts';
import { type DynamoTable, type Item, type Write, WriteConflict } from './dynamo-table.ts';
import { apply, concernedBy } from './ledger-changes.ts';
import { type Draft, type Guesses, openDraft, placeOf } from './ledger-draft.ts';

/** Milliseconds; chains are shared by many writers, and each needs its turn. */
const longestPause = 400;
const mostTries = 14;

/** Changes whose records nearly never exist yet. */
const firsts: ReadonlySet<LedgerChange['type']> = new Set(['open', 'retain', 'message', 'notice']);
/** Attempts that this process wrote last: it goes on with them. */
const mostRecent = 16;

export function ledgerCommit(table: DynamoTable, clock: Clock): Ledger['commit'] {
  const recent = new Map<string, Item>();
  return async (changes) => {
    const concerned = changes.flatMap(concernedBy);
    // A wrong guess costs a second try: what is written depends on what was guessed.
    let guesses = guess(changes, recent);
    for (let tries = 1; ; tries++) {
      const draft = await openDraft(table, concerned, guesses);
      const writes = applied(changes, draft, clock, guesses.size > 0);
      if (writes !== null) {
        try {
          await table.write(writes);
          return remember(recent, writes);
        } catch (cause) {
          if (!(cause instanceof WriteConflict) || tries >= mostTries) throw cause;
        }
      }
      if (guesses.size === 0) await pause(Math.random() * Math.min(longestPause, 5 * 2 ** tries));
      guesses = new Map();
    }
  };
}

/** Null when the changes do not fit what was only guessed. */
function applied(
  changes: readonly LedgerChange[],
  draft: Draft,
  clock: Clock,
  guessed: boolean,
): readonly Write[] | null {
  try {
    for (const change of changes) apply(change, draft, clock());
    return draft.writes();
  } catch (cause) {
    if (guessed) return null;
    throw cause;
  }
}

function guess(changes: readonly LedgerChange[], recent: ReadonlyMap<string, Item>): Guesses {
  const guesses = new Map<string, Item | null>();
  for (const change of changes) {
    for (const { kind, id } of concernedBy(change)) {
      const place = placeOf(kind.key(id));
      const known = recent.get(place) ?? (firsts.has(change.type) ? null : undefined);
      if (known !== undefined && !guesses.has(place)) guesses.set(place, known);
    }
  }
  return guesses;
}

/** Attempts alone are written several times by one process, and by nobody else in its turn. */
function remember(recent: Map<string, Item>, writes: readonly Write[]): void {
  for (const write of writes) {
    const key = write.type === 'put' ? write.item : write.key;
    if (!key.sk.startsWith(attemptRange.from)) continue;
    recent.delete(placeOf(key));
    // A record in parts would be incomplete.
    if (write.type === 'put' && write.item.parts === undefined) recent.set(placeOf(key), write.item);
  }
  for (const [oldest] of recent) {
    if (recent.size <= mostRecent) break;
    recent.delete(oldest);
  }
}
