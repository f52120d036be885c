// Tables written without spaces (`name,user,password`): finds the fields below a heading that names a secret.
import { foldWord, type Lexicon, meaning, phraseAt } from './lexicon.ts';

export interface Field {
  /** UTF-16 range in the normalised text, quotes left out. */
  readonly start: number;
  readonly end: number;
  readonly cue: number;
}

const wanted = meaning.noun | meaning.phraseNoun | meaning.code | meaning.label | meaning.key;
const maxLine = 1_000;
const maxRows = 500;

export function findCsvFields(text: string, lexicon: Lexicon): readonly Field[] {
  const found: Field[] = [];
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at);
    const columns = end - at > maxLine ? null : headingOf(text.slice(at, end), lexicon);
    at = columns === null ? end + 1 : readRows(text, end + 1, columns, found);
  }
  return found;
}

interface Columns {
  readonly delimiter: string;
  readonly count: number;
  /** Meanings of each column, 0 where it holds no secret. */
  readonly cues: readonly number[];
}

function headingOf(line: string, lexicon: Lexicon): Columns | null {
  for (const delimiter of [',', ';', '\t', '|']) {
    if (!line.includes(delimiter)) continue;
    const names = line.split(delimiter).map(nameOf);
    if (names.length < 2 || names.length > 60 || !names.every((name) => /^[\p{L}][\p{L}\d_ ./'°-]{0,39}$/u.test(name)))
      continue;
    const cues = names.map((name) => cueOf(name, lexicon));
    if (cues.some((cue) => cue !== 0)) return { delimiter, count: names.length, cues };
  }
  return null;
}

/** Without what refers to a note, as in `Password*`, and the figure of a second one, as in `Password2`. */
function nameOf(cell: string): string {
  return cell
    .trim()
    .replace(/^"|"$/g, '')
    .replace(/[*#=]$|(?<=\p{L})\d$/u, '');
}

function cueOf(name: string, lexicon: Lexicon): number {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .split(/\s+/)
    .map(foldWord);
  if (words.length > 4) return 0;
  for (let i = 0; i < words.length; i++) {
    const { meanings } = phraseAt(lexicon.startOf(words[i] ?? ''), (at) => words[at], i);
    if ((meanings & wanted) !== 0) return isKey(meanings) && words.some((word) => numbers.has(word)) ? 0 : meanings;
  }
  return 0;
}

/** Perhaps the key of a door. */
export function isKey(cue: number): boolean {
  return (cue & ~meaning.key) === 0;
}

/** "Key no.", "Clé n°": the numbers of keys that hang on a board. */
const numbers = new Set('no no. n° nr nr. num num. number numero nummer'.split(' '));

function readRows(text: string, from: number, columns: Columns, found: Field[]): number {
  let at = from;
  for (let row = 0; row < maxRows && at < text.length; row++) {
    const end = lineEnd(text, at);
    const fields = end - at > maxLine ? [] : fieldsOf(text, at, end, columns.delimiter);
    if (fields.length !== columns.count) return at;
    fields.forEach((field, index) => {
      const cue = columns.cues[index] ?? 0;
      if (cue !== 0 && field.end > field.start) found.push({ ...field, cue });
    });
    at = end + 1;
  }
  return at;
}

function fieldsOf(
  text: string,
  from: number,
  to: number,
  delimiter: string,
): readonly { start: number; end: number }[] {
  const fields: { start: number; end: number }[] = [];
  for (let at = from; at <= to; ) {
    let start = at;
    while (start < to && text[start] === ' ') start++;
    const quoted = text[start] === '"';
    const close = quoted ? text.indexOf('"', start + 1) : -1;
    const search = quoted && close >= 0 && close < to ? close : start;
    const next = text.indexOf(delimiter, search);
    const stop = next < 0 || next > to ? to : next;
    let end = search === close && quoted ? close : stop;
    if (search === close && quoted) start++;
    while (end > start && text[end - 1] === ' ') end--;
    fields.push({ start, end });
    at = stop + 1;
  }
  return fields;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
