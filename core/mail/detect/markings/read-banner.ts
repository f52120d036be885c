// Reads a line that is a marking and nothing else: label, level, caveats. A line with one unexplained word is no banner.
import { foldText, originalOffset } from './fold-text.ts';
import { jointOf, type Lexicon, type Sense } from './lexicon.ts';
import { misprintOf } from './misprint.ts';
import { longestLine, type Token, tokensOf } from './tokens.ts';

export interface Banner {
  /** What the level may mean; scheme-by-scheme, never empty. */
  readonly senses: readonly Sense[];
  /** Schemes whose label introduced it; null when none did. */
  readonly labelled: ReadonlySet<string> | null;
  readonly caveats: readonly { readonly name: string; readonly schemes: ReadonlySet<string> }[];
  /** Control markings behind two slashes, known or not. */
  readonly controls: boolean;
  /** Level written in capitals. */
  readonly upper: boolean;
  /** A single word that also means something every day. */
  readonly everyday: boolean;
  /** Two languages, or the same level twice. */
  readonly repeated: boolean;
  /** Punctuation right behind the level. */
  readonly joint: string;
  /** Read past a misprint. */
  readonly misprint: boolean;
  /** UTF-16 code units in the text given. */
  readonly start: number;
  readonly end: number;
}

const openers = new Set([
  '[',
  '(',
  '{',
  '<',
  '*',
  '=',
  '#',
  '-',
  '_',
  '~',
  '+',
  '|',
  '"',
  '.',
  ':',
  '/',
  '\\',
  '>',
  '`',
  '^',
]);
const closers = new Set([
  ']',
  ')',
  '}',
  '>',
  '*',
  '=',
  '#',
  '-',
  '_',
  '~',
  '+',
  '|',
  '"',
  '/',
  '\\',
  '<',
  ':',
  ';',
  '`',
  '^',
  ',',
]);
const between = new Set([
  '"',
  '/',
  '-',
  ':',
  ',',
  ';',
  '|',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '<',
  '>',
  '+',
  '&',
  '*',
  '.',
  '_',
  '~',
  '=',
]);

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
const pageWords = new Set([
  'page',
  'pages',
  'p',
  'of',
  'de',
  'sur',
  'du',
  'la',
  'le',
  'draft',
  'ebauche',
  'copy',
  'copie',
  'no',
  'and',
  'et',
]);

/** `joinable` allows letters misprinted or misread. Null when the line says anything else. */
export function readBanner(text: string, lexicon: Lexicon, joinable = true): Banner | null {
  if (text.length > longestLine) return null;
  const folded = foldText(text);
  const tokens = tokensOf(folded.text);
  const found = readTokens(tokens, lexicon) ?? (joinable ? readMisprint(tokens, lexicon) : null);
  if (found === null) return null;
  return { ...found, start: originalOffset(folded, found.start), end: originalOffset(folded, found.end) };
}

export function readTokens(tokens: readonly Token[], lexicon: Lexicon): Banner | null {
  let at = 0;
  while (openers.has(tokens[at]?.key ?? '')) at++;
  if (tokens[at]?.key === '//') return readForeign(tokens, at, lexicon);
  const labelled = readLabels(tokens, at, lexicon);
  const level = readLevel(tokens, labelled.next, lexicon) ?? readSlashed(tokens, labelled.next, lexicon);
  if (level === null) return null;
  const senses = level.senses.filter((sense) => !sense.labelRequired || labelled.schemes?.has(sense.scheme));
  if (senses.length === 0) return null;
  const rest = readRest(tokens, level.next, senses, labelled.schemes, lexicon);
  if (rest === null) return null;
  const first = tokens[at];
  const last = tokens.at(-1);
  return {
    senses: rest.senses,
    labelled: labelled.schemes,
    caveats: rest.caveats,
    controls: rest.controls,
    upper: level.upper,
    everyday: level.everyday,
    repeated: rest.repeated,
    joint: tokens[level.next]?.key ?? '',
    misprint: false,
    start: first?.start ?? 0,
    end: last?.end ?? 0,
  };
}

