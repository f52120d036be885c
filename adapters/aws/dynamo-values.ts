// Records by key and by what an index named, many at a time.
import type * as layout from './dynamo-layout.ts';
import { readRecord, storedAll } from './dynamo-records.ts';
import type { DynamoTable, Key } from './dynamo-table.ts';

const pageSize = 100;

/** Null when there is none. */
export async function readValue<T>(table: DynamoTable, kind: layout.Kind<T>, id: string): Promise<T | null> {
  return (await readRecord(table, kind, id))?.value ?? null;
}

/** Values of the records that an index named, in its order. */
export async function* valuesOf<T>(table: DynamoTable, keys: AsyncIterable<Key>): AsyncGenerator<T> {
  for await (const page of inPages(keys)) {
    const found = new Map((await table.getAll(page)).map((item) => [`${item.pk}\0${item.sk}`, item]));
    const items = page.map(({ pk, sk }) => found.get(`${pk}\0${sk}`)).filter((item) => item !== undefined);
    for (const { value } of await storedAll<T>(table, items)) yield value;
  }
}

export async function* inPages<T>(all: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let page: T[] = [];
  for await (const one of all) {
    page.push(one);
    if (page.length === pageSize) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Several ordered sources as one. */
export async function* merged<T>(
  sources: readonly AsyncIterable<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T> {
  const heads = await Promise.all(
    sources.map(async (source) => {
      const iterator = source[Symbol.asyncIterator]();
      return { iterator, next: await iterator.next() };
    }),
  );
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (first === undefined || first.next.done === true || compare(head.next.value, first.next.value) < 0)
        first = head;
    }
    if (first === undefined || first.next.done === true) return;
    yield first.next.value;
    first.next = await first.iterator.next();
  }
}
