// What the schemes in force say about writing a marking, turned round: from the written word to level, label or caveat.
import type { Level, Scheme } from '../../../model/scheme.ts';
import { foldText } from './fold-text.ts';
import { tokensOf } from './tokens.ts';

/** One reading of a written level. */
export interface Sense {
  readonly scheme: string;
  readonly level: string;
  readonly rank: number;
  readonly sensitive: boolean;
  /** Language of the form, `*` for a portion mark. */
  readonly lang: string;
  /** Punctuation between the words of the form: `-` for OFFICIAL-SENSITIVE, `:` for OFFICIAL:Sensitive, '' for a space. */
  readonly joint: string;
  /** The level counts as this scheme's only behind a label of the scheme. */
  readonly labelRequired: boolean;
}

export interface Lexicon {
  /** By letters of the form, lower case, nothing between: `protectedb`. */
  readonly levels: ReadonlyMap<string, readonly Sense[]>;
  /** Most words in a form. */
  readonly longestForm: number;
  /** Schemes that use a label, by its letters; none for one that says nothing of the scheme. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  readonly longestLabel: number;
  /** Canonical caveat and the schemes that know it, by its letters. */
  readonly caveats: ReadonlyMap<string, { readonly name: string; readonly schemes: ReadonlySet<string> }>;
  readonly longestCaveat: number;
  /** Caveats behind two slashes that go on with a name in any letters, up to the next slashes: EXCLUSIVE FOR, FG. */
  readonly openCaveats: ReadonlySet<string>;
  readonly portions: ReadonlyMap<string, readonly Sense[]>;
  /** Levels of others in foreign and joint banners (`//CAN R`). */
  readonly foreign: ReadonlyMap<string, readonly Sense[]>;
  /** Scheme that reads `SEC=…`, null when none is in force. */
  readonly keyValues: string | null;
  /** First three letters of every label, level and portion mark: a long line that begins otherwise is no banner. */
  readonly beginnings: ReadonlySet<string>;
  /** Letters of label and level together, by their number, for reading past misprints. */
  readonly bySize: ReadonlyMap<number, readonly string[]>;
  /** Level by GUID of a sensitivity label, lower case. */
  readonly labelGuids: ReadonlyMap<string, Sense>;
  /** Words that stand for a level and mean something every day: one word, no letter behind it. */
  readonly everyday: ReadonlySet<string>;
  /** Scheme by the punctuation it puts between level and caveat. */
  readonly caveatJoints: ReadonlyMap<string, string>;
  /** Schemes by a domain whose mail bears them. */
  readonly domains: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids in the order of preference. */
  readonly order: readonly string[];
}

/** Letters and digits of a text, folded, lower case. */
export function lettersOf(text: string): string {
  let letters = '';
  for (const token of tokensOf(foldText(text).text)) if (token.word) letters += token.key.replaceAll("'", '');
  return letters;
}

export function wordsIn(text: string): number {
  let words = 0;
  for (const token of tokensOf(foldText(text).text)) if (token.word) words++;
  return words;
}

/** What joins the words of a form: `:`, `+`, `-`, or '' for anything else. */
export function jointOf(text: string): string {
  const { text: plain } = foldText(text);
  return [':', '+', '-'].find((joint) => plain.includes(joint)) ?? '';
}

const compiled = new WeakMap<ReadonlyMap<string, Scheme>, Map<string, Lexicon>>();

/**
 * Compiled once per set of schemes; `inForce` lists ids in the order of preference, all of them when it is empty.
 * `plainLabels` are written before levels of any scheme.
 */
export function lexiconOf(
  schemes: ReadonlyMap<string, Scheme>,
  inForce: readonly string[],
  plainLabels: ReadonlySet<string>,
): Lexicon {
  const byOrder = compiled.get(schemes) ?? new Map<string, Lexicon>();
  compiled.set(schemes, byOrder);
  const key = [...inForce, '', ...plainLabels].join('\n');
  const known = byOrder.get(key);
  if (known !== undefined) return known;
  const order = inForce.length > 0 ? inForce : preferred(schemes);
  const lexicon = compile(
    order.flatMap((id) => schemes.get(id) ?? []),
    plainLabels,
  );
  byOrder.set(key, lexicon);
  return lexicon;
}

function preferred(schemes: ReadonlyMap<string, Scheme>): readonly string[] {
  return [...schemes.keys()];
}

