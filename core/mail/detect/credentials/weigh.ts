// Weighs the evidence for one value: what it looks like, how it is announced, what its sentence says.
import type { Candidate } from './candidate.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import { passwordLikeness } from './likeness.ts';
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
  answer: 3.6,
  copula: 4,
  adjacent: 3.4,
  before: 3.4,
  column: 4.2,
};
const byWeakName: Readonly<Record<RelationKind, number>> = {
  label: 1.6,
  below: 1.2,
  answer: 0.6,
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
  const named = relation !== null && namesSecret(relation.cue);
  if (!named && (relation === null || (relation.cue & (meaning.weak | meaning.key)) === 0))
    return weighUnannounced(candidate, token, relation, evidence);
  let odds = prior + shapeWeights[candidate.shape] + relationWeight(relation);
  if (!named)
    odds +=
      surroundings(candidate, token, evidence) - (relation.kind === 'copula' ? 1 : 0) + keyWeight(candidate, relation);
  if (candidate.shape === 'digits' && isMeasure(source, candidate)) odds -= 5;
  if (relation.kind === 'before' && followsVerb(source, candidate.first, meaning.verb | meaning.trial)) odds += 1.2;
  if (relation.kind !== 'label' && isCodeLine(source, token)) odds -= 3.5;
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
  if (isCodeLine(source, token) || isArmour(source, candidate)) return -9;
  const value = source.text.slice(candidate.start, candidate.end);
  const likeness = likenessOf(candidate, token, value, evidence);
  if (likeness <= 0) return -9;
  let odds = prior + likeness + surroundings(candidate, token, evidence);
  if (hinted(token, evidence)) odds += 1.2;
  if (candidate.quoted) odds += 0.4;
  return odds;
}

/** "key: 8abe…": what is called a key and looks like one. */
function keyWeight({ shape }: Candidate, { cue }: Relation): number {
  return (cue & meaning.key) !== 0 && (shape === 'random' || shape === 'digest' || shape === 'strong') ? 2 : 0;
}