interface Labels {
  readonly schemes: ReadonlySet<string> | null;
  readonly next: number;
}

/** One label or several in two languages, an abbreviation in brackets, and what stands between label and level. */
function readLabels(tokens: readonly Token[], from: number, lexicon: Lexicon): Labels {
  let schemes: Set<string> | null = null;
  let at = from;
  for (;;) {
    const label = longest(tokens, at, lexicon.longestLabel, lexicon.labels, () => true);
    if (label === null) break;
    schemes ??= new Set();
    for (const scheme of label.value) schemes.add(scheme);
    at = skipBetween(tokens, label.next);
  }
  return { schemes, next: at };
}

function skipBetween(tokens: readonly Token[], from: number): number {
  let at = from;
  while (between.has(tokens[at]?.key ?? '') || tokens[at]?.key === '//') at++;
  return at;
}

interface LevelAt {
  readonly senses: readonly Sense[];
  readonly upper: boolean;
  readonly everyday: boolean;
  readonly next: number;
}

const joints = new Set(['-', ':', '_', '+', '.', '/', '"']);

export function readLevel(tokens: readonly Token[], from: number, lexicon: Lexicon): LevelAt | null {
  const found = longest(tokens, from, lexicon.longestForm, lexicon.levels, (key) => joints.has(key));
  if (found === null) return null;
  const words = tokens.slice(from, found.next);
  const joint = jointOf(
    words
      .filter((token) => !token.word)
      .map((token) => token.key)
      .join(''),
  );
  const exact = found.value.filter((sense) => sense.joint === joint);
  return {
    senses: exact.length > 0 ? exact : found.value,
    upper: words.every((token) => !token.word || token.upper),
    everyday: lexicon.everyday.has(keyOf(words)),
    next: found.next,
  };
}

/** `S//NF`, `TS//SI`: a portion abbreviation counts as a level only before two slashes. */
function readSlashed(tokens: readonly Token[], from: number, lexicon: Lexicon): LevelAt | null {
  const token = tokens[from];
  if (token === undefined || !token.upper || tokens[from + 1]?.key !== '//') return null;
  const senses = lexicon.portions.get(token.key);
  return senses === undefined ? null : { senses, upper: true, everyday: false, next: from + 1 };
}

/** `//JOINT SECRET CAN USA`, `//NATO SECRET//ATOMAL`, `//CAN R`: the level of others, then trigraphs and control markings. */
function readForeign(tokens: readonly Token[], at: number, lexicon: Lexicon): Banner | null {
  const words = tokens.slice(at + 1);
  if (!words.every((token) => !token.word || token.upper || /^[0-9]/.test(token.key))) return null;
  for (let skip = 0; skip < 3; skip++) {
    const from = at + 1 + skip;
    const foreign = longest(tokens, from, lexicon.longestForm, lexicon.foreign, () => false);
    const named = skip === 0 ? readLevel(tokens, from, lexicon) : null;
    const next = named?.next ?? foreign?.next;
    const senses =
      named?.senses.filter((sense) => !sense.labelRequired) ?? foreign?.value ?? portionAt(tokens, from, skip, lexicon);
    if (senses === undefined || senses.length === 0) continue;
    return {
      senses,
      labelled: null,
      caveats: [],
      controls: true,
      upper: true,
      everyday: false,
      repeated: false,
      joint: tokens[next ?? from + 1]?.key ?? '',
      misprint: false,
      start: tokens[at]?.start ?? 0,
      end: tokens.at(-1)?.end ?? 0,
    };
  }
  return null;
}

function portionAt(
  tokens: readonly Token[],
  at: number,
  skipped: number,
  lexicon: Lexicon,
): readonly Sense[] | undefined {
  return skipped > 0 ? undefined : lexicon.portions.get(tokens[at]?.key ?? '');
}

