// Reads the marking at the beginning or end of a subject, a title or a file name, set off from the rest by punctuation.
import type { Banner } from './banner.ts';
import { foldText } from './fold-text.ts';
import { type KeyValueMarking, readKeyValues } from './key-values.ts';
import { readLeadingLevel } from './leading-level.ts';
import type { Lexicon } from './lexicon.ts';
import { readBanner } from './read-banner.ts';
import { readLevel } from './read-level.ts';
import { longestLine, tokensOf } from './tokens.ts';

export type Edge =
  | { readonly type: 'banner'; readonly banner: Banner; readonly start: number; readonly end: number }
  | { readonly type: 'key-values'; readonly marking: KeyValueMarking; readonly start: number; readonly end: number };

/** Words of titles about markings rather than under one. */
const talk = new Set(
  (
    'faq guide guidance guideline guidelines handling training course quiz how what which who why when question questions policy policies example examples ' +
    'marking markings label labels explained reminder clearance clearances template form or not about scheme standard definition definitions poster leaflet ' +
    'formation comment quand pourquoi quoi exemple exemples marquage cote cotes gabarit formulaire politique ou'
  ).split(' '),
);
const reply = /^\s*(?:re|fw|fwd|tr|ref|aw|wg|sv|vs|antw|rv|res|enc)\s*(?:\[\d{1,3}\])?\s*:\s*/i;
const brackets: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' };

/** `separators` says what sets a marking off: in file names also `_`, `-` and `.` without spaces. */
export function readEdges(text: string, lexicon: Lexicon, separators: 'subject' | 'file-name'): Edge | null {
  if (text.length > 4 * longestLine) return null;
  const from = startOf(text);
  const to = text.trimEnd().length;
  const title = behindTags(text, from, to, lexicon);
  const whole = text.slice(title, to);
  return (
    wholeOf(text.slice(from, to), from, lexicon) ??
    leadingGroup(text, from, to, lexicon) ??
    trailingGroup(text, from, to, lexicon) ??
    cutOff(whole, title, lexicon, separators) ??
    leadingLevel(whole, title, lexicon)
  );
}

function startOf(text: string): number {
  let from = 0;
  for (let i = 0; i < 8; i++) {
    const match = reply.exec(text.slice(from, from + 40));
    if (match === null) break;
    from += match[0].length;
  }
  while (text[from] === ' ') from++;
  return from;
}

function wholeOf(whole: string, from: number, lexicon: Lexicon): Edge | null {
  const banner = readBanner(whole, lexicon);
  if (banner === null || !isPlainEnough(banner, '') || (banner.labelled === null && talks(whole))) return null;
  return { type: 'banner', banner, start: from + banner.start, end: from + banner.end };
}

/** `[SECRET] …`, `(UNCLASSIFIED) …`, also behind up to two other groups such as the name of a list. */
function leadingGroup(text: string, from: number, to: number, lexicon: Lexicon): Edge | null {
  let at = from;
  for (let groups = 0; groups < 3; groups++) {
    while (text[at] === ' ' || text[at] === '_') at++;
    const close = brackets[text[at] ?? ''];
    if (close === undefined) return null;
    const end = text.indexOf(close, at);
    if (end < 0 || end >= to) return null;
    const edge = inGroup(text, at, end + 1, lexicon);
    if (edge !== null) return edge;
    at = end + 1;
  }
  return null;
}

const longestTag = 40;

/** Gateways and lists put their own groups in front: `[EXT] SECRET - plan`. */
function behindTags(text: string, from: number, to: number, lexicon: Lexicon): number {
  let at = from;
  for (let tags = 0; tags < 2 && text[at] === '['; tags++) {
    const end = text.slice(at, Math.min(to, at + longestTag)).indexOf('] ');
    if (end < 0 || namesLevel(text.slice(at, at + end), lexicon)) return at;
    at += end + 2;
  }
  return at;
}

function trailingGroup(text: string, from: number, to: number, lexicon: Lexicon): Edge | null {
  const close = text[to - 1] ?? '';
  const open = Object.keys(brackets).find((key) => brackets[key] === close);
  if (open === undefined) return null;
  const start = text.lastIndexOf(open, to - 1);
  const edge = start < from ? null : inGroup(text, start, to, lexicon);
  const said = edge?.type === 'banner' && open === '(' && !isPlainEnough(edge.banner, text.slice(from, start));
  return said ? null : edge;
}

function inGroup(text: string, start: number, end: number, lexicon: Lexicon): Edge | null {
  const inside = text.slice(start + 1, end - 1);
  const marking = inside.includes('=') ? readKeyValues(inside, lexicon) : null;
  if (marking !== null) return { type: 'key-values', marking, start, end };
  const banner = readBanner(inside, lexicon);
  return banner === null ? null : { type: 'banner', banner, start, end };
}