function compile(schemes: readonly Scheme[], plainLabels: ReadonlySet<string>): Lexicon {
  const levels = new Map<string, Sense[]>();
  const labels = new Map<string, Set<string>>();
  const caveats = new Map<string, { name: string; schemes: Set<string> }>();
  const portions = new Map<string, Sense[]>();
  const foreign = new Map<string, Sense[]>();
  const labelGuids = new Map<string, Sense>();
  const everyday = new Set<string>();
  const caveatJoints = new Map<string, string>();
  const openCaveats = new Set<string>();
  const domains = new Map<string, Set<string>>();
  let keyValues: string | null = null;
  let [longestForm, longestLabel, longestCaveat] = [1, 1, 1];
  for (const scheme of schemes) {
    const grammar = scheme.grammar ?? {};
    const labelRequired = grammar.label_required === true;
    if (typeof grammar.caveat_joint === 'string') caveatJoints.set(grammar.caveat_joint, scheme.id);
    for (const caveat of textsIn(grammar.open_caveats)) openCaveats.add(lettersOf(caveat));
    for (const domain of textsIn(grammar.domains)) addTo(domains, domain.toLowerCase(), scheme.id);
    if (grammar.key_values === true) keyValues ??= scheme.id;
    for (const level of scheme.levels) {
      for (const { form, lang } of formsOf(level)) {
        const key = lettersOf(form);
        add(levels, key, senseOf(scheme, level, lang, jointOf(form), labelRequired));
        const words = wordsIn(form);
        longestForm = Math.max(longestForm, words);
        if (words === 1) everyday.add(key);
      }
      for (const portion of level.portions) add(portions, lettersOf(portion), senseOf(scheme, level, '*', '', false));
    }
    for (const [portion, level] of foreignLevels(scheme)) add(foreign, lettersOf(portion), level);
    for (const label of scheme.labels) {
      longestLabel = Math.max(longestLabel, wordsIn(label));
      addTo(labels, lettersOf(label), scheme.id);
    }
    for (const caveat of scheme.caveats) {
      longestCaveat = Math.max(longestCaveat, wordsIn(caveat));
      const entry = caveats.get(lettersOf(caveat)) ?? { name: caveat, schemes: new Set<string>() };
      entry.schemes.add(scheme.id);
      caveats.set(lettersOf(caveat), entry);
    }
    for (const [guid, name] of Object.entries(scheme.labelGuids)) {
      const level = scheme.levels.find((candidate) => candidate.name === name);
      if (level !== undefined) labelGuids.set(guid.toLowerCase(), senseOf(scheme, level, '*', '', false));
    }
  }
  const bySize = sizesOf(levels, labels);
  for (const label of plainLabels) {
    longestLabel = Math.max(longestLabel, wordsIn(label));
    const letters = lettersOf(label);
    if (!labels.has(letters)) labels.set(letters, new Set());
  }
  const beginnings = new Set([...levels.keys(), ...labels.keys(), ...portions.keys()].map((key) => key.slice(0, 3)));
  return {
    levels,
    longestForm,
    labels,
    longestLabel,
    caveats,
    longestCaveat,
    openCaveats,
    portions,
    foreign,
    keyValues,
    bySize,
    beginnings,
    labelGuids,
    everyday,
    caveatJoints,
    domains,
    order: schemes.map((scheme) => scheme.id),
  };
}

function formsOf(level: Level): { readonly form: string; readonly lang: string }[] {
  const forms = Object.entries(level.forms).flatMap(([lang, written]) => written.map((form) => ({ form, lang })));
  return forms.length > 0 ? forms : [{ form: level.name, lang: 'en' }];
}

function senseOf(scheme: Scheme, level: Level, lang: string, joint: string, labelRequired: boolean): Sense {
  return {
    scheme: scheme.id,
    level: level.name,
    rank: level.rank,
    sensitive: level.sensitive,
    lang,
    joint,
    labelRequired,
  };
}

/** Every level and portion of the scheme in a foreign banner, and those of others that it ranks with one of its own. */
function foreignLevels(scheme: Scheme): [string, Sense][] {
  const others = scheme.grammar?.foreign_levels;
  if (!isRecord(others)) return [];
  const found: [string, Sense][] = [];
  for (const level of scheme.levels) {
    for (const written of [...level.portions, level.name])
      found.push([written, senseOf(scheme, level, '*', '', false)]);
  }
  for (const [name, equal] of Object.entries(others)) {
    const level = scheme.levels.find((candidate) => candidate.name === equal);
    if (level === undefined) continue;
    const other = { ...senseOf(scheme, level, '*', '', false), level: name };
    found.push([name, other]);
    const abbreviations = scheme.grammar?.foreign_portions;
    if (!isRecord(abbreviations)) continue;
    for (const [portion, meant] of Object.entries(abbreviations)) if (meant === name) found.push([portion, other]);
  }
  return found;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}

function sizesOf(levels: ReadonlyMap<string, unknown>, labels: ReadonlyMap<string, unknown>): Map<number, string[]> {
  const bySize = new Map<number, string[]>();
  const note = (letters: string): void => {
    const same = bySize.get(letters.length);
    if (same === undefined) bySize.set(letters.length, [letters]);
    else same.push(letters);
  };
  for (const level of levels.keys()) {
    if (level.length < 6) continue;
    note(level);
    for (const label of labels.keys()) note(label + level);
  }
  return bySize;
}
