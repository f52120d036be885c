// The values that a text could hold for the columns of a table: its runs of words, its names, its dates, each hashed once.
import type { HashKey, RecordColumn } from '../../../model/register.ts';
import { Subject } from '../../../rulebook/pattern.ts';
import { type NormalText, normalText } from '../documents/normal-text.ts';
import type { RegisterKey } from '../documents/register-key.ts';
import { dateKey, mostWords, nameKey, plainKey } from './cell-keys.ts';
import { findDates } from './dates.ts';

export interface TextValue {
  readonly key: HashKey;
  /** Index of its first word. */
  readonly word: number;
  readonly words: number;
}

export interface TextValues {
  readonly text: NormalText;
  /** All that a column could be looked up by, between two words. */
  valuesFor(column: RecordColumn, from?: number, to?: number): Iterable<TextValue>;
}

export function textValues(region: string, key: RegisterKey): TextValues {
  const text = normalText(region);
  const digits = digitCounts(text);
  const known = { plain: new Map<number, HashKey>(), name: new Map<number, HashKey>() };
  let dates: readonly TextValue[] | null = null;
  const hashed = (type: 'plain' | 'name', word: number, words: number): HashKey => {
    const place = word * (mostWords + 1) + words;
    const before = known[type].get(place);
    if (before !== undefined) return before;
    const made = type === 'name' ? nameKey(text, word, words, key) : plainKey(text, word, words, key);
    known[type].set(place, made);
    return made;
  };
  return {
    text,
    *valuesFor({ type, words, digits: needsDigit }, from = 0, to = text.words.length) {
      if (type === 'date') {
        dates ??= datesOf(region, text, key);
        for (const each of dates) if (each.word >= from && each.word < to) yield each;
        return;
      }
      for (let word = Math.max(0, from); word < Math.min(to, text.words.length); word++) {
        // A name of one word is a word like any other.
        for (let count = type === 'name' ? Math.min(2, words) : 1; count <= words; count++) {
          if (word + count > text.words.length) break;
          if (needsDigit && digits[word] === digits[word + count]) continue;
          yield { key: hashed(type, word, count), word, words: count };
        }
      }
    },
  };
}

/** How many words with a digit stand before each word. */
function digitCounts({ letters, words }: NormalText): Uint32Array {
  const counts = new Uint32Array(words.length + 1);
  for (let i = 0; i < words.length; i++) {
    let has = 0;
    for (let j = words[i] ?? 0; j < (words[i + 1] ?? letters.length) && has === 0; j++) {
      const letter = letters[j] ?? 0;
      if (letter >= 0x30 && letter <= 0x39) has = 1;
    }
    counts[i + 1] = (counts[i] ?? 0) + has;
  }
  return counts;
}

function datesOf(region: string, text: NormalText, key: RegisterKey): readonly TextValue[] {
  const values: TextValue[] = [];
  let word = 0;
  for (const { offset, days } of findDates(new Subject(region))) {
    while (word + 1 < text.words.length && (text.places[text.words[word + 1] ?? 0] ?? 0) <= offset) word++;
    for (const day of days) values.push({ key: dateKey(day, key), word, words: 1 });
  }
  return values;
}
