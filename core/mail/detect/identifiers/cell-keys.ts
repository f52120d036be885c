// Values of a table of records in the one form in which they are looked for in texts, hashed.
import type { CellType, HashKey } from '../../../model/register.ts';
import { Subject } from '../../../rulebook/pattern.ts';
import { type NormalText, normalText } from '../documents/normal-text.ts';
import type { RegisterKey } from '../documents/register-key.ts';
import { type DateOrder, dayOf } from './dates.ts';

/** Words of a value that are looked for. */
export const mostWords = 6;
/** Letters and digits below which a value says nothing. */
const fewestLetters = 3;
/** Characters of a cell. */
const longestCell = 400;

/** 0 for a value that is empty or too short to recognise anything by. */
export function cellKey(type: CellType, value: string, key: RegisterKey, order: DateOrder): HashKey {
  const text = value.slice(0, longestCell);
  if (type === 'date') {
    const day = dayOf(new Subject(text), order);
    return day === null ? 0 : dateKey(day, key);
  }
  const normal = normalText(text);
  if (normal.letters.length < fewestLetters) return 0;
  const words = Math.min(normal.words.length, mostWords);
  return type === 'name' ? nameKey(normal, 0, words, key) : plainKey(normal, 0, words, key);
}

/** Of `count` words from the word `from`, as one. */
export function plainKey(text: NormalText, from: number, count: number, key: RegisterKey): HashKey {
  return key.hashOf(text.letters, text.words[from] ?? 0, text.words[from + count] ?? text.letters.length).key;
}

/** Of the same words in any order: `Doe, Jane` is `Jane Doe`. */
export function nameKey(text: NormalText, from: number, count: number, key: RegisterKey): HashKey {
  const words: string[] = [];
  for (let i = from; i < from + count; i++) {
    const end = text.words[i + 1] ?? text.letters.length;
    words.push(
      String.fromCharCode(...text.letters.subarray(text.words[i] ?? 0, Math.min(end, (text.words[i] ?? 0) + 60))),
    );
  }
  return key.hashOfText(`name ${words.sort().join(' ')}`);
}

export function dateKey(day: string, key: RegisterKey): HashKey {
  return key.hashOfText(`date ${day}`);
}