/** "915 x 2135", "4 mm", "200 pages". */
function isMeasure({ tokens }: TokenisedText, { last }: Candidate): boolean {
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

function likenessOf(candidate: Candidate, token: Token, value: string, { source, sentences }: Evidence): number {
  if (candidate.shape === 'digits') return Math.max(digitsLikeness(source, candidate), lockLikeness(source, candidate));
  const around = sentences.meaningsOf(token.sentence) | sentences.meaningsOf(token.sentence - 1);
  if (candidate.shape === 'random' || candidate.shape === 'digest')
    return (around & meaning.key) !== 0 && standsAlone(source, candidate) ? 1.6 : 0;
  return passwordLikeness(value);
}

/** "the keypad, 6-2-9-9", "the panel by the coats (4016)". */
function lockLikeness(source: TokenisedText, candidate: Candidate): number {
  const count = source.text.slice(candidate.start, candidate.end).replace(/\D/g, '').length;
  if (count < 3 || count > 8 || isMeasure(source, candidate)) return 0;
  for (let i = candidate.first - 1; i >= candidate.first - 6; i--) {
    const token = source.tokens[i];
    if (token === undefined || token.sentence !== source.tokens[candidate.first]?.sentence) return 0;
    if ((token.meanings & meaning.lock) !== 0) return 3.4;
  }
  return 0;
}

function relationWeight({ kind, cue }: Relation): number {
  return namesSecret(cue) ? byName[kind] : byWeakName[kind];
}

function hinted(token: Token, { sentences }: Evidence): boolean {
  return ((sentences.meaningsOf(token.sentence) | sentences.meaningsOf(token.sentence + 1)) & meaning.hint) !== 0;
}

/** What the sentence, the one before it and the subject say about signing in, opening and secrets. */
function surroundings(candidate: Candidate, token: Token, { source, sentences, announced }: Evidence): number {
  const here = sentences.meaningsOf(token.sentence);
  const before = sentences.meaningsOf(token.sentence - 1) | sentences.meaningsOf(token.sentence - 2);
  let odds = 0;
  if (namesSecret(here)) odds += 1;
  else if (namesSecret(before)) odds += 0.9;
  else if (announced) odds += 0.6;
  if ((here & meaning.user) !== 0) odds += 0.4;
  else if ((before & meaning.user) !== 0) odds += 0.2;
  if ((here & (meaning.weak | meaning.key)) !== 0) odds += 0.4;
  if ((here & meaning.verb) !== 0) odds += 0.2;
  if ((here & meaning.place) !== 0) odds += 0.4;
  else if ((before & meaning.place) !== 0) odds += 0.2;
  odds += verbWeight(source, candidate);
  if (isSecondOfPair(source, candidate.first)) odds += 1.7;
  if (followsCopula(source, candidate.first)) odds += 1;
  if (standsAlone(source, candidate) && followsAddress(source, candidate.first)) odds += 1.4;
  if (
    standsAlone(source, candidate) &&
    (namesSecret(here | before) || ((here | before) & meaning.key) !== 0 || announced)
  )
    odds += 1.6;
  return odds;
}

function followsCopula({ tokens }: TokenisedText, index: number): boolean {
  const before = tokens[index - 1];
  return (
    before !== undefined && before.sentence === tokens[index]?.sentence && (before.meanings & meaning.copula) !== 0
  );
}

/** The line before is an e-mail address, as people write an account and its password. */
function followsAddress({ tokens, text }: TokenisedText, index: number): boolean {
  const before = tokens[index - 1];
  if (before === undefined || before.end - before.start > 120 || before.line !== (tokens[index]?.line ?? 0) - 1)
    return false;
  return tokens[index - 2]?.line !== before.line && /^[^\s@]+@[^\s@]+\.\w+$/.test(text.slice(before.start, before.end));
}

/** The only thing on its line. */
function standsAlone({ tokens }: TokenisedText, { first, last }: Candidate): boolean {
  const line = tokens[first]?.line;
  return tokens[first - 1]?.line !== line && tokens[last + 1]?.line !== line;
}

/** Digits count only where somebody is told to key them in: "enter 4417 and", "4417 then hash". */
function digitsLikeness(source: TokenisedText, candidate: Candidate): number {
  const { tokens, text } = source;
  const value = text.slice(candidate.start, candidate.end);
  const count = value.replace(/\D/g, '').length;
  if (count < 4 || count > 8) return 0;
  if (verbWeight(source, candidate) < 1) return 0;
  const next = tokens[candidate.last + 1];
  const last = tokens[candidate.last];
  const ends =
    next === undefined ||
    last === undefined ||
    next.line !== last.line ||
    /[,.;!)]/.test(last.after) ||
    afterDigits.has(next.word);
  return ends ? 1.8 : 0;
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

/** Program text, patches, logs: what looks made up there is a name. */
function isCodeLine({ tokens, lineStarts, text }: TokenisedText, token: Token): boolean {
  const first = tokens[lineStarts[token.line] ?? 0];
  const last = tokens[(lineStarts[token.line + 1] ?? 0) - 1];
  if (first === undefined || last === undefined) return false;
  const from = Math.max(first.start, token.start - 100);
  const line = text.slice(from, Math.min(last.end, token.end + 100));
  return (
    (line.match(/[(){};=<>_\\[\]]|->|::|\/\w/g)?.length ?? 0) >= 4 ||
    /^[-+]\S|^[-+]\s{2}|^@@|^\s*(?:\/\/|\/\*|\*\/)|;$|\(\)|^\s{8}/.test(line)
  );
}

function plainWordWeight(
  candidate: Candidate,
  token: Token,
  relation: Relation,
  { source, lexicon }: Evidence,
): number {
  if (source.questions.has(token.sentence)) return -6;
  if (candidate.shape === 'words' && candidate.quoted)
    return namesSecret(relation.cue) && !lexicon.nonValues.has(token.word) ? 1 : -6;
  const last = source.tokens[candidate.last];
  const next = source.tokens[candidate.last + 1];
  const alone =
    next === undefined || last === undefined || next.line !== last.line || /[,.;!)]/.test(last.after) || next.gap;
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

const participle = /(?:ed|ing|able|ible|ive|ly|ee|ant|ment|ado|ada|ido|ida|mente)$/;

/** "like X", "such as X", "not X" right before the value. */
function isIllustration({ tokens }: TokenisedText, index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  return before !== undefined && before.sentence === token?.sentence && (before.meanings & meaning.example) !== 0;
}

function verbWeight(source: TokenisedText, { first, last }: Candidate): number {
  const next = source.tokens[last + 1];
  const until = next !== undefined && next.line === source.tokens[last]?.line && untilWords.has(next.word) ? 1.7 : 0;
  if (followsVerb(source, first, meaning.verb)) return 1.4 + until;
  if (followsVerb(source, first, meaning.trial)) return 0.7 + until;
  return isInstrument(source, first) ? 1.1 : 0;
}

/** "opens … with X": the verb of getting in stands earlier in the sentence. */
function isInstrument({ tokens }: TokenisedText, index: number): boolean {
  if (!instruments.has(tokens[index - 1]?.word ?? '')) return false;
  for (let i = index - 2; i >= index - 9; i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== tokens[index]?.sentence) return false;
    if ((token.meanings & meaning.verb) !== 0) return true;
  }
  return false;
}

const instruments = new Set(['with', 'avec', 'con', 'mit', 'com', 'by', 'par']);
const untilWords = new Set([
  'until',
  'till',
  'for',
  'jusqu',
  "jusqu'a",
  "jusqu'au",
  'hasta',
  'bis',
  'ate',
  'pour',
  'to',
  'afin',
]);

/** Inside a block of base64: the line before is one long word too. */
function isArmour({ tokens }: TokenisedText, { first }: Candidate): boolean {
  const before = tokens[first - 1];
  return before !== undefined && before.end - before.start >= 40;
}

function followsVerb({ tokens }: TokenisedText, index: number, bit: number): boolean {
  const sentence = tokens[index]?.sentence;
  for (let i = index - 1; i >= index - 3; i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== sentence) return false;
    if ((token.meanings & bit) !== 0) return true;
    if (!smallWords.has(token.word)) break;
  }
  const next = tokens[index + 1];
  return next !== undefined && next.sentence === sentence && (next.meanings & bit) !== 0 && !smallWords.has(next.word);
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
  if (mark === '/' && /^[a-z][a-z0-9._-]{1,30}$/.test(text.slice(tokens[at - 1]?.start, tokens[at - 1]?.end)))
    return true;
  if (joining.has(joiner.word) || mark === '/' || mark === '|') at--;
  else if (joiner.after !== ',' && text[token.start] !== '(') return false;
  for (let i = at; i >= at - 7; i--) {
    const before = tokens[i];
    if (before === undefined || before.sentence !== token.sentence) return false;
    if ((before.meanings & (meaning.user | meaning.verb | meaning.trial)) !== 0) return true;
    if (
      (before.meanings & meaning.place) !== 0 &&
      (before.after === ':' || text.slice(before.end, before.end + 2) === ' :')
    )
      return true;
    if (before.word === 'acces' || before.word === 'accounts' || before.word === 'credentials') return true;
  }
  return false;
}
