// Finds the phrases of word lists in a text, in one walk over its words.

export interface PhraseBook {
  /** Distinct phrases per category that occur in the words. */
  count(words: readonly string[]): ReadonlyMap<string, number>;
}

type Rest = readonly { readonly words: readonly string[]; readonly category: string }[];

/** Phrases are lower case, words between single spaces. */
export function phraseBook(categories: ReadonlyMap<string, ReadonlySet<string>>): PhraseBook {
  const byFirst = new Map<string, Rest>();
  for (const [category, phrases] of categories) {
    for (const phrase of phrases) {
      const [first = '', ...words] = wordsOf(phrase);
      byFirst.set(first, [...(byFirst.get(first) ?? []), { words, category }]);
    }
  }
  return {
    count(words) {
      const seen = new Set<object>();
      const counts = new Map<string, number>();
      words.forEach((word, at) => {
        for (const entry of byFirst.get(word) ?? []) {
          if (seen.has(entry) || !entry.words.every((each, i) => words[at + 1 + i] === each)) continue;
          seen.add(entry);
          counts.set(entry.category, (counts.get(entry.category) ?? 0) + 1);
        }
      });
      return counts;
    },
  };
}

/** Lower-case words without accents; `$` and `%` stay, they are what such texts are about. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\u00ad\u200b-\u200d]/gu, '')
    .split(/[^\p{L}\p{N}$%]+/u)
    .filter((word) => word !== '');
}

const disguises: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', $: 's' };

/** `v1agra` → `viagra`; null for a word that wears no figures among its letters. */
export function undisguised(word: string): string | null {
  if (word.length < 4 || word.length > 20 || !/\p{L}[013457$]+\p{L}/u.test(word)) return null;
  return word.replace(/[013457$]/g, (sign) => disguises[sign] ?? sign);
}
