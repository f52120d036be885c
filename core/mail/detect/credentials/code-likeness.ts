// How much figures that nobody named look like a code somebody is told to key in.
import type { Candidate } from './candidate.ts';
import { meaning } from './lexicon.ts';
import { isOpening } from './place.ts';
import { mayContinue } from './plain-words.ts';
import { type Evidence, saidBefore, standsAlone, verbWeight } from './surroundings.ts';
import type { Token, TokenisedText } from './tokens.ts';

/** 0 not at all, up to 3.4. */
export function codeLikeness(candidate: Candidate, token: Token, evidence: Evidence): number {
  if (candidate.shape !== 'dial' && candidate.shape !== 'digits' && !isLockCode(candidate, token, evidence)) return 0;
  const lock = lockLikeness(evidence.source, candidate);
  if (candidate.shape === 'dial') return isPressed(candidate, evidence) ? 2.4 : lock;
  if (candidate.shape !== 'digits') return lock;
  return Math.max(
    lock,
    isKeyed(evidence.source, candidate) ? 3 : 0,
    followUpLikeness(candidate, token, evidence),
    entryLikeness(candidate, token, evidence),
    digitsLikeness(candidate, token, evidence),
    listLikeness(candidate, token, evidence),
    replyLikeness(candidate, token, evidence),
  );
}

