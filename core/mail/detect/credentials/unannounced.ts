// Judges values that no word announces, by what they look like and where they stand.
import type { Candidate } from './candidate.ts';
import { codeLikeness, replyLikeness } from './code-likeness.ts';
import { meaning } from './lexicon.ts';
import { isJoined, isJumbled, knownLikeness } from './likeness.ts';
import { place } from './place.ts';
import { isArticle, mayContinue } from './plain-words.ts';
import type { Relation } from './relation.ts';
import { namesSecret } from './sentences.ts';
import {
  type Evidence,
  hinted,
  isPrompted,
  lastsUntil,
  saidBefore,
  saidBehind,
  standsAlone,
  verbWeight,
} from './surroundings.ts';
import type { Token, TokenisedText } from './tokens.ts';

/** Log-odds of a logistic regression over candidates in labelled mail and in thousands of ordinary ones. */
const weights = {
  likeness: 3.4,
  codeLikeness: 2.5,
  digits: -0.9,
  namedHere: 3.4,
  namedBefore: 2.3,
  namedBehind: 2.3,
  announced: 1.1,
  userHere: -0.7,
  userBefore: 0.6,
  weakHere: 0.4,
  verbHere: 1.7,
  placeHere: 2.5,
  placeBefore: 1,
  settingHere: 0.9,
  behindVerb: 1.3,
  behindTrial: 1.6,
  instrument: 1.4,
  until: 1,
  secondOfPair: 4.5,
  behindCopula: 2,
  behindAddress: 1.7,
  alone: 2.9,
  behindColon: 0.8,
  prompted: 1.5,
  hinted: 1.1,
  set: 4,
  quoted: -1.1,
  article: -1.2,
  modifies: -1.3,
  located: -2.5,
  nameAndNumber: -0.8,
};
const bias = -8.6;
/** Where flagging begins to pay: a missed password costs more than a needless question. */
const even = -2.3;
/** What the surroundings must say at least. */
const least = 0.9;
/** Figures look this much like a code only by what is around them; words look so made up that an account nearby will do. */
const certain = 2.4;

/** Log-odds for a value that no word points at: it must look made up, and what is around must speak of getting in somewhere. */
export function weighUnannounced(
  candidate: Candidate,
  token: Token,
  relation: Relation | null,
  evidence: Evidence,
): number {
  const { source } = evidence;
  if (
    relation !== null &&
    relation.kind !== 'adjacent' &&
    relation.kind !== 'setting' &&
    !isAside(relation, token, evidence)
  )
    return -9;
  if (evidence.isCode(token.line) || isArmour(source, candidate)) return -9;
  // "P@ssw0rd is not clever": the word for a secret, in disguise.
  if ((token.meanings & meaning.noun) !== 0) return -9;
  const value = source.text.slice(candidate.start, candidate.end);
  const likeness = value.includes(' ') ? 0 : likenessOf(candidate, token, value, evidence);
  if (likeness <= 0) return -9;
  const digits = candidate.shape === 'digits' || candidate.shape === 'dial';
  const set = relation?.kind === 'setting' ? weights.set : 0;
  const seen = weightsAround(candidate, token, value, evidence);
  // A value alone says nothing: product names look like passwords.
  const around = seen.reduce((sum, weight) => sum + Math.max(0, weight), set);
  if (around < least && !(likeness >= certain && (digits || signsIn(token, evidence)))) return -9;
  const start = bias - even + set;
  const alone = digits ? start + weights.codeLikeness * likeness + weights.digits : start + weights.likeness * likeness;
  return seen.reduce((odds, weight) => odds + weight, alone);
}

function signsIn(token: Token, { sentences }: Evidence): boolean {
  return ((sentences.meaningsOf(token.sentence) | saidBefore(token, sentences)) & meaning.user) !== 0;
}

/** "the password is the dog's name: X": a name is spoken of, but in a sentence about a secret. */
function isAside({ kind, cue, distance }: Relation, { sentence }: Token, { sentences }: Evidence): boolean {
  return kind === 'label' && distance > 1 && (cue & meaning.user) !== 0 && namesSecret(sentences.meaningsOf(sentence));
}

/** Weights of what holds of the surroundings, always in the same order. */
function weightsAround(candidate: Candidate, token: Token, value: string, evidence: Evidence): readonly number[] {
  const { source, sentences } = evidence;
  const { first, shape, quoted } = candidate;
  const here = sentences.meaningsOf(token.sentence);
  const before = saidBefore(token, sentences);
  const named = namesSecret(here | before);
  const where = evidence.places(first);
  const verb = (where & place.behindVerb) !== 0;
  const trial = !verb && (where & place.behindTrial) !== 0;
  const announced = evidence.announced !== 0;
  const digits = shape === 'digits' || shape === 'dial';
  const seen: number[] = [];
  const see = (holds: boolean, weight: number): void => {
    if (holds) seen.push(weight);
  };
  see(namesSecret(here), weights.namedHere);
  see(!namesSecret(here) && namesSecret(before), weights.namedBefore);
  see(!named && saidBehind(token, evidence), weights.namedBehind);
  see(announced, weights.announced);
  see((here & meaning.user) !== 0, weights.userHere);
  see((before & meaning.user) !== 0, weights.userBefore);
  see((here & (meaning.weak | meaning.key)) !== 0, weights.weakHere);
  see((here & meaning.verb) !== 0, weights.verbHere);
  see((here & (meaning.place | meaning.lock)) !== 0, weights.placeHere);
  see((before & (meaning.place | meaning.lock)) !== 0, weights.placeBefore);
  see((here & meaning.setting) !== 0, weights.settingHere);
  see(verb, weights.behindVerb);
  see(trial, weights.behindTrial);
  see(!verb && !trial && (where & place.instrument) !== 0, weights.instrument);
  see((verb || trial) && lastsUntil(source, candidate), weights.until);
  see((where & place.secondOfPair) !== 0, weights.secondOfPair);
  see((where & place.behindCopula) !== 0, weights.behindCopula);
  see((where & place.behindAddress) !== 0, weights.behindAddress);
  const told = announced || named || ((here | before) & meaning.weak) !== 0;
  see(told && standsAlone(source, candidate), weights.alone);
  see(isBehindColon(source, candidate), weights.behindColon);
  see(isPrompted(token, evidence), weights.prompted);
  see(hinted(token, evidence), weights.hinted);
  see(quoted, weights.quoted);
  see(!digits && isArticle(source.tokens[first - 1]?.word), weights.article);
  see(modifiesNext(source, candidate), weights.modifies);
  see(isLocated(source.tokens[first - 1]), weights.located);
  see(/^\p{Lu}?\p{Ll}+\d+$/u.test(value), weights.nameAndNumber);
  return seen;
}

