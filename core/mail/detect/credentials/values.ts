// Says how far a value reaches from where it begins: one word, groups of figures, the words of a pass-phrase.
import { type Candidate, candidateAt } from './candidate.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import { describes } from './plain-words.ts';
import type { Relation } from './relation.ts';
import { namesSecret } from './sentences.ts';
import { isSeparator, type Token, type TokenisedText } from './tokens.ts';
import { shapeOf } from './value-shape.ts';

/** The value that begins at token `index`, as `relation` points at it; null when nothing there could be one. */
export function valueFor(
  source: TokenisedText,
  index: number,
  relation: Relation | null,
  lexicon: Lexicon,
): Candidate | null {
  const candidate = candidateAt(source, index, lexicon);
  if (candidate === null || candidate.quoted || relation === null) return candidate;
  const phrase =
    (relation.cue & meaning.phraseNoun) !== 0 ||
    relation.kind === 'label' ||
    relation.kind === 'copula' ||
    relation.kind === 'below' ||
    relation.kind === 'column';
  const figures = candidate.shape === 'digits' || candidate.end - candidate.start === 2;
  return phrase || figures ? (wholeValue(source, candidate, relation, lexicon) ?? candidate) : candidate;
}

/** `639 041`, `30 30 A`, `5 – 0 – 3 – 3`: groups of figures, or of figures and single capitals, that begin at token `index`. */
export function figuresAt({ tokens, text }: TokenisedText, index: number): Candidate | null {
  const first = tokens[index];
  if (first === undefined || !isGroup(text, first)) return null;
  const before = tokens[isDash(text, tokens[index - 1]) ? index - 2 : index - 1];
  if (before !== undefined && before.line === first.line && before.after === '' && isGroup(text, before)) return null;
  let last = index;
  for (let at = index + 1; at < index + 12; at++) {
    const next = tokens[at];
    if (next === undefined || next.line !== first.line || next.gap || tokens[last]?.after !== '') break;
    if (isGroup(text, next)) last = at;
    else if (last < at - 1 || !isDash(text, next)) break;
  }
  const end = tokens[last];
  if (last === index || end === undefined) return null;
  const from = first.start + (/^[«"“(]/u.test(text.charAt(first.start)) ? 1 : 0);
  const value = text.slice(from, end.end).replace(/[.,;:!?)»"”]+$/u, '');
  const digits = value.replace(/\D/g, '').length;
  if (digits < 3 || digits > 12 || isAside(value)) return null;
  return { start: from, end: from + value.length, shape: 'digits', quoted: false, first: index, last, bare: null };
}

/** `4471 - 2`, `2 – 48213`: a single dash between unlike groups parts a code from something else. */
function isAside(value: string): boolean {
  const parts = value.split(/ [-–—] /);
  return parts.length === 2 && parts[0]?.length !== parts[1]?.length;
}

/** Between groups: `44 – 09`, `31 # 88`. */
function isDash(text: string, token: Token | undefined): boolean {
  return token !== undefined && token.end - token.start === 1 && /[-–—#*]/.test(text.charAt(token.start));
}

function isGroup(text: string, { spelling, start, end }: Token): boolean {
  spelling.group ??= end - start < 12 && /^[«"“(]?(?:\d{1,6}|\p{Lu})[#*]?[.,;:!?)»"”]*$/u.test(text.slice(start, end));
  return spelling.group;
}

/** UTF-16 code units of ten words. */
const longest = 300;

/** A value of several words: groups of digits, or the words of a pass-phrase up to the next punctuation. */
function wholeValue(source: TokenisedText, first: Candidate, relation: Relation, lexicon: Lexicon): Candidate | null {
  const { tokens, text } = source;
  let last = first.last;
  for (; last < first.first + 9; last++) {
    const here = tokens[last];
    const next = tokens[last + 1];
    if (
      here === undefined ||
      here.after !== '' ||
      next === undefined ||
      next.line !== here.line ||
      next.gap ||
      (next.meanings & (meaning.noun | meaning.phraseNoun | meaning.user)) !== 0 ||
      describesSpelling(tokens, last + 1) ||
      next.word === '' ||
      (relation.kind === 'adjacent' && conjunctions.has(next.word)) ||
      source.text[next.start] === '('
    )
      break;
  }
  const end = tokens[last];
  if (last === first.last || end === undefined || end.end - first.start > longest) return null;
  const tail = /[,.;:"'»]+$/.exec(text.slice(end.start, end.end))?.[0].length ?? 0;
  const value = text.slice(first.start, end.end - tail);
  const digits = /^[\d ]+#?$/.test(value);
  if (!digits && first.shape === 'digits') return null;
  const described = namesSecret(relation.cue) && isHinted(source, last) && /^[\p{L}\d' -]+$/u.test(value);
  const line = (relation.cue & meaning.phraseNoun) !== 0 && relation.kind === 'label' && !/[:()]/.test(value);
  const letters = line || described || (/^[\p{Ll}' -]+$/u.test(value) && value.split(' ').length >= 3);
  const bare = isBareLine(source, first.first, last, relation, value, lexicon);
  if (!digits && !bare && !(letters && isPhrase(source, relation, value, last, lexicon))) return null;
  return { ...first, end: end.end - tail, shape: digits ? shapeOf(value, lexicon) : 'mixed', last, bare: null };
}

/** "Password: snowshoe hare" to the end of the line: two to four small words, none of which says anything about secrets. */
function isBareLine(
  { tokens }: TokenisedText,
  first: number,
  last: number,
  { kind, cue }: Relation,
  value: string,
  lexicon: Lexicon,
): boolean {
  if (kind !== 'label' || (cue & meaning.noun) === 0 || last - first > 3 || last === first) return false;
  if (tokens[last + 1]?.line === tokens[last]?.line || !/^\p{Ll}[\p{Ll}' ]+$/u.test(value)) return false;
  const words = tokens.slice(first, last + 1);
  return words.every(
    ({ word, meanings }) =>
      word.length > 2 &&
      meanings === 0 &&
      !lexicon.nonValues.has(word) &&
      !clauseWords.has(word) &&
      !describes(word, word),
  );
}

const conjunctions = new Set(['and', 'et', 'then', 'puis', 'y', 'und', 'e', 'when', 'quand', 'to', 'pour']);

/** A pass-phrase: announced as one by a colon or a copula, or described ("with spaces"); not a clause about pass-phrases. */
function isPhrase(source: TokenisedText, relation: Relation, value: string, last: number, lexicon: Lexicon): boolean {
  const before = source.tokens[relation.value - 1];
  const joined =
    relation.kind === 'copula' ||
    ((relation.cue & meaning.label) !== 0 && relation.kind === 'adjacent') ||
    (before !== undefined && (/[:=]/.test(before.after) || isSeparator(source, before)));
  const words = value.toLowerCase().split(' ');
  if (!joined || words.some((word) => clauseWords.has(word) || word.endsWith("n't"))) return false;
  const small = words.filter((word) => lexicon.nonValues.has(word)).length;
  if (small > (isHinted(source, last) ? words.length / 2 : 1)) return false;
  return (relation.cue & meaning.phraseNoun) !== 0 || (namesSecret(relation.cue) && isHinted(source, last));
}

const clauseWords = new Set(
  'you i we it me us they he she how that which who what is are was were be been to has have will should must can may if when je tu il elle on nous vous ils que qui quoi est sont sera soit si quand el ella que es son ist sind wird wenn dass sie ich wir'.split(
    ' ',
  ),
);

/** "with the spaces", "avec les espaces" behind a value, article or not. */
function describesSpelling(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return (
    token !== undefined && (token.meanings & meaning.hint) !== 0 && token.phrasePlace === 0 && token.phraseWords > 1
  );
}

/** The words behind the value describe how it is spelled ("with spaces", "tout attaché"). */
function isHinted({ tokens }: TokenisedText, last: number): boolean {
  for (let i = last + 1; i <= last + 4; i++) if (((tokens[i]?.meanings ?? 0) & meaning.hint) !== 0) return true;
  return false;
}
