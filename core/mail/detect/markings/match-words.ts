// Finds the longest run of words that a table knows, whatever punctuation may stand between them.
import type { Token } from './tokens.ts';

/** `joins` says which punctuation may stand between the words; `most` is how many words a key has at most. */
export function longestMatch<Value>(
  tokens: readonly Token[],
  from: number,
  most: number,
  map: ReadonlyMap<string, Value>,
  joins: (key: string) => boolean,
): { readonly value: Value; readonly next: number } | null {
  let key = '';
  let words = 0;
  let best: { value: Value; next: number } | null = null;
  for (let at = from; at < tokens.length && words < most; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (!token.word) {
      if (words === 0 || !joins(token.key)) break;
      continue;
    }
    key += token.key.replaceAll("'", '');
    words++;
    const value = map.get(key);
    if (value !== undefined) best = { value, next: at + 1 };
  }
  return best;
}

/** Letters of the words, nothing between. */
export function keyOf(tokens: readonly Token[]): string {
  let key = '';
  for (const token of tokens) if (token.word) key += token.key.replaceAll("'", '');
  return key;
}