/** Where several begin at one place, the first of them counts. */
const cutPatterns = {
  subject: / - | \u2013 | \u2014 |\/\/| \| |: | \/ | : |; | -- | \* |\] |\) /g,
  'file-name': / - | \u2013 | \u2014 |\/\/| \| |: | \/ | : |; | -- | \* |\] |\) |[_\-.,\u2013\u2014]/g,
};
const mostCuts = 12;

function cutOff(whole: string, from: number, lexicon: Lexicon, separators: 'subject' | 'file-name'): Edge | null {
  const cuts = cutsOf(whole, cutPatterns[separators]);
  for (const cut of cuts.slice(0, mostCuts).reverse()) {
    const banner = readBanner(whole.slice(0, cut.start), lexicon);
    if (banner === null || !isPlainEnough(banner, whole.slice(cut.end))) continue;
    return { type: 'banner', banner, start: from + banner.start, end: from + banner.end };
  }
  for (const cut of cuts.slice(-mostCuts)) {
    const banner = readBanner(whole.slice(cut.end), lexicon);
    if (banner === null || !isPlainEnough(banner, whole.slice(0, cut.start))) continue;
    // `Rating: RESTRICTED` says something of the title, it is no mark of the message.
    if (cut.text.trim() === ':' && banner.labelled === null) continue;
    if (namesLevel(whole.slice(0, cut.start), lexicon)) continue;
    return { type: 'banner', banner, start: from + cut.end + banner.start, end: from + cut.end + banner.end };
  }
  return null;
}

function leadingLevel(whole: string, from: number, lexicon: Lexicon): Edge | null {
  const found = readLeadingLevel(whole, lexicon);
  if (found === null || found.rest.includes('?') || isShouted(found.rest)) return null;
  if (talks(found.rest) || namesLevel(found.rest, lexicon)) return null;
  const { banner } = found;
  return { type: 'banner', banner, start: from + banner.start, end: from + banner.end };
}

const mostBeside = 8;
/** Words of programmes and forms, whose entries are about a level. */
const entry = new Set(
  'module lesson step session week slide chapter unit question answer topic exercise item option agenda circle tick select lecon etape seance semaine chapitre'.split(
    ' ',
  ),
);
const sentence = /[.?;!]|\b(?:is|are|was|were|be|has|have|est|sont)\b/i;

/**
 * A level with a name of its own in capitals, cut off by punctuation from a few words that name a body, a file or a state:
 * `Northern Agency - PROTECTED B`. Offsets count in `text`.
 */
export function readSetOff(text: string, lexicon: Lexicon): Banner | null {
  const found = cutOff(text, 0, lexicon, 'subject');
  if (found?.type !== 'banner') return null;
  const { banner, start, end } = found;
  const beside = foldText(`${text.slice(0, start)} ${text.slice(end)}`).text;
  const own = !banner.everyday || banner.caveats.length > 0 || banner.controls;
  if (!own || !banner.clear || banner.stopped || sentence.test(beside) || talks(beside)) return null;
  const tokens = tokensOf(beside);
  // `Protected A: limited injury` and `- PROTECTED A - limited injury` explain the level.
  const explained = text.slice(end).trimStart();
  if (explained !== '' && (!banner.upper || /^:|^\W{1,4}[a-z]/.test(explained))) return null;
  if (namesLevel(beside, lexicon) || tokens.some((token) => entry.has(token.key))) return null;
  return tokens.filter((token) => token.word).length > mostBeside ? null : { ...banner, start, end };
}

/** A level stands somewhere in the text. */
export function namesLevel(text: string, lexicon: Lexicon): boolean {
  const tokens = tokensOf(foldText(text.slice(0, longestLine)).text);
  return tokens.some((token, at) => token.word && readLevel(tokens, at, lexicon) !== null);
}

function cutsOf(
  whole: string,
  separators: RegExp,
): readonly { readonly start: number; readonly end: number; readonly text: string }[] {
  const cuts = whole.slice(1).matchAll(separators);
  return [...cuts].map(({ index, 0: text }) => ({ start: index + 1, end: index + 1 + text.length, text }));
}

/** Words of every day need capitals in a text that is not all capitals; levels in small letters need a title that is not about levels. */
function isPlainEnough(banner: Banner, rest: string): boolean {
  if (banner.labelled !== null && !(rest !== '' && talks(rest) && !banner.upper)) return true;
  if (banner.everyday && !banner.upper) return false;
  if (rest === '') return true;
  if (banner.everyday && !banner.repeated && banner.caveats.length === 0 && isShouted(rest)) return false;
  return banner.upper || !talks(rest);
}

function isShouted(text: string): boolean {
  const folded = foldText(text).text;
  return /[A-Za-z]{3}/.test(folded) && folded === folded.toUpperCase();
}

/** The text has words of titles about markings. */
export function talks(text: string): boolean {
  return tokensOf(foldText(text.slice(0, longestLine)).text).some((token) => token.word && talk.has(token.key));
}
