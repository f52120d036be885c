// Works on several things at once and gives the results in the order the things came, holding few of them at a time.

/** At most `width` pieces of work run or wait to be taken; a failed one rejects where its result would have come. */
export async function* inOrder<In, Out>(
  source: AsyncIterable<In>,
  width: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const running: Promise<Out>[] = [];
  for await (const item of source) {
    const result = work(item);
    // Looked at when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= width) {
      const oldest = running.shift();
      if (oldest !== undefined) yield await oldest;
    }
  }
  for (const result of running) yield await result;
}
