// What a commit works on: records read once, changed in memory, and written back together if nobody else changed them.
import type { Kind } from './dynamo-layout.ts';
import { deletes, puts, type Stored, stored } from './dynamo-records.ts';
import type { DynamoTable, Item, Key, Write } from './dynamo-table.ts';

export interface Wanted {
  readonly kind: Kind<never>;
  readonly id: string;
}

export interface Draft {
  /** Null when there is none. Only what was asked for when the draft was opened is known. */
  get<T>(kind: Kind<T>, id: string): T | null;
  /** Version of what was read; 0 when nothing was. */
  version<T>(kind: Kind<T>, id: string): number;
  set<T>(kind: Kind<T>, id: string, value: T | null): void;
  /** A write beside the records, such as a pointer. */
  add(write: Write): void;
  writes(): readonly Write[];
}

interface Cell {
  readonly kind: Kind<unknown>;
  readonly id: string;
  readonly before: Stored<unknown> | null;
  value: unknown;
  changed: boolean;
}

/** By place: what an item is taken for without a look, null for absent. The write finds out. */
export type Guesses = ReadonlyMap<string, Item | null>;

export async function openDraft(
  table: DynamoTable,
  wanted: readonly Wanted[],
  guesses: Guesses = new Map(),
): Promise<Draft> {
  const keys = new Map(wanted.map(({ kind, id }) => [placeOf(kind.key(id)), kind.key(id)]));
  const unknown = [...keys].filter(([place]) => !guesses.has(place)).map(([, key]) => key);
  const items = new Map((await read(table, unknown)).map((item) => [placeOf(item), item]));
  const cells = new Map<string, Cell>();
  for (const { kind, id } of wanted) {
    const place = placeOf(kind.key(id));
    const item = guesses.get(place) ?? items.get(place);
    const before = item === undefined ? null : await stored<unknown>(table, item);
    cells.set(place, { kind: kind as Kind<unknown>, id, before, value: before?.value ?? null, changed: false });
  }
  return draftOf(cells);
}

/** One item is read by itself: that is cheaper and quicker than a batch of one. */
async function read(table: DynamoTable, keys: readonly Key[]): Promise<readonly Item[]> {
  const [only] = keys;
  if (only === undefined) return [];
  if (keys.length > 1) return table.getAll(keys);
  const item = await table.get(only);
  return item === null ? [] : [item];
}

function draftOf(cells: ReadonlyMap<string, Cell>): Draft {
  const beside: Write[] = [];
  const cellOf = (kind: Pick<Kind<never>, 'key'>, id: string): Cell => {
    const cell = cells.get(placeOf(kind.key(id)));
    if (cell === undefined) throw new Error('the ledger was asked for a record that it had not read');
    return cell;
  };
  return {
    get: <T>(kind: Kind<T>, id: string) => cellOf(kind, id).value as T | null,
    version: (kind, id) => cellOf(kind, id).before?.version ?? 0,
    set(kind, id, value) {
      const cell = cellOf(kind, id);
      cell.value = value;
      cell.changed = true;
    },
    add: (write) => beside.push(write),
    writes: () => [...[...cells.values()].filter(({ changed }) => changed).flatMap(writesOf), ...beside],
  };
}

function writesOf({ kind, id, before, value }: Cell): readonly Write[] {
  if (value !== null) return puts(kind, id, value, before);
  return before === null ? [] : deletes(kind, id, before);
}

/** Where an item lies, as one text. */
export function placeOf({ pk, sk }: Key): string {
  return `${pk}\0${sk}`;
}
