// Which figures of a report are left out so that no small one can be read, nor worked out from the others.

/** A figure, and how many different people of ours it rests on (counted up to `fewest`). */
export interface Figure {
  readonly count: number;
  readonly people: number;
}

/** One figure that is the sum of others. */
export interface Sum {
  readonly whole: string;
  readonly parts: readonly string[];
}

/** Messages, or people behind them, below which a figure could point at somebody. */
export const fewest = 5;

/** Names of the figures to leave out. `sums` are all the ways in which published figures depend on each other. */
export function suppressed(figures: ReadonlyMap<string, Figure>, sums: readonly Sum[]): ReadonlySet<string> {
  const hidden = new Set([...figures].filter(([, figure]) => isSmall(figure)).map(([name]) => name));
  for (;;) {
    const more = sums.flatMap((sum) => nextOf(sum, hidden, figures) ?? [])[0] ?? freeing(sums, hidden, figures);
    if (more === null) return hidden;
    hidden.add(more);
  }
}

function isSmall({ count, people }: Figure): boolean {
  return count > 0 && (count < fewest || people < fewest);
}

/** What must be left out besides, so that a sum does not give away what it hides; null when it does not. */
function nextOf(sum: Sum, hidden: ReadonlySet<string>, figures: ReadonlyMap<string, Figure>): string | null {
  const parts = sum.parts.filter((part) => hidden.has(part));
  if (hidden.has(sum.whole)) return parts.length > 0 ? null : smallestShown(sum.parts, hidden, figures);
  if (parts.length === 0) return null;
  const together = parts.reduce((total, part) => total + (figures.get(part)?.count ?? 0), 0);
  // Two of one each would follow from their sum.
  if (parts.length > 1 && together >= 2 * fewest) return null;
  return smallestShown(sum.parts, hidden, figures) ?? sum.whole;
}

function smallestShown(
  names: readonly string[],
  hidden: ReadonlySet<string>,
  figures: ReadonlyMap<string, Figure>,
): string | null {
  const shown = names.filter((name) => !hidden.has(name) && (figures.get(name)?.count ?? 0) > 0);
  shown.sort((a, b) => (figures.get(a)?.count ?? 0) - (figures.get(b)?.count ?? 0) || (a < b ? -1 : 1));
  return shown[0] ?? null;
}

/** A figure that frees one which follows from several sums together; null when none does. */
function freeing(
  sums: readonly Sum[],
  hidden: ReadonlySet<string>,
  figures: ReadonlyMap<string, Figure>,
): string | null {
  for (const known of determined(sums, hidden)) {
    if ((figures.get(known)?.count ?? 0) === 0) continue;
    const near = sums.filter(({ whole, parts }) => whole === known || parts.includes(known));
    const next = smallestShown(
      near.flatMap(({ whole, parts }) => [...parts, whole]),
      hidden,
      figures,
    );
    if (next !== null) return next;
  }
  return null;
}

/** Hidden figures that the sums and what is shown determine exactly: those that stand alone in the reduced equations. */
export function determined(sums: readonly Sum[], hidden: ReadonlySet<string>): readonly string[] {
  const names = [...hidden];
  const rows = sums.map(({ whole, parts }) =>
    names.map((name) => (name === whole ? -1 : 0) + (parts.includes(name) ? 1 : 0)),
  );
  reduce(rows, names.length);
  return rows.flatMap((row) => {
    const left = names.filter((_, i) => Math.abs(row[i] ?? 0) > rounding);
    return left.length === 1 ? left : [];
  });
}

const rounding = 1e-9;

/** Gauss and Jordan, in place. */
function reduce(rows: number[][], width: number): void {
  let done = 0;
  for (let column = 0; column < width && done < rows.length; column++) {
    const at = rows.findIndex((row, i) => i >= done && Math.abs(row[column] ?? 0) > rounding);
    const pivot = rows[at];
    if (pivot === undefined) continue;
    rows.splice(at, 1);
    rows.splice(done, 0, pivot);
    const lead = pivot[column] ?? 1;
    for (const [i, row] of rows.entries()) {
      const factor = (row[column] ?? 0) / lead;
      if (i === done || factor === 0) continue;
      for (let k = column; k < width; k++) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
    done++;
  }
}
