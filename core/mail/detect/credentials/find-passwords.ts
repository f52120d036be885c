// Finds secrets that people write to each other in sentences, labels and tables.
import { type Candidate, candidateAt } from './candidate.ts';
import { codeLines } from './code-lines.ts';
import { findCsvFields } from './csv-columns.ts';
import { type Lexicon, meaning } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { describes } from './plain-words.ts';
import type { Relation } from './relation.ts';
import { findRelations } from './relations.ts';
import { namesSecret, readSentences } from './sentences.ts';
import { overlapWith, withoutOverlaps } from './spans.ts';
import { findSpelledOut } from './spelled-out.ts';
import { stretchesOf } from './stretches.ts';
import { type Evidence, hinted, isInstrument, isSecondOfPair, saidBefore, saidBehind } from './surroundings.ts';
import { findTables } from './tables.ts';
import { isSeparator, type Token, type TokenisedText, tokenise } from './tokens.ts';
import { shapeOf } from './value-shape.ts';
import { weigh } from './weigh.ts';

export interface Disclosure {
  /** UTF-16 range in the text as given. */
  readonly offset: number;
  readonly length: number;
  readonly secret: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly type: 'password' | 'passphrase' | 'code' | 'key';
}

interface Found extends Candidate {
  /** Log-odds. */
  readonly odds: number;
  /** Meanings of the word that announced it. */
  readonly cue: number;
}

/** `announced`: what the subject above this text names, as meanings. Stops looking behind the stretch in which `most` were found. */
export function findPasswords(text: string, lexicon: Lexicon, announced: number, most: number): readonly Disclosure[] {
  const found: Disclosure[] = [];
  const stretches = stretchesOf(text);
  for (const [i, { start, end, own }] of stretches.entries()) {
    if (found.length >= most) break;
    const next = stretches[i + 1]?.own ?? text.length;
    for (const { offset, ...rest } of findInStretch(text.slice(start, end), lexicon, announced))
      if (start + offset >= own && start + offset < next) found.push({ ...rest, offset: start + offset });
  }
  return found;
}

function findInStretch(text: string, lexicon: Lexicon, announced: number): readonly Disclosure[] {
  const plain = normalise(text);
  const source = tokenise(plain.text, lexicon);
  const evidence: Evidence = {
    source,
    sentences: readSentences(source),
    lexicon,
    announced,
    isCode: codeLines(source),
  };
  const spelled = findSpelledOut(evidence, lexicon).map(
    (run): Found => ({ ...run, shape: 'words', quoted: false, odds: 2, cue: meaning.noun }),
  );
  const written = [...spelled, ...findWritten(evidence, spelled)];
  return [...written, ...findInFields(plain.text, lexicon, written)].map(({ start, end, odds, cue, shape }) => {
    const offset = plain.originalOffset(start);
    return {
      offset,
      length: plain.originalEnd(end) - offset,
      secret: plain.text.slice(start, end),
      confidence: confidenceOf(odds),
      type: shape === 'random' || shape === 'digest' ? 'key' : typeOf(cue),
    };
  });
}

/** In sentences, behind labels and in tables; `spelled` was found before and is left alone. */
function findWritten(evidence: Evidence, spelled: readonly Found[]): readonly Found[] {
  const { source, lexicon } = evidence;
  const tables = findTables(source);
  const relations = bestRelations([...findRelations(source, lexicon), ...tables.relations], source, tables.headings);
  const done = new Set(
    spelled.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
  );
  const found: Found[] = [];
  let covered = -1;
  for (let i = 0; i < source.tokens.length; i++) {
    const token = source.tokens[i];
    if (token === undefined || i <= covered || done.has(i) || tables.headings.has(token.line)) continue;
    const relation = relations[i] ?? null;
    if (relation === null ? !mayStandAlone(token, i, evidence) : isFunctionWord(token, relation, lexicon)) continue;
    const candidate = valueFor(source, i, relation, lexicon);
    if (candidate === null) continue;
    const odds = weigh(candidate, relation, evidence);
    if (odds <= 0) continue;
    found.push({ ...candidate, odds, cue: relation?.cue ?? 0 });
    covered = candidate.last;
  }
  return found;
}

/** In tables without spaces, where no other reading found something already. */
function findInFields(text: string, lexicon: Lexicon, others: readonly Found[]): readonly Found[] {
  const places = others.map(({ start, end }) => ({ offset: start, length: end - start }));
  const taken = overlapWith(withoutOverlaps(places, () => false));
  return findCsvFields(text, lexicon).flatMap(({ start, end, cue }) => {
    const shape = shapeOf(text.slice(start, end), lexicon);
    if (shape === 'none' || shape === 'words' || taken({ offset: start, length: end - start })) return [];
    return [{ start, end, shape, quoted: false, first: -1, last: -1, odds: 2, cue }];
  });
}