interface Rest {
  readonly senses: readonly Sense[];
  readonly caveats: readonly { readonly name: string; readonly schemes: ReadonlySet<string> }[];
  readonly controls: boolean;
  readonly repeated: boolean;
}

/** Everything behind the level must be a caveat, the same level again, a condition or a page number. */
function readRest(
  tokens: readonly Token[],
  from: number,
  level: readonly Sense[],
  labels: ReadonlySet<string> | null,
  lexicon: Lexicon,
): Rest | null {
  let senses = level;
  const caveats: { name: string; schemes: ReadonlySet<string> }[] = [];
  let controls = false;
  let repeated = false;
  for (let at = from; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.key === '//') controls = true;
    if (!token.word) {
      if (token.key !== '//' && !between.has(token.key) && !closers.has(token.key)) return null;
      // A sentence ends in a full stop; a banner does not.
      if (token.key === '.' && at === tokens.length - 1) return null;
      at++;
      continue;
    }
    const caveat = longest(
      tokens,
      at,
      lexicon.longestCaveat,
      lexicon.caveats,
      (key) => key === '-' || key === ':' || key === ',',
    );
    if (caveat !== null) {
      caveats.push(caveat.value);
      at = caveat.next;
      continue;
    }
    const labelAgain = longest(tokens, at, lexicon.longestLabel, lexicon.labels, () => true);
    const behind = labelAgain === null ? at : skipBetween(tokens, labelAgain.next);
    const again = readLevel(tokens, behind, lexicon);
    if (again !== null) {
      const same = common(senses, again.senses, labels);
      if (same.length === 0) return null;
      senses = same;
      repeated = true;
      at = again.next;
      continue;
    }
    if (labelAgain !== null) {
      at = behind;
      continue;
    }
    if (conditionAt(tokens, at)) return { senses, caveats, controls, repeated };
    if (pageWords.has(token.key) || /^[0-9]+$/.test(token.key)) {
      at++;
      continue;
    }
    // Control markings are an open class: programs, countries, code words, all in capitals behind two slashes.
    if (controls && (token.upper || /^[0-9]/.test(token.key))) {
      at++;
      continue;
    }
    return null;
  }
  return { senses, caveats, controls, repeated };
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

function longest<Value>(
  tokens: readonly Token[],
  from: number,
  most: number,
  map: ReadonlyMap<string, Value>,
  joins: (key: string) => boolean,
): { readonly value: Value; readonly next: number } | null {
  let key = '';
  let words = 0;
  let best: { value: Value; next: number } | null = null;
  for (let at = from; at < tokens.length && words < most; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (!token.word) {
      if (words === 0 || !joins(token.key)) break;
      continue;
    }
    key += token.key.replaceAll("'", '');
    words++;
    const value = map.get(key);
    if (value !== undefined) best = { value, next: at + 1 };
  }
  return best;
}

function keyOf(tokens: readonly Token[]): string {
  let key = '';
  for (const token of tokens) if (token.word) key += token.key.replaceAll("'", '');
  return key;
}

/** The whole line, a few letters off, is label and level. */
function readMisprint(tokens: readonly Token[], lexicon: Lexicon): Banner | null {
  const letters = keyOf(tokens);
  const meant = misprintOf(letters, lexicon.bySize);
  const last = tokens.findLast((token) => token.word);
  // The letter behind PROTECTED is the level: it is read as it stands.
  if (meant === null || (last?.key.length === 1 && /[a-z]/.test(last.key) && !meant.endsWith(last.key))) return null;
  const words = tokens.filter((token) => token.word);
  const upper = words.every((token) => token.upper);
  const corrected = readTokens(respell(tokens, letters, meant), lexicon);
  return corrected === null ? null : { ...corrected, upper, misprint: true };
}

function respell(tokens: readonly Token[], letters: string, meant: string): readonly Token[] {
  let used = 0;
  return tokens.map((token) => {
    if (!token.word) return token;
    const size = token.key.replaceAll("'", '').length;
    const key = meant.slice(used, used + size);
    used += size;
    return letters === meant ? token : { ...token, key };
  });
}
