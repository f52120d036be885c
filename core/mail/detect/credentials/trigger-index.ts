// Finds, in one pass over a text, the places where any of the rules' triggers stand (Aho and Corasick, 1975).
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import { stringsOf } from './rule-parameters.ts';

/** Stretch of a text in UTF-16 code units, end excluded. */
export type Window = readonly [number, number];

/** Where each rule is worth trying; rules without a trigger in the text are absent. */
export type TriggerIndex = (text: string) => ReadonlyMap<Rule, readonly Window[]>;

interface Trigger {
  readonly rule: Rule;
  readonly text: string;
  readonly anyCase: boolean;
  /** Stands apart from letters and digits, as the name of a program does. */
  readonly apart: boolean;
  /** Characters before and behind the trigger's end that a match may reach. */
  readonly before: number;
  readonly reach: number;
}

/** An issuer's mark stands at or near the beginning of a token; a word may follow a long name. */
const beforeLiteral = 60;
const beforeWord = 300;
const defaultReach = 500;
/** Triggers are ASCII; any other character starts anew. */
const alphabet = 128;

const built = new WeakMap<Rulebook, TriggerIndex>();

export function triggerIndexOf(rulebook: Rulebook): TriggerIndex {
  const known = built.get(rulebook);
  if (known !== undefined) return known;
  const index = buildIndex(rulebook.rulesFor('token-patterns').flatMap(triggersOf));
  built.set(rulebook, index);
  return index;
}

function triggersOf(rule: Rule): readonly Trigger[] {
  const reach = typeof rule.parameters.reach === 'number' ? rule.parameters.reach : defaultReach;
  return [
    ...stringsOf(rule, 'literals').map((text) => ({
      rule,
      text,
      anyCase: false,
      apart: false,
      before: beforeLiteral,
      reach,
    })),
    ...stringsOf(rule, 'words').map((text) => ({ rule, text, anyCase: true, apart: false, before: beforeWord, reach })),
    ...stringsOf(rule, 'commands').map((text) => ({
      rule,
      text,
      anyCase: true,
      apart: true,
      before: beforeWord,
      reach,
    })),
  ];
}

function buildIndex(triggers: readonly Trigger[]): TriggerIndex {
  const next: number[] = new Array<number>(alphabet).fill(0);
  const ends: Trigger[][] = [[]];
  for (const trigger of triggers) {
    let state = 0;
    for (const char of trigger.text.toLowerCase()) {
      const at = state * alphabet + (char.charCodeAt(0) % alphabet);
      if (next[at] === 0) {
        next[at] = ends.length;
        ends.push([]);
        for (let i = 0; i < alphabet; i++) next.push(0);
      }
      state = next[at] ?? 0;
    }
    ends[state]?.push(trigger);
  }
  followFailures(next, ends);
  const table = Int32Array.from(next);
  const isEnd = Uint8Array.from(ends, (found) => Math.min(1, found.length));
  return (text) => windowsIn(text, table, isEnd, ends);
}

/** Fills every missing step with the one of the longest suffix, so that scanning never goes back. */
function followFailures(next: number[], ends: Trigger[][]): void {
  const failures = new Array<number>(ends.length).fill(0);
  const queue = next.slice(0, alphabet).filter((state) => state !== 0);
  for (let i = 0; i < queue.length; i++) {
    const state = queue[i] ?? 0;
    const failure = failures[state] ?? 0;
    ends[state]?.push(...(ends[failure] ?? []));
    for (let char = 0; char < alphabet; char++) {
      const at = state * alphabet + char;
      const onFailure = next[failure * alphabet + char] ?? 0;
      const target = next[at] ?? 0;
      if (target === 0) next[at] = onFailure;
      else {
        failures[target] = onFailure;
        queue.push(target);
      }
    }
  }
}

function windowsIn(
  text: string,
  table: Int32Array,
  isEnd: Uint8Array,
  ends: readonly (readonly Trigger[])[],
): Map<Rule, Window[]> {
  const windows = new Map<Rule, [number, number][]>();
  let state = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= alphabet) {
      state = 0;
      continue;
    }
    if (code >= 65 && code <= 90) code += 32;
    state = table[state * alphabet + code] ?? 0;
    if (isEnd[state] === 0) continue;
    for (const trigger of ends[state] ?? [])
      if (stands(trigger, text, i + 1)) addWindow(windows, trigger, i + 1, text.length);
  }
  return windows;
}

function stands({ text: trigger, anyCase, apart }: Trigger, text: string, end: number): boolean {
  const start = end - trigger.length;
  if (!anyCase && !text.startsWith(trigger, start)) return false;
  return !apart || !(isAlphanumeric(text.charCodeAt(start - 1)) || isAlphanumeric(text.charCodeAt(end)));
}

/** Places come in order, so a window can only touch the last one. */
function addWindow(
  windows: Map<Rule, [number, number][]>,
  { rule, before, reach }: Trigger,
  end: number,
  most: number,
): void {
  const from = Math.max(0, end - before);
  const to = Math.min(most, end + reach);
  const known = windows.get(rule);
  const last = known?.at(-1);
  if (known === undefined) windows.set(rule, [[from, to]]);
  else if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
  else known.push([from, to]);
}

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
