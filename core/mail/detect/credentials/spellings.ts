// Finds out once for a text what is known of a word by how it is written, wherever it stands.
import { hashOf } from './learned/slots.ts';
import { smallWord } from './learned/small-words.ts';
import { foldWord, type Lexicon, meaning, type Start } from './lexicon.ts';
import type { ValueShape } from './value-shape.ts';

export interface Spelling {
  /** Folded, without punctuation; '' when there is nothing but punctuation. */
  readonly word: string;
  readonly hash: number;
  readonly after: string;
  /** Where the value begins in `pwd:value`; 0 in a word that is one piece. */
  readonly split: number;
  readonly start: Start;
  /** The part a small word plays, as `smallWord` numbers it. */
  readonly part: number;
  /** Bits of `topic`. */
  readonly topics: number;
  readonly neverValue: boolean;
  /** Stands for a character read out. */
  readonly readOut: boolean;
  /** The value it would be without the marks around it; null for none, undefined while nobody asked, as below. */
  bare: Bare | null | undefined;
  /** Whether it is more than a plain word. */
  unusual: boolean | undefined;
  /** Whether it may be one of several groups of figures. */
  group: boolean | undefined;
  /** Which of `looks` it has. */
  look: number | undefined;
}

export interface Bare {
  /** Place within the word (UTF-16 code units). */
  readonly from: number;
  readonly to: number;
  readonly shape: ValueShape;
  /** What follows from the characters alone; undefined while nobody asked. */
  likeness: number | undefined;
  traits: ValueTraits | undefined;
}

/** What follows from the characters of a value alone. */
export interface ValueTraits {
  /** Index of `classes`. */
  readonly kind: number;
  readonly noted: readonly number[];
  /** Slots of its form. */
  readonly form: readonly number[];
}

/** The spelling of a stretch of text; `whole`: it may be a label and a value stuck together. */
export type Spell = (text: string, start: number, end: number, whole: boolean) => Spelling;

const longest = 300;
const most = 20_000;
const labels =
  meaning.noun | meaning.phraseNoun | meaning.code | meaning.weak | meaning.label | meaning.key | meaning.user;

export function speller(lexicon: Lexicon): Spell {
  const wholes = new Map<string, Spelling>();
  const rests = new Map<string, Spelling>();
  const tooLong = spellingOf('', '', 0, lexicon);
  return (text, start, end, whole) => {
    if (end - start > longest) return tooLong;
    const raw = text.slice(start, end);
    const met = whole ? wholes : rests;
    const known = met.get(raw);
    if (known !== undefined) return known;
    const split = whole ? splitOf(raw, lexicon) : 0;
    const piece = split === 0 ? raw : raw.slice(0, split);
    const spelling = spellingOf(wordOf(piece), markAfter(piece), split, lexicon);
    if (met.size < most) met.set(raw, spelling);
    return spelling;
  };
}

function spellingOf(word: string, after: string, split: number, lexicon: Lexicon): Spelling {
  return {
    word,
    hash: hashOf(word),
    after,
    split,
    start: lexicon.startOf(word),
    part: smallWord(word),
    topics: lexicon.topics.get(word) ?? 0,
    neverValue: lexicon.nonValues.has(word),
    readOut: isReadOut(word, lexicon),
    bare: undefined,
    unusual: undefined,
    group: undefined,
    look: undefined,
  };
}

/** Splits `pwd:value` and `user=name` behind the label; 0 where there is nothing to split. */
function splitOf(raw: string, lexicon: Lexicon): number {
  if (!/[^:=][:=]+[^:=]/.test(raw)) return splitPair(raw, lexicon);
  const split = /^["'«([{*_-]{0,3}([\p{L}][\p{L}\p{N}_.@$\-/]{0,50})["'*_)]{0,2}(?::|=>|=)(?=[^:/=\s])/u.exec(raw);
  if (split === null || split[0].length >= raw.length) return 0;
  const label = lexicon.meaningsOf(foldWord(splitCamel(split[1] ?? '')));
  return (label & labels) === 0 ? 0 : split[0].length;
}

/** Splits `admin/value7` behind the account's name; paths and alternatives (`root/admin`) stay whole. */
function splitPair(raw: string, lexicon: Lexicon): number {
  const pair = /^[("']?(\p{L}{2,20})\/(?=[^/\s]*[\d!#$%&*+=^~])[^/\s]{5,60}$/u.exec(raw);
  const name = pair?.[1];
  if (name === undefined || (lexicon.meaningsOf(foldWord(name)) & meaning.account) === 0) return 0;
  return raw.indexOf('/') + 1;
}

function splitCamel(name: string): string {
  return /\p{Ll}\p{Lu}/u.test(name) ? name.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2') : name;
}

const opening = /^["'“”„«»‹›‘’<[({*_`|•·–—→⇒➔➜¿¡-]+/;
const closing = /["'“”«»‹›’>\])}*_`|,.;:!?=…/-]+$/;

function wordOf(raw: string): string {
  if (/^[a-z]+$/.test(raw)) return raw;
  const core = raw.replace(opening, '').replace(closing, '');
  const joined = /^(?:\w ){3,}\w$/.test(core) ? core.replaceAll(' ', '') : core;
  return foldWord(/^[\p{L}_]+$/u.test(joined) ? splitCamel(joined) : joined);
}

function markAfter(raw: string): string {
  if (isLetterOrDigit(raw.charCodeAt(raw.length - 1))) return '';
  const tail = /[:=,;.!?)…]["'”»’)\]*_`]{0,3}$/.exec(raw);
  if (tail !== null) return tail[0].charAt(0) === '…' ? '.' : tail[0].charAt(0);
  return '';
}

export function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Whether a word, folded, stands for one character or says which case it has. */
function isReadOut(word: string, lexicon: Lexicon): boolean {
  if (word.length === 1) return /^[a-z0-9]$/.test(word);
  if (lexicon.spelling.has(word) || caseWords.has(word)) return true;
  return word.includes('-') && word.split('-').every((part) => lexicon.spelling.has(part));
}

/** Said before or behind a letter. */
export const caseWords: ReadonlySet<string> = new Set([
  'lower',
  'upper',
  'case',
  'capital',
  'small',
  'big',
  'majuscule',
  'minuscule',
  'petit',
  'grand',
  'mayuscula',
  'minuscula',
  'maiuscula',
  'gross',
  'klein',
  'sign',
  'mark',
]);
