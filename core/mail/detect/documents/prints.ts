// Fingerprints of a text: the passages that stand for its runs, and the phrases that survive rewording.
import type { DocumentPrints, HashKey } from '../../../model/register.ts';
import { type NormalText, normalText } from './normal-text.ts';
import type { RegisterKey } from './register-key.ts';
import { chosenPassages, guaranteed, mixed, passageLength } from './winnow.ts';

export interface Phrase {
  /** Unkeyed to the outside, but chosen by the key: decides which phrases a sample keeps. */
  readonly rank: number;
  readonly key: HashKey;
  /** Index of its first word. */
  readonly word: number;
}

/** Words of a phrase: fewer are common property, more do not survive rewording. */
export const phraseWords = 3;
/** Phrases kept of one text. */
const mostPhrases = 512;
const sketchSize = 8;

/** `before` and `behind` of Passage, hashed when asked for. */
export function neighboursOf(
  { letters }: NormalText,
  place: number,
  key: RegisterKey,
): { readonly before: number; readonly behind: number } {
  const check = (from: number): number =>
    from < 0 || from + passageLength > letters.length ? 0 : key.hashOf(letters, from, from + passageLength).check;
  return { before: check(place - passageLength), behind: check(place + passageLength) };
}

/** Whether a phrase is among those that a sample of one in 2^sampling keeps. */
export function isSampled(rank: number, sampling: number): boolean {
  return sampling === 0 || rank >>> (32 - sampling) === 0;
}

/** Each phrase once, at most `most` of them by sampling. */
export function phrasesOf(
  text: NormalText,
  key: RegisterKey,
  most: number,
): { readonly phrases: readonly Phrase[]; readonly sampling: number } {
  const ranks = phraseRanks(text, key.base);
  let sampling = 0;
  let kept = new Set(ranks);
  while (kept.size > most && sampling < 31) {
    sampling++;
    kept = new Set([...kept].filter((rank) => isSampled(rank, sampling)));
  }
  const phrases: Phrase[] = [];
  for (const [word, rank] of ranks.entries()) {
    if (!kept.delete(rank)) continue;
    const to = text.words[word + phraseWords] ?? text.letters.length;
    phrases.push({ rank, word, key: key.hashOf(text.letters, text.words[word] ?? 0, to).key });
  }
  return { phrases, sampling };
}

function phraseRanks({ letters, words }: NormalText, base: number): readonly number[] {
  const ranks: number[] = [];
  for (let i = 0; i + phraseWords <= words.length; i++) {
    const to = words[i + phraseWords] ?? letters.length;
    let sum = 0;
    // A "word" of a thousand letters is no word; its beginning tells enough.
    const from = words[i] ?? 0;
    for (let j = from; j < to && j < from + 200; j++) sum = (Math.imul(sum, base) + (letters[j] ?? 0)) | 0;
    ranks.push(mixed(sum));
  }
  return ranks;
}

/** What is registered of a document, whose regions come as one text each. Null when it has too little text for a promise. */
export function printsOf(texts: readonly string[], key: RegisterKey): DocumentPrints | null {
  const normal = texts.map(normalText);
  const letters = normal.reduce((sum, each) => sum + each.letters.length, 0);
  if (letters < guaranteed) return null;
  const passages = new Map<HashKey, DocumentPrints['passages'][number]>();
  const phrases = new Set<HashKey>();
  // Regions share one sampling, so that each weighs by its length.
  const whole = normalText(texts.join('\n'));
  const { phrases: found, sampling } = phrasesOf(whole, key, mostPhrases);
  for (const phrase of found) phrases.add(phrase.key);
  for (const text of normal) {
    for (const place of chosenPassages(text.letters, key.base)) {
      const { key: hash } = key.hashOf(text.letters, place, place + passageLength);
      if (!passages.has(hash)) passages.set(hash, { key: hash, ...neighboursOf(text, place, key) });
    }
  }
  return {
    id: key.idOf(whole.letters),
    letters,
    passages: [...passages.values()],
    phrases: [...phrases],
    sampling,
    sketch: sketchOf(phrases),
  };
}

/** One-permutation min-hash: the least key of each residue class. */
function sketchOf(keys: ReadonlySet<HashKey>): readonly number[] {
  const least = new Array<number>(sketchSize).fill(0xffffffff);
  for (const key of keys) {
    const bin = key % sketchSize;
    least[bin] = Math.min(least[bin] ?? 0xffffffff, Math.floor(key / sketchSize) % 0xffffffff);
  }
  return least;
}

/** Whether two documents are versions of one another, by their sketches. */
export function areVersions(one: readonly number[], other: readonly number[]): boolean {
  return one.filter((value, i) => value === other[i]).length * 2 >= sketchSize;
}
