// Finds every place where a value may stand, for the judgement of the grammar and of what was learned.
import { type Candidate, mayBeQuoted, secondHalfAt } from './candidate.ts';
import { meaning } from './lexicon.ts';
import { opensPhrase, phrasesAt } from './phrases.ts';
import { isPointedAt, mayBeginPhrase } from './pointing.ts';
import type { Relation } from './relation.ts';
import { findRelations } from './relations.ts';
import { namesSecret } from './sentences.ts';
import { findSpelledOut } from './spelled-out.ts';
import type { Evidence } from './surroundings.ts';
import { findTables, type Tables } from './tables.ts';
import type { Token, TokenisedText } from './tokens.ts';
import { isArmour } from './unannounced.ts';
import { isMemberName } from './value-shape.ts';
import { figuresAt, valueFor } from './values.ts';

export interface Sighting {
  readonly candidate: Candidate;
  /** How the nearest word for a secret points at it; null when none does. */
  readonly relation: Relation | null;
}

/** Values that may stand at each token, in order of place; `at(i)` has those that begin at token `i`. */
export function findSightings(evidence: Evidence): { at(index: number): readonly Sighting[] } {
  const { source } = evidence;
  const tables = findTables(source);
  const spelled = new Map(findSpelledOut(source).map((run) => [run.first, run]));
  const relations = bestRelations([...findRelations(source), ...tables.relations], source, tables);
  const phrases = phraseStarts(relations, evidence);
  return {
    at(index) {
      const token = source.tokens[index];
      if (token === undefined || tables.headings.has(token.line)) return none;
      const relation = relations[index] ?? null;
      if (isArmour(source, { first: index })) return none;
      const found: Sighting[] = [];
      note(found, spelled.get(index) ?? null, relation);
      if (!isOpen(token, relation, evidence)) return found;
      noteSingle(found, token, index, relation, evidence);
      if (phrases.has(index)) for (const phrase of phrasesAt(source, index)) note(found, phrase, relation);
      return found;
    },
  };
}

const mostInSentence = 12;

/** Tokens at which several words may begin; nobody reads on where a sentence has more than a dozen of them. */
function phraseStarts(relations: readonly (Relation | undefined)[], evidence: Evidence): ReadonlySet<number> {
  const starts = new Set<number>();
  let [sentence, count] = [-1, 0];
  for (const [index, token] of evidence.source.tokens.entries()) {
    if (token.sentence !== sentence) [sentence, count] = [token.sentence, 0];
    if (count >= mostInSentence || !opensPhrase(evidence.source, index)) continue;
    if (!mayBeginPhrase(token, index, relations[index] ?? null, evidence)) continue;
    starts.add(index);
    count++;
  }
  return starts;
}

function note(found: Sighting[], candidate: Candidate | null, relation: Relation | null): void {
  if (candidate !== null) found.push({ candidate, relation });
}

function noteSingle(
  found: Sighting[],
  token: Token,
  index: number,
  relation: Relation | null,
  evidence: Evidence,
): void {
  const { source, lexicon } = evidence;
  if (relation !== null && isFunctionWord(token, relation)) return;
  note(found, figuresAt(source, index), relation);
  note(found, valueAt(token, index, relation, evidence), relation);
  if (isUnusual(token, source.text)) note(found, secondHalfAt(source, index, lexicon), relation);
}

/** Not in program text, unless a label says so. */
function isOpen(token: Token, relation: Relation | null, { isCode }: Evidence): boolean {
  if (!isCode(token.line)) return true;
  return relation !== null && labelling.has(relation.kind) && namesSecret(relation.cue);
}

const labelling: ReadonlySet<Relation['kind']> = new Set(['label', 'below', 'column', 'copula']);

const none: readonly never[] = [];

function valueAt(token: Token, index: number, relation: Relation | null, evidence: Evidence): Candidate | null {
  // Of running prose most words go here, before anything is made of them.
  const bare = !mayBeQuoted(evidence.source.text, token);
  if (bare && !mayBe(false, token, index, relation, evidence)) return null;
  const value = valueFor(evidence.source, index, relation, evidence.lexicon);
  if (value === null || value.shape === 'none') return null;
  if (isMemberIn(evidence, token, value)) return null;
  return bare || mayBe(value.quoted, token, index, relation, evidence) ? value : null;
}

function isMemberIn({ source, isCode }: Evidence, token: Token, { start, end, quoted }: Candidate): boolean {
  return !quoted && isCode(token.line) && isMemberName(source.text.slice(start, end));
}

/** What is more than a plain word may stand anywhere; a plain word only where something points at it. */
function mayBe(quoted: boolean, token: Token, index: number, relation: Relation | null, evidence: Evidence): boolean {
  if (isUnusual(token, evidence.source.text)) return true;
  if (token.spelling.neverValue && !quoted) return false;
  return relation !== null || quoted || isPointedAt(token, index, evidence);
}

/** The strongest relation for each token where a value may begin. */
function bestRelations(
  all: readonly Relation[],
  source: TokenisedText,
  { headings }: Tables,
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
function isFunctionWord({ start, end, word, spelling, meanings }: Token, { cue }: Relation): boolean {
  if (end - start !== word.length) return false;
  const named = (meanings & (meaning.noun | meaning.code | meaning.hint)) !== 0 && (cue & meaning.phraseNoun) === 0;
  return named || spelling.neverValue;
}

function isUnusual({ spelling, start, end }: Token, text: string): boolean {
  spelling.unusual ??= /\d|\p{Ll}\p{Lu}|[^\s\p{L}]\p{L}/u.test(text.slice(start, end));
  return spelling.unusual;
}