/** "opens with 6610E", "Open hatch: 77-B-30": rooms and plates have such numbers too, so somebody must open something. */
export function isLockCode(
  { start, end, first }: Candidate,
  { sentence }: Token,
  { source, sentences }: Evidence,
): boolean {
  const value = source.text.slice(start, end);
  if (!/^(?=(?:\P{Lu}*\p{Lu}){1,3}\P{Lu}*$)[\p{Lu}\d](?:-?[\p{Lu}\d]){3,7}[#*]?$/u.test(value) || !/\d.*\d/.test(value))
    return false;
  return (sentences.meaningsOf(sentence) & meaning.verb) !== 0 || isOpening(source, first);
}

/** "… the supervisor code. It's 0852.", "le code du superviseur, le 0852": taken up again where a code was spoken of. */
function followUpLikeness(candidate: Candidate, token: Token, { source, sentences }: Evidence): number {
  const { tokens, text } = source;
  if (!/^\d{4,8}$/.test(text.slice(candidate.start, candidate.end)) || isCount(source, candidate)) return 0;
  if (isClock(source, candidate)) return 0;
  const here = tokens[candidate.first - 1];
  const before = tokens[candidate.first - 2];
  const named = meaning.code | meaning.noun | meaning.weak | meaning.lock;
  if (here === undefined || here.sentence !== token.sentence) return 0;
  const begins = before === undefined || before.sentence !== token.sentence || before.after === ',';
  if (!begins || !(isTakenUp(here) || here.word === 'le')) return 0;
  const said = sentences.meaningsOf(token.sentence) | (isTakenUp(here) ? sentences.meaningsOf(token.sentence - 1) : 0);
  return (said & named) !== 0 ? 3.4 : 0;
}

/** "it's", "c'est". */
function isTakenUp({ word, meanings, start, end }: Token): boolean {
  return (meanings & meaning.copula) !== 0 && (word === "c'est" || (word === 'it' && end - start > 2));
}

/** "hold 6-1-8": keys pressed one after the other. */
function isPressed(candidate: Candidate, evidence: Evidence): boolean {
  const value = evidence.source.text.slice(candidate.start, candidate.end);
  return /^\d(?:-\d){2}$/.test(value) && verbWeight(candidate, evidence) > 0;
}

/** "Shed by the pool: 7240, mind the padlock.": what stands behind a colon, beside talk of a lock. */
function entryLikeness({ start, end, first, last }: Candidate, token: Token, evidence: Evidence): number {
  const { tokens, text } = evidence.source;
  const mark = tokens[first - 1];
  if (!/^\d{4,8}[#*]?$/.test(text.slice(start, end)) || mark?.after !== ':' || mark.line !== token.line) return 0;
  const ends = /[,.;!]/.test(tokens[last]?.after ?? '') || tokens[last + 1]?.line !== token.line;
  const said = evidence.sentences.meaningsOf(token.sentence);
  const locked =
    (said & meaning.lock) !== 0 || ((said & meaning.place) !== 0 && (evidence.announced & meaning.lock) !== 0);
  return ends && locked && !/^(?:19|20)\d\d$/.test(token.word) ? 2.4 : 0;
}

/** "star, 4417, star", "étoile, 4417, étoile": between keys of a keypad. */
function isKeyed({ tokens }: TokenisedText, { first, last }: Candidate): boolean {
  const before = tokens[first - 1];
  const behind = tokens[last + 1];
  return before?.sentence === tokens[first]?.sentence && keys.has(before?.word ?? '') && keys.has(behind?.word ?? '');
}

const keys = new Set(['star', 'hash', 'pound', 'etoile', 'carre', 'diese', 'raute', 'stern', 'almohadilla']);

/** "opens on 9043", but not "on 9043 Main Street". */
const places = new Set(['on', 'sur']);

/** "the keypad, 6-2-9-9", "the panel by the coats (4016)". */
function lockLikeness(source: TokenisedText, candidate: Candidate): number {
  const count = source.text.slice(candidate.start, candidate.end).replace(/\D/g, '').length;
  if (
    count < 3 ||
    count > 8 ||
    isMeasure(source, candidate) ||
    isClock(source, candidate) ||
    (places.has(source.tokens[candidate.first - 1]?.word ?? '') && isCount(source, candidate)) ||
    !isSetApart(source, candidate.first)
  )
    return 0;
  for (let i = candidate.first - 1; i >= candidate.first - 9; i--) {
    const token = source.tokens[i];
    if (token === undefined || token.sentence !== source.tokens[candidate.first]?.sentence || /^\d/.test(token.word))
      return 0;
    if ((token.meanings & meaning.lock) !== 0) return 3.4;
  }
  return 0;
}

/** A code all by itself on a line, below talk of a code. */
export function replyLikeness(candidate: Candidate, token: Token, { source, sentences }: Evidence): number {
  const value = source.text.slice(candidate.start, candidate.end);
  if (!/^\d{4,8}(?:-\p{Lu})?$|^\p{Lu}{1,3}-?\d{4,8}$/u.test(value) || !standsAlone(source, candidate)) return 0;
  const said = sentences.meaningsOf(token.sentence) | saidBefore(token, sentences);
  return (said & (meaning.code | meaning.noun | meaning.weak)) !== 0 ? 1.8 : 0;
}

/** "Depot     4417" in a list of codes: the last thing on its line, set apart, where subject or heading speak of locks or codes. */
function listLikeness({ first, last }: Candidate, token: Token, { source, sentences, announced }: Evidence): number {
  const { tokens, text } = source;
  if (!token.gap || tokens[last + 1]?.line === token.line || tokens[first - 1]?.line !== token.line) return 0;
  if (!/^\d{4,8}$/.test(text.slice(token.start, token.end))) return 0;
  const listed = meaning.lock | meaning.code | meaning.noun;
  return ((announced | sentences.headingOf(token.line)) & listed) !== 0 ? 3.4 : 0;
}

/** "doors 101": a number right behind a noun names the thing; a code is set apart from it. */
function isSetApart({ tokens, text }: TokenisedText, index: number): boolean {
  const before = tokens[index - 1];
  const here = tokens[index];
  if (before === undefined || here === undefined) return true;
  return (
    before.after !== '' ||
    before.word === '' ||
    text[here.start] === '(' ||
    (before.meanings & (meaning.copula | meaning.verb | meaning.trial)) !== 0 ||
    toCode.has(before.word)
  );
}

const toCode = new Set([
  'to',
  'with',
  'a',
  'avec',
  'con',
  'mit',
  'auf',
  'com',
  'le',
  'el',
  'the',
  'o',
  'die',
  'pour',
  'on',
  'sur',
]);

/** Digits count only where somebody is told to key them in: "enter 4417 and", "4417 then hash". */
function digitsLikeness(candidate: Candidate, token: Token, evidence: Evidence): number {
  const { source, sentences } = evidence;
  const { tokens, text } = source;
  const value = text.slice(candidate.start, candidate.end);
  const count = value.replace(/\D/g, '').length;
  if (count < 4 || count > 8 || isClock(source, candidate)) return 0;
  const sequel = sequels.has(tokens[candidate.first - 1]?.word ?? '');
  if (sequel && (sentences.meaningsOf(token.sentence) & told) !== 0) return 2.4;
  if (isLastStep(source, candidate) && (sentences.meaningsOf(token.sentence) & meaning.verb) !== 0) return 2.4;
  const verb = verbWeight(candidate, evidence);
  const here = sentences.meaningsOf(token.sentence);
  const before = saidBefore(token, sentences);
  if (verb === 0 || (verb < 1 && (here & (meaning.prompt | meaning.verb)) === 0 && (before & meaning.lock) === 0))
    return 0;
  if (isDialled(tokens, candidate.first) && !isOpening(source, candidate.first)) {
    const said = here | before | evidence.announced;
    if ((said & (meaning.lock | meaning.code | meaning.noun | meaning.weak | meaning.prompt | meaning.hint)) === 0)
      return 0;
  }
  const next = tokens[candidate.last + 1];
  const last = tokens[candidate.last];
  const ends =
    next === undefined ||
    last === undefined ||
    next.line !== last.line ||
    /[,.;!)]/.test(last.after) ||
    afterDigits.has(next.word) ||
    mayContinue(next.word) ||
    ((sentences.meaningsOf(token.sentence) | sentences.meaningsOf(token.sentence - 1)) & meaning.lock) !== 0;
  return ends ? 1.8 : 0;
}

/** "compose le 5577": a telephone number, where nothing speaks of a lock or a code. */
function isDialled(tokens: readonly Token[], first: number): boolean {
  const verb = tokens[tokens[first - 1]?.word === 'le' ? first - 2 : first - 1];
  return verb !== undefined && /^(?:compos|dial|fai[ts]|call|appel)/.test(verb.word);
}

/** "press the red button, 1212.": the last thing to do. */
function isLastStep({ tokens, text }: TokenisedText, { start, end, first, last }: Candidate): boolean {
  const before = tokens[first - 1];
  if (before?.after !== ',' || before.sentence !== tokens[first]?.sentence || /\d/.test(before.word)) return false;
  if (!/^\d{4,8}$/.test(text.slice(start, end)) || /^(?:19|20)\d\d$/.test(text.slice(start, end))) return false;
  return tokens[last]?.after === '.' || tokens[last + 1]?.line !== tokens[last]?.line;
}

/** What makes figures behind a "then" a thing to key in. */
const told = meaning.verb | meaning.trial | meaning.prompt | meaning.lock;

/** "press green, then 2209". */
const sequels = new Set(['then', 'puis', 'pis', 'luego', 'dann', 'depois']);

/** "opens at 0700". */
function isClock({ tokens, text }: TokenisedText, { start, end, first }: Candidate): boolean {
  if (!/^(?:[01]\d|2[0-3])[0-5]\d$/.test(text.slice(start, end))) return false;
  return ['at', 'a', 'um', 'as', 'from', 'until', 'des'].includes(tokens[first - 1]?.word ?? '');
}

const afterDigits = new Set([
  'et',
  'and',
  'then',
  'puis',
  'pis',
  'followed',
  'suivi',
  'suivie',
  'hash',
  'pound',
  'star',
  'carre',
  'diese',
  'etoile',
  'to',
  'pour',
  'on',
  'sur',
  'y',
  'und',
  'e',
  'as',
]);

/** "2135 wide", "4500 dollars installed": a word right behind says what the number counts. */
export function isCount({ tokens }: TokenisedText, { last }: Candidate): boolean {
  const here = tokens[last];
  const next = tokens[last + 1];
  return (
    here !== undefined &&
    here.after === '' &&
    next?.line === here.line &&
    !next.gap &&
    next.word !== '' &&
    (next.meanings & (meaning.verb | meaning.copula | meaning.hint | meaning.adverb)) === 0 &&
    !mayContinue(next.word) &&
    !afterDigits.has(next.word)
  );
}

/** "915 x 2135", "4 mm", "200 pages". */
export function isMeasure({ tokens }: TokenisedText, { last }: Candidate): boolean {
  const here = tokens[last];
  const next = tokens[last + 1];
  return (
    here !== undefined && next !== undefined && here.line === next.line && here.after === '' && units.has(next.word)
  );
}

const units = new Set(
  'x mm cm m km kg g t l ml bytes bits kb mb gb min minutes hours heures h days jours weeks semaines months mois years ans pages people personnes times fois characters caracteres digits chiffres zeichen stellen caracteres $ % €'.split(
    ' ',
  ),
);
