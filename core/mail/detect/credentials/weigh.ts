// Weighs the evidence for one value: what it looks like, how it is announced, what its sentence says.
import type { Candidate } from './candidate.ts';
import { isCount, isLockCode, isMeasure } from './code-likeness.ts';
import { meaning } from './lexicon.ts';
import { isJoined, knownLikeness } from './likeness.ts';
import { place } from './place.ts';
import { describes, isArticle, mayContinue } from './plain-words.ts';
import type { Relation, RelationKind } from './relation.ts';
import { namesSecret } from './sentences.ts';
import { type Evidence, hinted, saidBefore, surroundings } from './surroundings.ts';
import type { Token, TokenisedText } from './tokens.ts';
import { weighUnannounced } from './unannounced.ts';
import type { ValueShape } from './value-shape.ts';

/** Log-odds, fitted by hand on labelled mail; 0 is even. */
const prior = -3.2;

const shapeWeights: Readonly<Record<ValueShape, number>> = {
  none: -9,
  word: -1.6,
  words: -2,
  spelled: 0,
  compound: -0.4,
  digits: 0,
  dial: -1.5,
  reference: -0.4,
  mixed: 0.8,
  strong: 2.1,
  random: 1.8,
  digest: 0.2,
};

const byName: Readonly<Record<RelationKind, number>> = {
  label: 4.6,
  below: 4.2,
  answer: 3.6,
  copula: 4,
  instrument: 5.4,
  adjacent: 3.4,
  before: 3.4,
  column: 4.2,
  setting: 4,
};

const byWeakName: Readonly<Record<RelationKind, number>> = {
  label: 1.6,
  below: 1.2,
  answer: 0.6,
  copula: 1.4,
  instrument: 0.8,
  adjacent: 0.6,
  before: 0,
  column: 1.6,
  setting: 1,
};

/** Log-odds that the value is a disclosed secret. */
export function weigh(candidate: Candidate, relation: Relation | null, evidence: Evidence): number {
  const { source } = evidence;
  const token = source.tokens[candidate.first];
  if (token === undefined || candidate.shape === 'none') return -9;
  if (candidate.shape === 'spelled') return isReadOutSecret(candidate, token, evidence) ? 2 : -9;
  // Of words without quotation marks the grammar knows too little.
  if (candidate.shape === 'words' && !candidate.quoted) return -9;
  if (isIllustration(source, candidate.first) || isLabel(token, candidate)) return -9;
  const named = relation !== null && namesSecret(relation.cue);
  if (
    !named &&
    (relation === null || (relation.cue & (meaning.weak | meaning.key | meaning.label | meaning.lock)) === 0)
  )
    return weighUnannounced(candidate, token, relation, evidence);
  // `password:` over `valueFrom:`: a name with a colon of its own is no value.
  if (relation.kind === 'below' && token.after === ':' && candidate.shape !== 'strong') return -9;
  let odds = prior + shapeWeights[candidate.shape] + relationWeight(relation);
  if (!named) odds += lockWeight(candidate, token, relation, evidence) + labelWeight(candidate, relation, evidence);
  if (!named)
    odds +=
      surroundings(candidate, token, evidence) - (relation.kind === 'copula' ? 1 : 0) + keyWeight(candidate, relation);
  if (
    candidate.shape === 'dial' &&
    ((relation.cue | evidence.sentences.meaningsOf(token.sentence)) & meaning.lock) !== 0
  )
    odds += 2.5;
  if (candidate.shape === 'digits' && isBareCode(source, relation)) odds += 2.5;
  if (candidate.shape === 'digits' && isKindOf(source, relation)) odds -= 4;
  if (candidate.shape === 'digits')
    odds += isMeasure(source, candidate) ? -5 : relation.kind === 'copula' && !named ? 0.8 : 0;
  if (candidate.shape === 'digits' && !named && relation.kind === 'copula' && isCount(source, candidate)) odds -= 5;
  if (relation.kind === 'before' && isGoverned(candidate, evidence)) odds += 1.2;
  if (relation.kind !== 'label' && evidence.isCode(token.line)) odds -= 3.5;
  if (hinted(token, evidence)) odds += 1.2;
  if (candidate.shape === 'word' || candidate.shape === 'words' || candidate.shape === 'compound')
    odds += plainWordWeight(candidate, token, relation, evidence);
  if (candidate.quoted) odds += 0.6;
  if (token.spelling.neverValue && !candidate.quoted) odds -= 4;
  return odds;
}

