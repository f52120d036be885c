// Finds every place where a value may stand, for the judgement of the grammar and of what was learned.
import { type Candidate, mayBeQuoted } from './candidate.ts';
import { meaning } from './lexicon.ts';
import { place } from './place.ts';
import type { Relation } from './relation.ts';
import { findRelations } from './relations.ts';
import { namesSecret } from './sentences.ts';
import { type Evidence, saidBefore } from './surroundings.ts';
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
  const relations = bestRelations([...findRelations(source), ...tables.relations], source, tables);
  return {
    at(index) {
      const token = source.tokens[index];
      if (token === undefined || tables.headings.has(token.line)) return none;
      const relation = relations[index] ?? null;
      if (relation !== null && isFunctionWord(token, relation)) return none;
      if (!isOpen(token, index, relation, evidence)) return none;
      const figures = figuresAt(source, index);
      const value = valueAt(token, index, relation, evidence);
      if (value === null) return figures === null ? none : [{ candidate: figures, relation }];
      const sighting = { candidate: value, relation };
      return figures === null ? [sighting] : [{ candidate: figures, relation }, sighting];
    },
  };
}

/** Not in program text, unless a label says so, nor in a block of base64. */
function isOpen(token: Token, index: number, relation: Relation | null, { source, isCode }: Evidence): boolean {
  if (isArmour(source, { first: index })) return false;
  if (!isCode(token.line)) return true;
  return relation !== null && labelling.has(relation.kind) && namesSecret(relation.cue);
}

const labelling: ReadonlySet<Relation['kind']> = new Set(['label', 'below', 'column', 'copula']);

const none: readonly Sighting[] = [];

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
const leading = meaning.copula | meaning.trial | meaning.verb | meaning.setting;

const leadUp = place.behindVerb | place.behindTrial | place.instrument;

function isPointedAt(token: Token, index: number, { source, sentences, places }: Evidence): boolean {
  const where = places(index);
  if ((where & place.secondOfPair) !== 0) return true;
  const before = source.tokens[index - 1];
  if (before === undefined || before.line !== token.line)
    return source.tokens[index + 1]?.line !== token.line && (saidBefore(token, sentences) & cues) !== 0;
  if (before.sentence !== token.sentence) return false;
  if (before.after === ':' || before.after === '=' || (where & leadUp) !== 0) return true;
  const led = (before.meanings & leading) !== 0 || before.after === ',' || before.word === '' || links.has(before.word);
  return led && ((sentences.meaningsOf(token.sentence) | saidBefore(token, sentences)) & cues) !== 0;
}

const links = new Set(['with', 'to', 'as', 'avec', 'pour', 'comme', 'a', 'con', 'mit', 'auf']);

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
