// Which stretches of one text touch each other, found without comparing each with each.

export interface Span {
  /** UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
}

/** Of spans that share characters the better one stays; the result is in order of place and free of overlaps. */
export function withoutOverlaps<T extends Span>(spans: readonly T[], isBetter: (a: T, b: T) => boolean): readonly T[] {
  const kept: T[] = [];
  for (const span of [...spans].sort((a, b) => a.offset - b.offset || b.length - a.length)) {
    const last = kept.at(-1);
    if (last === undefined || span.offset >= last.offset + last.length) kept.push(span);
    else if (isBetter(span, last)) kept[kept.length - 1] = span;
  }
  return kept;
}

/** Tells whether a span shares characters with one of `spans`, which are in order and free of overlaps. */
export function overlapWith(spans: readonly Span[]): (span: Span) => boolean {
  return ({ offset, length }) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = spans[middle];
      if (other !== undefined && other.offset + other.length <= offset) low = middle + 1;
      else high = middle;
    }
    const next = spans[low];
    return next !== undefined && next.offset < offset + length;
  };
}
