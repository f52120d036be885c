// Weighs the evidence for one value: what it looks like, how it is announced, what its sentence says.
import type { Candidate } from './candidate.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import type { Relation, RelationKind } from './relations.ts';
import { namesSecret, type Sentences } from './sentences.ts';
import type { Token, TokenisedText } from './tokens.ts';
import type { ValueShape } from './value-shape.ts';

export interface Evidence {
  readonly source: TokenisedText;
  readonly sentences: Sentences;
  readonly lexicon: Lexicon;
  /** Whether the subject or the place around names a secret. */
  readonly announced: boolean;
}

// Log-odds, fitted by hand on labelled mail; 0 is even.
const prior = -3.2;
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
  copula: 4,
  adjacent: 3.4,
  before: 3.4,
  column: 4.2,
};
const byWeakName: Readonly<Record<RelationKind, number>> = {
  label: 1.6,
  below: 1.2,
  copula: 1.4,
  adjacent: 0.6,
  before: 0,
  column: 1.6,
};

/** Log-odds that the value is a disclosed secret. */
export function weigh(candidate: Candidate, relation: Relation | null, evidence: Evidence): number {
  const { source, lexicon } = evidence;
  const token = source.tokens[candidate.first];
  if (token === undefined || candidate.shape === 'none') return -9;
  if (isIllustration(source, candidate.first)) return -9;
  let odds = prior + shapeWeights[candidate.shape];
  odds += relation === null ? 0 : relationWeight(relation);
  odds += contextWeight(candidate, token, relation, evidence);
  if (candidate.shape === 'word' || candidate.shape === 'words')
    odds += plainWordWeight(candidate, token, relation, evidence);
  if (candidate.quoted) odds += 0.6;
  if (lexicon.nonValues.has(token.word) && !candidate.quoted) odds -= 6;
  return odds;
}

function relationWeight({ kind, cue }: Relation): number {
  if (namesSecret(cue)) return byName[kind];
  if ((cue & meaning.user) !== 0) return -6;
  return (cue & meaning.weak) !== 0 ? byWeakName[kind] : 0;
}

function contextWeight(
  candidate: Candidate,
  token: Token,
  relation: Relation | null,
  { source, sentences, announced }: Evidence,
): number {
  const here = sentences.meaningsOf(token.sentence);
  const before = sentences.meaningsOf(token.sentence - 1);
  let odds = 0;
  const direct = relation !== null && namesSecret(relation.cue);
  if (!direct) {
    if (namesSecret(here)) odds += 1;
    else if (namesSecret(before)) odds += 0.7;
    else if (announced) odds += 0.5;
    if ((here & meaning.user) !== 0) odds += 0.6;
    if ((here & meaning.verb) !== 0) odds += 0.5;
    if ((here & meaning.place) !== 0) odds += 0.4;
    if (followsVerb(source, candidate.first)) odds += 1.3;
    if (isSecondOfPair(source, candidate.first)) odds += 1.4;
  }
  const after = sentences.meaningsOf(token.sentence + 1);
  if (((here | after) & meaning.hint) !== 0) odds += 1.2;
  return odds;
}

function plainWordWeight(
  candidate: Candidate,
  token: Token,
  relation: Relation | null,
  { source, lexicon }: Evidence,
): number {
  if (relation === null) return -3;
  if (source.questions.has(token.sentence)) return -6;
  const last = source.tokens[candidate.last];
  const next = source.tokens[candidate.last + 1];
  const alone =
    next === undefined || last === undefined || next.line !== last.line || /[,.;!)]/.test(last.after) || next.gap;
  let odds = alone ? 0 : -2.5;
  if (relation.kind === 'adjacent' && !candidate.quoted) odds -= 2;
  if (relation.kind === 'below') odds -= 1.5;
  if ((token.meanings & ~(meaning.place | meaning.hint)) !== 0) odds -= 1.5;
  if (relation.kind === 'copula' && !/^\p{Lu}/u.test(source.text.slice(candidate.start, candidate.start + 1)))
    odds -= 1;
  if (participle.test(token.word) && relation.kind !== 'label') odds -= 2;
  if (lexicon.nonValues.has(token.word)) odds -= 4;
  return odds;
}

const participle = /(?:ed|ing|able|ible|ive|ly|ee|ant|ment|ado|ada|ido|ida|mente)$/;

/** "like X", "such as X", "not X" right before the value. */
function isIllustration({ tokens }: TokenisedText, index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  return before !== undefined && before.sentence === token?.sentence && (before.meanings & meaning.example) !== 0;
}

function followsVerb({ tokens }: TokenisedText, index: number): boolean {
  const sentence = tokens[index]?.sentence;
  for (let i = index - 1; i >= index - 3; i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== sentence) return false;
    if ((token.meanings & meaning.verb) !== 0) return true;
    if (!smallWords.has(token.word)) break;
  }
  const next = tokens[index + 1];
  return (
    next !== undefined &&
    next.sentence === sentence &&
    (next.meanings & meaning.verb) !== 0 &&
    !smallWords.has(next.word)
  );
}

const smallWords = new Set([
  'with',
  'the',
  'in',
  'avec',
  'le',
  'la',
  'con',
  'mit',
  'com',
  'then',
  'puis',
  'just',
  'juste',
  'pis',
  'o',
  'a',
  'el',
  'it',
  'by',
  'typing',
  'et',
  'and',
]);
const joining = new Set([
  'and',
  'et',
  'y',
  'e',
  'und',
  'with',
  'avec',
  'con',
  'mit',
  'com',
  'then',
  'puis',
  'pis',
  '/',
  '+',
  '&',
  'pass',
  'password',
  'mdp',
]);

/** "user X and Y", "X / Y", "name “X”, Y": the value comes second after somebody who signs in. */
function isSecondOfPair({ tokens, text }: TokenisedText, index: number): boolean {
  const token = tokens[index];
  let at = index - 1;
  const joiner = tokens[at];
  if (token === undefined || joiner === undefined || joiner.sentence !== token.sentence) return false;
  const mark = text.slice(joiner.start, joiner.end);
  if (joining.has(joiner.word) || mark === '/' || mark === '|') at--;
  else if (joiner.after !== ',' && text[token.start] !== '(') return false;
  for (let i = at; i >= at - 7; i--) {
    const before = tokens[i];
    if (before === undefined || before.sentence !== token.sentence) return false;
    if ((before.meanings & (meaning.user | meaning.verb)) !== 0) return true;
  }
  return false;
}
