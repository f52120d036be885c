// Judges values that no word announces, by what they look like and where they stand.
import type { Candidate } from './candidate.ts';
import { codeLikeness, replyLikeness } from './code-likeness.ts';
import { meaning } from './lexicon.ts';
import { isJoined, isJumbled, passwordLikeness } from './likeness.ts';
import { isArticle, mayContinue } from './plain-words.ts';
import type { Relation } from './relation.ts';
import { namesSecret } from './sentences.ts';
import {
  type Evidence,
  followsAddress,
  followsCopula,
  followsVerb,
  hinted,
  isInstrument,
  isPrompted,
  isSecondOfPair,
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
  const seen = featuresOf(candidate, token, value, likeness, evidence);
  const set = relation?.kind === 'setting' ? weights.set : 0;
  // A value alone says nothing: product names look like passwords.
  const around = contextNames.reduce((sum, name) => sum + Math.max(0, weights[name]) * Number(seen[name]), set);
  const signingIn = seen.likeness >= certain && (seen.userHere || seen.userBefore);
  if (around < least && seen.codeLikeness < certain && !signingIn) return -9;
  return featureNames.reduce((odds, name) => odds + weights[name] * Number(seen[name]), bias - even + set);
}

/** "the password is the dog's name: X": a name is spoken of, but in a sentence about a secret. */
function isAside({ kind, cue, distance }: Relation, { sentence }: Token, { sentences }: Evidence): boolean {
  return kind === 'label' && distance > 1 && (cue & meaning.user) !== 0 && namesSecret(sentences.meaningsOf(sentence));
}

type Feature = Exclude<keyof typeof weights, 'set'>;

const featureNames = Object.keys(weights).filter((name): name is Feature => name !== 'set');
const ofValue: ReadonlySet<Feature> = new Set(['likeness', 'codeLikeness', 'digits', 'nameAndNumber', 'quoted']);
const contextNames = featureNames.filter((name) => !ofValue.has(name));

function featuresOf(
  candidate: Candidate,
  token: Token,
  value: string,
  likeness: number,
  evidence: Evidence,
): Readonly<Record<Feature, number | boolean>> & { readonly likeness: number; readonly codeLikeness: number } {
  const { source, sentences, announced } = evidence;
  const here = sentences.meaningsOf(token.sentence);
  const before = saidBefore(token, sentences);
  const digits = candidate.shape === 'digits' || candidate.shape === 'dial';
  const behindVerb = followsVerb(source, candidate.first, meaning.verb);
  const behindTrial = !behindVerb && followsVerb(source, candidate.first, meaning.trial);
  const alone = standsAlone(source, candidate);
  return {
    likeness: digits ? 0 : likeness,
    codeLikeness: digits ? likeness : 0,
    digits,
    namedHere: namesSecret(here),
    namedBefore: !namesSecret(here) && namesSecret(before),
    namedBehind: !namesSecret(here | before) && saidBehind(token, evidence),
    announced: announced !== 0,
    userHere: (here & meaning.user) !== 0,
    userBefore: (before & meaning.user) !== 0,
    weakHere: (here & (meaning.weak | meaning.key)) !== 0,
    verbHere: (here & meaning.verb) !== 0,
    placeHere: (here & (meaning.place | meaning.lock)) !== 0,
    placeBefore: (before & (meaning.place | meaning.lock)) !== 0,
    settingHere: (here & meaning.setting) !== 0,
    behindVerb,
    behindTrial,
    instrument: !behindVerb && !behindTrial && isInstrument(source, candidate.first),
    until: (behindVerb || behindTrial) && lastsUntil(source, candidate),
    secondOfPair: isSecondOfPair(source, candidate.first),
    behindCopula: followsCopula(source, candidate.first),
    behindAddress: followsAddress(source, candidate.first),
    alone: alone && (announced !== 0 || namesSecret(here | before) || ((here | before) & meaning.weak) !== 0),
    behindColon: isBehindColon(source, candidate),
    prompted: isPrompted(token, evidence),
    hinted: hinted(token, evidence),
    quoted: candidate.quoted,
    article: !digits && isArticle(source.tokens[candidate.first - 1]?.word),
    modifies: modifiesNext(source, candidate),
    located: isLocated(source.tokens[candidate.first - 1]),
    nameAndNumber: /^\p{Lu}?\p{Ll}+\d+$/u.test(value),
  };
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
    passwordLikeness(value),
    replyLikeness(candidate, token, evidence),
    pairLikeness(candidate, value, evidence),
  );
}

/** "registry / JSJ3B8UEY75", "JURY5 / twelve-angry-fans": ordinary anywhere but beside the name of who signs in. */
function pairLikeness({ first }: Candidate, value: string, { source, sentences }: Evidence): number {
  const { tokens, text } = source;
  const beside = tokens[first - 1];
  if (beside === undefined || !(isJumbled(value) || isJoined(value)) || !isSecondOfPair(source, first)) return 0;
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
  return verbWeight(source, { first, last: first }) > 0 && instrumental.has(source.tokens[first - 1]?.word ?? '');
}

const instrumental = new Set(['with', 'avec', 'con', 'mit', 'com']);

/** Inside a block of base64: the line before is one long word too. */
export function isArmour({ tokens }: TokenisedText, { first }: Pick<Candidate, 'first'>): boolean {
  const before = tokens[first - 1];
  return before !== undefined && before.end - before.start >= 40;
}
