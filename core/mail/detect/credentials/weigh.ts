// Weighs the evidence for one value: what it looks like, how it is announced, what its sentence says.
import type { Candidate } from './candidate.ts';
import { meaning } from './lexicon.ts';
import type { Relation, RelationKind } from './relations.ts';
import { namesSecret } from './sentences.ts';
import { type Evidence, followsVerb, hinted, surroundings } from './surroundings.ts';
import type { Token, TokenisedText } from './tokens.ts';
import { isArmour, isMeasure, likenessOf } from './unannounced.ts';
import type { ValueShape } from './value-shape.ts';

/** Log-odds, fitted by hand on labelled mail; 0 is even. */
const prior = -3.2;
const unannouncedPrior = -2.4;

const shapeWeights: Readonly<Record<ValueShape, number>> = {
  none: -9,
  word: -1.6,
  words: -2,
  digits: 0,
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
};

/** Log-odds that the value is a disclosed secret. */
export function weigh(candidate: Candidate, relation: Relation | null, evidence: Evidence): number {
  const { source, lexicon } = evidence;
  const token = source.tokens[candidate.first];
  if (token === undefined || candidate.shape === 'none') return -9;
  if (isIllustration(source, candidate.first) || isLabel(token, candidate)) return -9;
  const named = relation !== null && namesSecret(relation.cue);
  if (!named && (relation === null || (relation.cue & (meaning.weak | meaning.key)) === 0))
    return weighUnannounced(candidate, token, relation, evidence);
  let odds = prior + shapeWeights[candidate.shape] + relationWeight(relation);
  if (!named)
    odds +=
      surroundings(candidate, token, evidence) - (relation.kind === 'copula' ? 1 : 0) + keyWeight(candidate, relation);
  if (candidate.shape === 'digits')
    odds += isMeasure(source, candidate) ? -5 : relation.kind === 'copula' && !named ? 0.8 : 0;
  if (relation.kind === 'before' && followsVerb(source, candidate.first, meaning.verb | meaning.trial)) odds += 1.2;
  if (relation.kind !== 'label' && evidence.isCode(token.line)) odds -= 3.5;
  if (hinted(token, evidence)) odds += 1.2;
  if (candidate.shape === 'word' || candidate.shape === 'words')
    odds += plainWordWeight(candidate, token, relation, evidence);
  if (candidate.quoted) odds += 0.6;
  if (lexicon.nonValues.has(token.word) && !candidate.quoted) odds -= 6;
  return odds;
}

/** A value no word points at: it must look made up, and its sentence must speak of getting in somewhere. */
function weighUnannounced(candidate: Candidate, token: Token, relation: Relation | null, evidence: Evidence): number {
  const { source } = evidence;
  if (relation !== null && relation.kind !== 'adjacent') return -9;
  if (evidence.isCode(token.line) || isArmour(source, candidate)) return -9;
  const value = source.text.slice(candidate.start, candidate.end);
  if (value.includes(' ')) return -9;
  const likeness = likenessOf(candidate, token, value, evidence);
  if (likeness <= 0) return -9;
  let odds = unannouncedPrior + likeness + surroundings(candidate, token, evidence);
  if (hinted(token, evidence)) odds += 1.2;
  if (candidate.quoted) odds += 0.4;
  return odds;
}

/** "key: 8abe…": what is called a key and looks like one. */
function keyWeight({ shape }: Candidate, { cue }: Relation): number {
  return (cue & meaning.key) !== 0 && (shape === 'random' || shape === 'digest' || shape === 'strong') ? 2 : 0;
}

function relationWeight({ kind, cue }: Relation): number {
  return namesSecret(cue) ? byName[kind] : byWeakName[kind];
}

function plainWordWeight(candidate: Candidate, token: Token, relation: Relation, evidence: Evidence): number {
  const { source, lexicon } = evidence;
  if (source.questions.has(token.sentence)) return -6;
  if (candidate.shape === 'words' && candidate.quoted) return isQuotedPhrase(candidate, relation, evidence) ? 1 : -6;
  const last = source.tokens[candidate.last];
  const next = source.tokens[candidate.last + 1];
  const alone =
    relation.kind === 'before' ||
    next === undefined ||
    last === undefined ||
    next.line !== last.line ||
    /[,.;!)]/.test(last.after) ||
    next.gap;
  let odds = alone ? 0 : -2.5;
  if (relation.kind === 'adjacent' && !candidate.quoted) odds -= 2;
  if (relation.kind === 'below' || relation.kind === 'answer') odds -= 4;
  if ((token.meanings & ~(meaning.place | meaning.hint)) !== 0) odds -= 1.5;
  if (relation.kind === 'copula' && !/^\p{Lu}/u.test(source.text.slice(candidate.start, candidate.start + 1)))
    odds -= 1;
  if (participle.test(token.word) && relation.kind !== 'label') odds -= 2;
  if (lexicon.nonValues.has(token.word)) odds -= 4;
  return odds;
}

/** Several words in quotation marks are a secret only when they hold none of the words people speak about secrets with. */
function isQuotedPhrase({ first, last, end }: Candidate, { cue }: Relation, { source, lexicon }: Evidence): boolean {
  if (!namesSecret(cue) || /[.?!]/.test(source.text.charAt(end - 1))) return false;
  const words = source.tokens.slice(first, last + 1);
  const own = meaning.noun | meaning.phraseNoun | meaning.code | meaning.verb | meaning.user;
  return (
    !words.some((word) => (word.meanings & own) !== 0) &&
    !lexicon.nonValues.has(words[0]?.word ?? '') &&
    !lexicon.nonValues.has(words.at(-1)?.word ?? '')
  );
}

const participle = /(?:ed|ing|able|ible|ive|ly|ee|ant|ment|ado|ada|ido|ida|mente)$/;

/** The value is itself the name of a secret, as in `key="SmtpPassword"`. */
function isLabel({ meanings, word }: Token, { shape }: Candidate): boolean {
  return (meanings & meaning.noun) !== 0 && shape !== 'strong' && !/\d/.test(word);
}

/** "like X", "such as X", "not X" right before the value. */
function isIllustration({ tokens }: TokenisedText, index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  return before !== undefined && before.sentence === token?.sentence && (before.meanings & meaning.example) !== 0;
}
