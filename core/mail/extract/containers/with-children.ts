// What a reader found, together with parts that another look at the same bytes shows.
import type { Child, ReadResult } from '../reader.ts';

/** The result's own children come first. `more` is pulled one at a time, as they are. */
export function withChildren(result: ReadResult, more: Iterable<Child>): ReadResult {
  return { ...result, children: both(result.children ?? [], more) };
}

async function* both(own: Iterable<Child> | AsyncIterable<Child>, more: Iterable<Child>): AsyncGenerator<Child> {
  yield* own;
  yield* more;
}
