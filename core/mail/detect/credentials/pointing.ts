// Tells plain words that something points at from all others: only they may be a value, or begin one of several words.
import { meaning, topic } from './lexicon.ts';
import { place } from './place.ts';
import { mayContinue } from './plain-words.ts';
import type { Relation } from './relation.ts';
import { type Evidence, hinted, saidBefore } from './surroundings.ts';
import type { Token, TokenisedText } from './tokens.ts';

const cues =
  meaning.noun |
  meaning.phraseNoun |
  meaning.code |
  meaning.weak |
  meaning.key |
  meaning.user |
  meaning.verb |
  meaning.place |
  meaning.trial |
  meaning.label |
  meaning.lock |
  meaning.setting |
  meaning.account |
  meaning.prompt |
  meaning.network |
  meaning.hint;
/** What a value seldom begins with where nothing names a secret. */
const naming = meaning.noun | meaning.phraseNoun | meaning.code | meaning.user | meaning.verb | meaning.prompt;
const leading = meaning.copula | meaning.trial | meaning.verb | meaning.setting;
const leadUp = place.behindVerb | place.behindTrial | place.instrument;

/** "with granite", "type granite,": whether a plain word that no word for a secret announces may be a value. */
export function isPointedAt(token: Token, index: number, evidence: Evidence): boolean {
  const { source, places } = evidence;
  if ((places(index) & place.secondOfPair) !== 0) return true;
  const before = source.tokens[index - 1];
  const ends = endsClause(token, index, source);
  if (before === undefined || before.line !== token.line || before.sentence !== token.sentence)
    return ends && isTold(token, evidence);
  return before.after === ':' || before.after === '=' || isLedTo(token, index, before, ends, evidence);
}

/** Whether several plain words that begin here, as `opensPhrase` says, may be a value. */
export function mayBeginPhrase(token: Token, index: number, relation: Relation | null, evidence: Evidence): boolean {
  const { source, isCode } = evidence;
  if (isCode(token.line)) return false;
  if (relation !== null) return true;
  if (isKeying(token) || (token.meanings & naming) !== 0) return false;
  const before = source.tokens[index - 1];
  if (before === undefined) return isSaid(token, evidence);
  if (before.line !== token.line || before.sentence !== token.sentence) return isAnswer(before, token, evidence);
  // "to the office", "as a rule": of these ordinary mail is full.
  if (frequent.has(before.word)) return false;
  if ((before.meanings & meaning.place) !== 0 && isSaid(token, evidence)) return true;
  return isLedTo(token, index, before, true, evidence);
}

/** Whether the word before, of the same sentence, leads up to a value; `ends`: nothing else can follow in the clause. */
function isLedTo(token: Token, index: number, before: Token, ends: boolean, evidence: Evidence): boolean {
  if ((evidence.places(index) & (leadUp | place.secondOfPair)) !== 0) return true;
  if (ends && (isKeying(before) || isBehindOpening(token, index, evidence))) return true;
  const joined = /[:,;=]/.test(before.after) || before.word === '' || links.has(before.word);
  return (joined || (before.meanings & leading) !== 0) && isTold(token, evidence);
}

/** The sentence, or one before it, speaks of secrets, of getting in or of what is locked. */
function isSaid(token: Token, { sentences }: Evidence): boolean {
  return ((sentences.meaningsOf(token.sentence) | saidBefore(token, sentences)) & cues) !== 0;
}

/** The same, or it is told how the word is spelled. */
function isTold(token: Token, evidence: Evidence): boolean {
  return isSaid(token, evidence) || hinted(token, evidence);
}

/** Words that begin a sentence behind a question, a colon or a comma, or that are followed by how they are spelled. */
function isAnswer(before: Token, token: Token, evidence: Evidence): boolean {
  if (hinted(token, evidence)) return true;
  return (/[:,;]/.test(before.after) || evidence.source.questions.has(before.sentence)) && isSaid(token, evidence);
}

/** "so granite", "toujours granit": the clause has nothing else before the word than what leads up to an answer. */
function isBehindOpening(token: Token, index: number, evidence: Evidence): boolean {
  const { tokens } = evidence.source;
  for (let at = index - 1; at >= index - 2; at--) {
    if (!openings.has(tokens[at]?.word ?? '')) return false;
    const before = tokens[at - 1];
    if (before === undefined || before.line !== token.line || before.after !== '') return isTold(token, evidence);
  }
  return false;
}

const openings = new Set(
  'so still thus immer noch also todavia siempre donc toujours encore entonces ainda'.split(' '),
);

function isKeying({ spelling }: Token): boolean {
  return (spelling.topics & topic.keying) !== 0;
}

/** A comma, a parenthesis or a dash behind it, or a word that may go on behind a value. */
function endsClause(token: Token, index: number, { tokens, text }: TokenisedText): boolean {
  const next = tokens[index + 1];
  if (token.after !== '' || next === undefined || next.line !== token.line) return true;
  return mayContinue(next.word) || /[(–—-]/.test(text.charAt(next.start));
}

const frequent = new Set(['to', 'as', 'a', 'pour', 'comme']);

/** "with X", "and then X", "the word X". */
const links = new Set(
  'with to as then word words text avec pour comme puis pis ensuite mot mots texte a con luego palabra palabras mit auf dann wort worte depois palavra palavras'.split(
    ' ',
  ),
);