/** Five characters or more, in or beside a sentence that names a secret. */
function isReadOutSecret({ first, last }: Candidate, { sentence }: Token, { source, sentences }: Evidence): boolean {
  let commas = 0;
  for (let i = first; i < last; i++) if (source.tokens[i]?.after === ',') commas++;
  const around =
    sentences.meaningsOf(sentence - 1) | sentences.meaningsOf(sentence) | sentences.meaningsOf(sentence + 1);
  return commas >= 4 && namesSecret(around);
}

function isGoverned({ first }: Candidate, { places }: Evidence): boolean {
  return (places(first) & (place.behindVerb | place.behindTrial)) !== 0;
}

/** "side gate is C1947", "c'est 0-3-8-8": what one keys in, said of a lock; doors and gates have sizes and numbers too. */
function lockWeight(candidate: Candidate, token: Token, relation: Relation, evidence: Evidence): number {
  const { source, sentences } = evidence;
  const { kind, cue } = relation;
  const value = source.text.slice(candidate.start, candidate.end);
  if (/^\d(?:-\d){3,7}$/.test(value)) return 2.5;
  if ((cue & meaning.lock) !== 0 && /^\d\d?(?:-\d\d?){2}$/.test(value)) return 3.5;
  // "the keypad of the back door: 4417"
  if (kind === 'label' && (cue & meaning.lock) !== 0 && /^\d{4,8}[#*]?$/.test(value))
    return isCount(source, candidate) ? 0 : 2.2;
  if (kind === 'label' && (cue & meaning.lock) !== 0 && isLockCode(candidate, token, evidence)) return 2.6;
  if (kind !== 'copula' || isMeasure(source, candidate) || closure(candidate, relation, evidence) < -1) return 0;
  if (candidate.shape === 'digits' && isSuccessor(source, relation) && namesSecret(saidBefore(token, sentences)))
    return 2.5;
  if ((cue & meaning.lock) === 0) return 0;
  return /^(?:\d{4,8}[#*]?|\p{Lu}\d{3,6}|\d{3,6}\p{Lu})$/u.test(value) ? 3 : 0;
}

/** "The new one is 9034", below talk of a code. */
function isSuccessor({ tokens }: TokenisedText, { value }: Relation): boolean {
  for (let i = value - 1; i >= value - 4; i--) if (successors.has(tokens[i]?.word ?? '')) return true;
  return false;
}

const successors = new Set(['one', 'nouveau', 'nouvelle', 'nuevo', 'nueva', 'neue']);

/** "has pass RM_box1180": a label with two meanings before what looks made up. */
function labelWeight(candidate: Candidate, { kind, cue }: Relation, { source }: Evidence): number {
  if ((cue & meaning.label) === 0 || (kind !== 'adjacent' && kind !== 'copula')) return 0;
  return knownLikeness(candidate, source.text.slice(candidate.start, candidate.end)) >= 1.2 ? 2 : 0;
}

/** "key: 8abe…": what is called a key and looks like one. */
function keyWeight({ shape }: Candidate, { cue }: Relation): number {
  return (cue & meaning.key) !== 0 && (shape === 'random' || shape === 'digest' || shape === 'strong') ? 2 : 0;
}

function relationWeight({ kind, cue }: Relation): number {
  return namesSecret(cue) ? byName[kind] : byWeakName[kind];
}

/** An ordinary word is a value only where grammar leaves it no other part to play. */
function plainWordWeight(candidate: Candidate, token: Token, relation: Relation, evidence: Evidence): number {
  const { source, isCode } = evidence;
  if (source.questions.has(token.sentence) && relation.kind !== 'answer') return -6;
  if (candidate.shape === 'words' && candidate.quoted) return isQuotedPhrase(candidate, relation, evidence) ? 1 : -6;
  const value = source.text.slice(candidate.start, candidate.end);
  if (isCode(token.line)) return -9;
  const open = closure(candidate, relation, evidence);
  if (relation.kind === 'column' && source.tokens[candidate.first - 1]?.line !== token.line) return -9;
  let odds = candidate.shape === 'compound' ? open * 0.4 : open;
  if ((relation.cue & (meaning.weak | meaning.key)) !== 0 && hinted(token, evidence)) odds += 2;
  if (isFigure(source, relation)) odds -= 3;
  if (token.spelling.neverValue || (!isJoined(value) && describes(token.word, value))) odds -= 4;
  else if (isBareCode(source, relation) && isWholeSentence(candidate, relation, source)) odds += 3.4;
  else if ((relation.cue & meaning.noun) !== 0 && !isCommonNoun(candidate, relation)) odds += 1.7;
  if (relation.kind === 'adjacent' && !candidate.quoted) odds += followsUser(source, relation) ? 1 : -2;
  if (relation.kind === 'below') odds -= 4;
  // `Calm-Waters` is less ordinary than one word.
  else if (candidate.shape === 'word' && isJoined(value)) odds += 1;
  if (relation.kind === 'before' && isArticle(source.tokens[candidate.first - 1]?.word)) odds -= 4;
  if (candidate.shape === 'compound' && value.includes('.') && isName(candidate, token, evidence)) return -9;
  if (relation.kind === 'answer' && relation.distance > 0) odds -= 4;
  if ((token.meanings & ~(meaning.place | meaning.hint)) !== 0) odds -= 1.5;
  return odds;
}

/** How surely the clause ends behind the word: "is granite.", "is granite for now", "is granite countertops". */
function closure({ last }: Candidate, { kind }: Relation, { source }: Evidence): number {
  const here = source.tokens[last];
  const next = source.tokens[last + 1];
  if (kind === 'before' || here === undefined || next === undefined || next.line !== here.line) return 0;
  if (/[,.;!)]/.test(here.after) || next.gap || (next.meanings & meaning.hint) !== 0) return 0;
  if (/^[(\u2013\u2014-]/.test(source.text.slice(next.start, next.start + 1))) return 0;
  return mayContinue(next.word) && kind !== 'label' ? -0.8 : -2.5;
}

/** "our password to success is coffee": a figure of speech opens what has no door, and no article. */
function isFigure({ tokens }: TokenisedText, { kind, value }: Relation): boolean {
  if (kind !== 'copula') return false;
  for (let i = value - 1; i >= value - 6; i--)
    if (((tokens[i]?.meanings ?? 0) & (meaning.noun | meaning.phraseNoun)) !== 0) {
      const next = tokens[i + 2];
      return tokens[i + 1]?.word === 'to' && !isArticle(next?.word) && ((next?.meanings ?? 0) & meaning.place) === 0;
    }
  return false;
}

/** `user.name =, or anything dotted in program text. */
function isName({ last }: Candidate, token: Token, { source, isCode }: Evidence): boolean {
  const next = source.tokens[last + 1];
  return isCode(token.line) || (next?.line === token.line && /^[=:({]/.test(source.text.slice(next.start, next.end)));
}

/** What stands behind a code's name is a thing more often than the code. */
function isCommonNoun({ shape }: Candidate, { cue }: Relation): boolean {
  return shape === 'word' && (cue & meaning.code) !== 0 && (cue & meaning.noun) === 0;
}

/** "user frontdesk, password sunflower": the other half of the pair stands right before. */
function followsUser({ tokens }: TokenisedText, { value }: Relation): boolean {
  const at = value - 1 - (tokens[value - 1]?.phrasePlace ?? 0);
  const sentence = tokens[value]?.sentence;
  for (let i = at - 1; i >= at - 6; i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== sentence) return false;
    // "network MEDIATE, passphrase Calm-Waters": a network's name is its account.
    if ((token.meanings & (meaning.user | meaning.account | meaning.network)) !== 0 || isSigningIn(token)) return true;
  }
  return false;
}

/** "log on as RECORDER". */
function isSigningIn({ meanings, word, phraseWords, phrasePlace }: Token): boolean {
  return (meanings & meaning.verb) !== 0 && phraseWords > 2 && phrasePlace === phraseWords - 1 && word === 'as';
}

/** Several words in quotation marks are a secret only when they hold none of the words people speak about secrets with. */
function isQuotedPhrase({ first, last, end }: Candidate, { cue }: Relation, { source, lexicon }: Evidence): boolean {
  if (!namesSecret(cue) || /[.?!]/.test(source.text.charAt(end - 1))) return false;
  const words = source.tokens.slice(first, last + 1);
  const own = meaning.noun | meaning.phraseNoun | meaning.code | meaning.verb | meaning.user;
  return (
    !words.some((word) => (word.meanings & own) !== 0) &&
    ((cue & meaning.phraseNoun) !== 0 ||
      (!lexicon.nonValues.has(words[0]?.word ?? '') && !lexicon.nonValues.has(words.at(-1)?.word ?? '')))
  );
}

/** "the code is 3317", "le code, c'est 8841": no other code is meant where nothing says which. */
function isBareCode({ tokens }: TokenisedText, { kind, cue, value, distance }: Relation): boolean {
  if (kind === 'label') return isOwned(tokens, value - 1);
  if (kind !== 'copula') return false;
  for (let i = value - 1; i >= value - 4; i--) {
    const name = tokens[i];
    if (name === undefined || (name.meanings & (meaning.weak | meaning.key)) === 0) continue;
    if (distance !== 0 && ((tokens[i + 1]?.meanings ?? 0) & meaning.copula) === 0) return false;
    return (cue & meaning.key) !== 0 || isArticle(tokens[i - 1]?.word) || tokens[i - 1]?.sentence !== name.sentence;
  }
  return false;
}

/** "your code: 774-201". */
function isOwned(tokens: readonly Token[], at: number): boolean {
  const name = tokens[at]?.word === '' ? at - 1 : at;
  return ((tokens[name]?.meanings ?? 0) & meaning.weak) !== 0 && possessives.has(tokens[name - 1]?.word ?? '');
}

const possessives = new Set(
  'your my our his her their votre ton mon notre son leur su tu mi ihr dein mein seu sua'.split(' '),
);

/** "password reset tickets: 118": the secret's name only says what kind of things are counted. */
function isKindOf({ tokens }: TokenisedText, { kind, value, distance }: Relation): boolean {
  const head = tokens[value - 1]?.word === '' ? tokens[value - 2] : tokens[value - 1];
  if (kind !== 'label' || distance === 0 || head === undefined) return false;
  return /^[a-z]{3,}s$/.test(head.word) && (head.meanings & ~meaning.place) === 0;
}

/** "The code is potato.": a sentence that says nothing else. */
function isWholeSentence({ first, last }: Candidate, { cue }: Relation, { tokens }: TokenisedText): boolean {
  const sentence = tokens[first]?.sentence;
  if ((cue & meaning.key) !== 0 || tokens[last + 1]?.sentence === sentence) return false;
  return tokens[first - 3]?.sentence !== sentence || tokens[first - 4]?.sentence !== sentence;
}

/** The value is itself the name of a secret, as in `key="SmtpPassword"`. */
function isLabel({ meanings, word }: Token, { shape }: Candidate): boolean {
  return (meanings & meaning.noun) !== 0 && shape !== 'strong' && !/\d/.test(word);
}

const abbreviated = /^(?:e\.?g|i\.?e|ex|p\.?ex|ej|p\.?ej|b|z\.?b)$/;

/** "like X", "such as X", "not X" right before the value. */
function isIllustration({ tokens }: TokenisedText, index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (before === undefined || (before.meanings & meaning.example) === 0) return false;
  return before.sentence === token?.sentence || (before.line === token?.line && abbreviated.test(before.word));
}