/** "I put it back: Gravel-Pit-5.": what a sentence leads up to. */
function isBehindColon({ tokens }: TokenisedText, { first, last }: Candidate): boolean {
  const before = tokens[first - 1];
  const here = tokens[last];
  if (before === undefined || before.after !== ':' || before.line !== here?.line) return false;
  return here.after !== '' || tokens[last + 1]?.line !== here.line;
}

/** "in Safari17", "à l'Edifice7": what one is in or comes from has a name, not a secret. */
function isLocated(before: Token | undefined): boolean {
  // The "in" of "punch in" belongs to the verb.
  return before !== undefined && locating.has(before.word) && (before.meanings & meaning.verb) === 0;
}

const locating = new Set([
  'in',
  'on',
  'of',
  'from',
  'near',
  'dans',
  'sur',
  'de',
  'du',
  'des',
  'vers',
  'en',
  'von',
  'aus',
  'em',
  'na',
  'no',
]);

/** "the SharePoint2019 site": a word right behind makes the value a part of a name. */
function modifiesNext({ tokens }: TokenisedText, { last, quoted }: Candidate): boolean {
  const here = tokens[last];
  const next = tokens[last + 1];
  if (quoted || here === undefined || next === undefined || next.line !== here.line) return false;
  return (
    here.after === '' &&
    !next.gap &&
    (next.meanings & (meaning.verb | meaning.copula)) === 0 &&
    /^\p{Ll}/u.test(next.word) &&
    !mayContinue(next.word)
  );
}

function likenessOf(candidate: Candidate, token: Token, value: string, evidence: Evidence): number {
  const { source, sentences } = evidence;
  if (candidate.shape === 'dial' || candidate.shape === 'digits') return codeLikeness(candidate, token, evidence);
  const code = codeLikeness(candidate, token, evidence);
  if (code > 0) return code;
  if (candidate.shape === 'word' && describedWord(candidate, token, evidence)) return 2;
  const around = sentences.meaningsOf(token.sentence) | sentences.meaningsOf(token.sentence - 1);
  if (candidate.shape === 'random' || candidate.shape === 'digest')
    return (around & meaning.key) !== 0 && standsAlone(source, candidate) ? 1.6 : 0;
  return Math.max(
    knownLikeness(candidate, value),
    replyLikeness(candidate, token, evidence),
    pairLikeness(candidate, value, evidence),
  );
}

/** "registry / JSJ3B8UEY75", "JURY5 / twelve-angry-fans": ordinary anywhere but beside the name of who signs in. */
function pairLikeness({ first }: Candidate, value: string, { source, sentences, places }: Evidence): number {
  const { tokens, text } = source;
  const beside = tokens[first - 1];
  if (beside === undefined || !(isJumbled(value) || isJoined(value)) || (places(first) & place.secondOfPair) === 0)
    return 0;
  const slash = text.slice(beside.start, beside.end) === '/';
  if (slash && isJumbled(value)) return 1.3;
  const said = sentences.meaningsOf(beside.sentence);
  if ((said & (meaning.user | meaning.verb | meaning.noun | meaning.network)) === 0) return 0;
  if (slash) return 1.3;
  const name = joins.has(beside.word) ? tokens[first - 2] : beside;
  if (name === undefined) return 0;
  const written = text.slice(name.start, name.end);
  return /^[«"“'].*[»"”'],?$|^\w*[\d._]\w*,?$/u.test(written) ||
    written.startsWith('»') ||
    ((said & meaning.network) !== 0 && /^\p{Lu}[\p{Lu}\d_-]{2,},?$/u.test(written))
    ? 1.3
    : 0;
}

const joins = new Set(['and', 'et', 'then', 'puis', 'pis', 'y', 'und', 'e']);

/** "Try with chocolate, all lower case": a bare word is one only where its spelling is told. */
function describedWord({ first }: Candidate, token: Token, evidence: Evidence): boolean {
  const { source } = evidence;
  if (!hinted(token, evidence)) return false;
  return verbWeight({ first, last: first }, evidence) > 0 && instrumental.has(source.tokens[first - 1]?.word ?? '');
}

const instrumental = new Set(['with', 'avec', 'con', 'mit', 'com']);

/** Inside a block of base64: the line before is one long word too. */
export function isArmour({ tokens }: TokenisedText, { first }: Pick<Candidate, 'first'>): boolean {
  const before = tokens[first - 1];
  return before !== undefined && before.end - before.start >= 40;
}
