// Which given names one person may go by (policy/lists/given-names.txt).

/** Other names by name. */
export type GivenNames = ReadonlyMap<string, ReadonlySet<string>>;

const made = new WeakMap<ReadonlySet<string>, GivenNames>();

/** `lines` as the list holds them: names of one group, apart by spaces. */
export function givenNames(lines: ReadonlySet<string>): GivenNames {
  const known = made.get(lines);
  if (known !== undefined) return known;
  const names = new Map<string, Set<string>>();
  for (const line of lines) {
    const group = line.split(/\s+/u);
    for (const name of group) {
      const others = names.get(name) ?? new Set<string>();
      for (const other of group) others.add(other);
      names.set(name, others);
    }
  }
  made.set(lines, names);
  return names;
}

/** Letters of a given name from which on its beginning stands for it: `gen` for Geneviève. */
const shortest = 3;

export function isGivenName(word: string, given: string, names: GivenNames): boolean {
  if (word === given || (names.get(given)?.has(word) ?? false)) return true;
  return word.length >= shortest && given.startsWith(word);
}
