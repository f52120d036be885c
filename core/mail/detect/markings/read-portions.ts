// Reads portion marks: paragraphs that begin with their own mark in brackets, such as (S//NF) or (PB).
import { foldText } from './fold-text.ts';
import type { Lexicon, Sense } from './lexicon.ts';
import type { Line, Lines } from './lines.ts';
import { tokensOf } from './tokens.ts';

export interface PortionMarks {
  /** Meanings of the highest mark. */
  readonly senses: readonly Sense[];
  readonly controls: boolean;
  /** How many paragraphs carry one. */
  readonly count: number;
  /** UTF-16 offsets in the text of the first of the highest marks. */
  readonly start: number;
  readonly end: number;
}

interface Mark {
  readonly senses: readonly Sense[];
  readonly controls: boolean;
  readonly start: number;
  readonly end: number;
}

const longestMark = 80;

/** Null unless enough paragraphs are marked that chance, an enumeration or a copyright sign is out of the question. */
export function readPortions(text: string, { lines, spaced }: Lines, lexicon: Lexicon): PortionMarks | null {
  let paragraphs = 0;
  let others = 0;
  const marks: Mark[] = [];
  for (const line of lines) {
    if (spaced && !line.blankBefore && text[line.start] !== '(') continue;
    paragraphs++;
    const read = markAt(text, line, lexicon);
    if (read === 'other') others++;
    else if (read !== null) marks.push(read);
  }
  const controlled = marks.filter((mark) => mark.controls).length;
  const enough =
    controlled > 0 ? marks.length >= 1 : marks.length >= 2 && marks.length * 4 >= paragraphs && others === 0;
  return enough ? highestOf(marks) : null;
}

/** `other` for brackets that enumerate: (A), (d), (2). */
function markAt(text: string, line: Line, lexicon: Lexicon): Mark | 'other' | null {
  let start = line.start;
  // A bullet may stand before the mark.
  while (start < line.end && start < line.start + 4 && '•-*–·◦▪ \t'.includes(text[start] ?? '')) start++;
  if (text[start] !== '(') return null;
  const length = text.slice(start, Math.min(line.end, start + longestMark)).indexOf(')');
  if (length < 0) return null;
  const close = start + length;
  const inside = text.slice(start + 1, close);
  if (text[close + 1] !== ' ' && text[close + 1] !== '\t' && text[close + 1] !== '\u00a0') return null;
  const after = text.slice(close + 1, close + 16).trimStart();
  const mark = marked(inside, lexicon);
  if (mark === null) return /^[A-Za-z0-9]{1,2}$/.test(inside) ? 'other' : null;
  if (!mark.controls && /^\d{4}|^copyright|^by\b|^[a-z]/i.test(after) && !/^[A-Z][a-z' ]|^[A-Z]{2}/.test(after))
    return 'other';
  if (/^copyright/i.test(after)) return 'other';
  return { ...mark, start, end: close + 1 };
}

function marked(
  inside: string,
  lexicon: Lexicon,
): { readonly senses: readonly Sense[]; readonly controls: boolean } | null {
  const tokens = tokensOf(foldText(inside).text);
  const cut = tokens.findIndex((token) => token.key === '//');
  const head = cut < 0 ? tokens : tokens.slice(0, cut);
  const rest = cut < 0 ? [] : tokens.slice(cut + 1);
  if (head.some((token) => token.word && !token.upper)) return null;
  const senses = lexicon.portions.get(head.map((token) => (token.word ? token.key : '')).join(''));
  if (senses === undefined || rest.some((token) => token.word && !token.upper && !/^\d/.test(token.key))) return null;
  return { senses, controls: cut >= 0 };
}

function highestOf(marks: readonly Mark[]): PortionMarks | null {
  let best: Mark | null = null;
  for (const mark of marks) if (best === null || weightOf(mark) > weightOf(best)) best = mark;
  return best === null ? null : { ...best, controls: marks.some((mark) => mark.controls), count: marks.length };
}

function weightOf(mark: Mark): number {
  return Math.max(...mark.senses.map((sense) => (sense.sensitive ? 100 : 0) + sense.rank));
}
