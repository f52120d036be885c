// Reads what stands behind the level of a banner; one word that it cannot explain, and the line is no banner.
import type { Caveat } from './banner.ts';
import type { Lexicon, Sense } from './lexicon.ts';
import { keyOf, longestMatch } from './match-words.ts';
import { isBehind } from './punctuation.ts';
import { type LevelAt, readLevel, skipBetween } from './read-level.ts';
import type { Token } from './tokens.ts';

/** What may follow a level without changing it: when it holds, which copy, which page. The rest of the line is then free. */
const conditions: readonly (readonly string[])[] = [
  ['when', 'completed'],
  ['once', 'completed'],
  ['when', 'filled'],
  ['once', 'filled'],
  ['if', 'completed'],
  ['after', 'completion'],
  ['une', 'fois'],
  ['lorsque', 'rempli'],
  ['lorsque', 'complete'],
  ['apres', 'remplissage'],
  ['when', 'separated'],
  ['when', 'detached'],
  ['when', 'removed'],
  ['when', 'attached'],
  ['with', 'attachment'],
  ['without', 'attachment'],
  ['lorsque', 'separe'],
  ['sans', 'piece'],
  ['until'],
  ["jusqu'au"],
  ['stamp'],
  ['copy'],
  ['copie'],
];
const asides = new Set(
  (
    'page pages p of de sur du la le draft ebauche copy copie ' +
    'january february march april may june july august september october november december janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'
  ).split(' '),
);

export interface Rest {
  readonly senses: readonly Sense[];
  readonly caveats: readonly Caveat[];
  readonly controls: boolean;
  readonly repeated: boolean;
}

/** Everything behind the level must be a caveat, the same level again, a condition or a page number. */
export function readRest(
  tokens: readonly Token[],
  level: LevelAt,
  senses: readonly Sense[],
  labels: ReadonlySet<string> | null,
  lexicon: Lexicon,
): Rest | null {
  const caveats: Caveat[] = [];
  const rest = { senses, caveats, controls: false, repeated: false };
  for (let at = level.next; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    if (!token.word) {
      if (!mayStand(token, at === tokens.length - 1, level, labels)) return null;
      rest.controls ||= token.key === '//';
      at++;
      continue;
    }
    const caveat = longestMatch(tokens, at, lexicon.longestCaveat, lexicon.caveats, (key) => caveatJoints.has(key));
    if (caveat !== null) {
      const next = rest.controls ? behindOpen(tokens, at, caveat.next, lexicon) : caveat.next;
      caveats.push(next > caveat.next ? { ...caveat.value, name: nameOf(tokens.slice(at, next)) } : caveat.value);
      at = next;
      continue;
    }
    const label = longestMatch(tokens, at, lexicon.longestLabel, lexicon.labels, () => true);
    const behind = label === null ? at : skipBetween(tokens, label.next);
    const again = readLevel(tokens, behind, lexicon);
    if (again !== null) {
      rest.senses = common(rest.senses, again.senses, labels);
      if (rest.senses.length === 0) return null;
      rest.repeated = true;
      at = again.next;
    } else if (label !== null) {
      at = behind;
    } else if (conditionAt(tokens, at)) {
      return rest;
    } else if (rest.controls && token.upper) {
      const next = controlEnd(tokens, at);
      caveats.push({ name: nameOf(tokens.slice(at, next)), schemes: new Set() });
      at = next;
    } else if (isAside(token, rest.controls)) {
      at++;
    } else {
      return null;
    }
  }
  return rest;
}

/** Index of the slashes behind a caveat that goes on with a name, or `next` for any other caveat. */
function behindOpen(tokens: readonly Token[], from: number, next: number, lexicon: Lexicon): number {
  if (!lexicon.openCaveats.has(keyOf(tokens.slice(from, next)))) return next;
  const slashes = tokens.findIndex((token, i) => i >= next && token.key === '//');
  return slashes < 0 ? tokens.length : slashes;
}

/** Index behind the words in capitals, numbers and single slashes that make one control marking: `REL TO USA, CAN/GBR`. */
function controlEnd(tokens: readonly Token[], from: number): number {
  let at = from;
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.key === '//' || (token.word ? !isAside(token, true) : !isBehind(token.key))) break;
  }
  return at;
}

const longestName = 60;

function nameOf(tokens: readonly Token[]): string {
  let name = '';
  for (const token of tokens) {
    const apart = token.word && /[a-z0-9,]$/.test(name);
    name += `${apart ? ' ' : ''}${token.key}`;
  }
  return name.slice(0, longestName).toUpperCase();
}

const caveatJoints = new Set(['-', ':', ',']);

/** A sentence ends in a full stop, a call in an exclamation mark; of a banner only in capitals or behind a label does. */
function mayStand(token: Token, isLast: boolean, level: LevelAt, labels: ReadonlySet<string> | null): boolean {
  if (token.key === '!' || (token.key === '.' && isLast)) return level.spelt || level.clear || labels !== null;
  return token.key === '//' || isBehind(token.key);
}

/** Page and copy numbers, dates; behind two slashes the open class of programs, countries and code words, all in capitals. */
function isAside(token: Token, controls: boolean): boolean {
  if (asides.has(token.key) || /^[0-9]+$/.test(token.key)) return true;
  return controls && (token.upper || /^[0-9]/.test(token.key));
}

function conditionAt(tokens: readonly Token[], at: number): boolean {
  return conditions.some((words) => words.every((word, i) => tokens[at + i]?.key.startsWith(word)));
}

/** Readings both writings share, the level the same; a list of different levels shares none. */
function common(
  first: readonly Sense[],
  second: readonly Sense[],
  labels: ReadonlySet<string> | null,
): readonly Sense[] {
  const same: Sense[] = [];
  for (const sense of first) {
    const twin = second.find(
      (other) =>
        other.scheme === sense.scheme &&
        other.level === sense.level &&
        (!other.labelRequired || labels?.has(other.scheme)),
    );
    // The form in the rarer language says more about the scheme.
    if (twin !== undefined) same.push(twin.lang === 'en' ? sense : twin);
  }
  return same;
}