/** The strongest relation for each token where a value may begin. */
function bestRelations(
  all: readonly Relation[],
  source: TokenisedText,
  headings: ReadonlySet<number>,
): readonly (Relation | undefined)[] {
  const best = new Array<Relation | undefined>(source.tokens.length);
  for (const relation of all) {
    if (headings.has(source.tokens[relation.value]?.line ?? -1)) continue;
    const known = best[relation.value];
    if (known === undefined || rank(relation) > rank(known)) best[relation.value] = relation;
  }
  return best;
}

function rank({ kind, cue, distance }: Relation): number {
  const strength = namesSecret(cue) ? 20 : (cue & meaning.user) !== 0 ? 10 : 0;
  return strength + (kind === 'column' ? 5 : 0) - Math.min(distance, 15);
}

/** A bare word that is never a value, or names a secret itself; in quotation marks it has more characters than letters. */
function isFunctionWord({ start, end, word, meanings }: Token, { cue }: Relation, lexicon: Lexicon): boolean {
  if (end - start !== word.length) return false;
  const named = (meanings & (meaning.noun | meaning.code | meaning.hint)) !== 0 && (cue & meaning.phraseNoun) === 0;
  return named || lexicon.nonValues.has(word);
}

/** Without an announcing word only what is more than a plain word is looked at. */
function mayStandAlone(token: Token, index: number, evidence: Evidence): boolean {
  const { source, sentences, announced, isCode, lexicon } = evidence;
  const length = token.end - token.start;
  if (length < 4 || length > 60) return false;
  if (!isUnusual(token, source.text) && (lexicon.nonValues.has(token.word) || !hinted(token, evidence))) return false;
  if (isCode(token.line)) return false;
  const said = sentences.meaningsOf(token.sentence) | saidBefore(token, sentences);
  if ((said & ~meaning.adverb) !== 0 || announced !== 0 || isInstrument(source, index)) return true;
  if (isSecondOfPair(source, index) || saidBehind(token, evidence)) return true;
  return source.text.slice(token.start - 120, token.start).includes('@');
}

function isUnusual({ spelling, start, end }: Token, text: string): boolean {
  spelling.unusual ??= /\d|\p{Ll}\p{Lu}|[^\s\p{L}]\p{L}/u.test(text.slice(start, end));
  return spelling.unusual;
}

function valueFor(source: TokenisedText, index: number, relation: Relation | null, lexicon: Lexicon): Candidate | null {
  const candidate = candidateAt(source, index, lexicon);
  if (candidate === null || candidate.quoted || relation === null) return candidate;
  const continued = softBreak(source, candidate, lexicon);
  if (continued !== null) return continued;
  const phrase =
    (relation.cue & meaning.phraseNoun) !== 0 ||
    relation.kind === 'label' ||
    relation.kind === 'copula' ||
    relation.kind === 'below' ||
    relation.kind === 'column';
  const figures = candidate.shape === 'digits' || candidate.end - candidate.start === 2;
  return phrase || figures ? (wholeValue(source, candidate, relation, lexicon) ?? candidate) : candidate;
}

/** A quoted-printable line that nobody decoded (RFC 2045 section 6.7): the value goes on behind `=` and a line break. */
function softBreak({ text, tokens }: TokenisedText, candidate: Candidate, lexicon: Lexicon): Candidate | null {
  const here = tokens[candidate.last];
  const next = tokens[candidate.last + 1];
  if (here === undefined || next === undefined || here.end - here.start > 40) return null;
  if (text[here.end - 1] !== '=' || text[here.end] !== '\n' || next.start !== here.end + 1) return null;
  const value = text.slice(candidate.start, here.end - 1) + text.slice(next.start, next.end);
  return { ...candidate, end: next.end, shape: shapeOf(value, lexicon), last: candidate.last + 1 };
}

/** A value of several words: groups of digits, or the words of a pass-phrase up to the next punctuation. */
function wholeValue(source: TokenisedText, first: Candidate, relation: Relation, lexicon: Lexicon): Candidate | null {
  const { tokens, text } = source;
  let last = first.last;
  for (; last < first.first + 9; last++) {
    const here = tokens[last];
    const next = tokens[last + 1];
    if (
      here === undefined ||
      here.after !== '' ||
      next === undefined ||
      next.line !== here.line ||
      next.gap ||
      (next.meanings & (meaning.noun | meaning.phraseNoun | meaning.user)) !== 0 ||
      describesSpelling(tokens, last + 1) ||
      next.word === '' ||
      (relation.kind === 'adjacent' && conjunctions.has(next.word)) ||
      source.text[next.start] === '('
    )
      break;
  }
  const end = tokens[last];
  if (last === first.last || end === undefined) return null;
  const tail = /[,.;:"'»]+$/.exec(text.slice(end.start, end.end))?.[0].length ?? 0;
  const value = text.slice(first.start, end.end - tail);
  const digits = /^[\d ]+#?$/.test(value);
  if (!digits && first.shape === 'digits') return null;
  const described = namesSecret(relation.cue) && isHinted(source, last) && /^[\p{L}\d' -]+$/u.test(value);
  const line = (relation.cue & meaning.phraseNoun) !== 0 && relation.kind === 'label' && !/[:()]/.test(value);
  const letters = line || described || (/^[\p{Ll}' -]+$/u.test(value) && value.split(' ').length >= 3);
  const bare = isBareLine(source, first.first, last, relation, value, lexicon);
  if (!digits && !bare && !(letters && isPhrase(source, relation, value, last, lexicon))) return null;
  return { ...first, end: end.end - tail, shape: digits ? shapeOf(value, lexicon) : 'mixed', last };
}

/** "Password: snowshoe hare" to the end of the line: two to four small words, none of which says anything about secrets. */
function isBareLine(
  { tokens }: TokenisedText,
  first: number,
  last: number,
  { kind, cue }: Relation,
  value: string,
  lexicon: Lexicon,
): boolean {
  if (kind !== 'label' || (cue & meaning.noun) === 0 || last - first > 3 || last === first) return false;
  if (tokens[last + 1]?.line === tokens[last]?.line || !/^\p{Ll}[\p{Ll}' ]+$/u.test(value)) return false;
  const words = tokens.slice(first, last + 1);
  return words.every(
    ({ word, meanings }) =>
      word.length > 2 &&
      meanings === 0 &&
      !lexicon.nonValues.has(word) &&
      !clauseWords.has(word) &&
      !describes(word, word),
  );
}

const conjunctions = new Set(['and', 'et', 'then', 'puis', 'y', 'und', 'e', 'when', 'quand', 'to', 'pour']);

/** A pass-phrase: announced as one by a colon or a copula, or described ("with spaces"); not a clause about pass-phrases. */
function isPhrase(source: TokenisedText, relation: Relation, value: string, last: number, lexicon: Lexicon): boolean {
  const before = source.tokens[relation.value - 1];
  const joined =
    relation.kind === 'copula' ||
    ((relation.cue & meaning.label) !== 0 && relation.kind === 'adjacent') ||
    (before !== undefined && (/[:=]/.test(before.after) || isSeparator(source, before)));
  const words = value.toLowerCase().split(' ');
  if (!joined || words.some((word) => clauseWords.has(word) || word.endsWith("n't"))) return false;
  const small = words.filter((word) => lexicon.nonValues.has(word)).length;
  if (small > (isHinted(source, last) ? words.length / 2 : 1)) return false;
  return (relation.cue & meaning.phraseNoun) !== 0 || (namesSecret(relation.cue) && isHinted(source, last));
}

const clauseWords = new Set(
  'you i we it me us they he she how that which who what is are was were be been to has have will should must can may if when je tu il elle on nous vous ils que qui quoi est sont sera soit si quand el ella que es son ist sind wird wenn dass sie ich wir'.split(
    ' ',
  ),
);

/** "with the spaces", "avec les espaces" behind a value, article or not. */
function describesSpelling(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return (
    token !== undefined && (token.meanings & meaning.hint) !== 0 && token.phrasePlace === 0 && token.phraseWords > 1
  );
}

/** The words behind the value describe how it is spelled ("with spaces", "tout attaché"). */
function isHinted({ tokens }: TokenisedText, last: number): boolean {
  for (let i = last + 1; i <= last + 4; i++) if (((tokens[i]?.meanings ?? 0) & meaning.hint) !== 0) return true;
  return false;
}

function typeOf(cue: number): Disclosure['type'] {
  if ((cue & meaning.phraseNoun) !== 0) return 'passphrase';
  if ((cue & meaning.noun) !== 0) return 'password';
  return (cue & meaning.code) !== 0 ? 'code' : 'password';
}

function confidenceOf(odds: number): number {
  return Math.round(Math.min(0.99, 1 / (1 + Math.exp(-0.55 - 0.6 * odds))) * 100) / 100;
}
