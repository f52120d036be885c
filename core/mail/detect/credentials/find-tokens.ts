// Finds keys and tokens by the formats their issuers publish, as the token-patterns rules describe them.
import { type Match, Subject } from '../../../rulebook/pattern.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import type { Lexicon } from './lexicon.ts';
import { passesCheck } from './token-checks.ts';

export interface TokenMatch {
  readonly rule: Rule;
  /** UTF-16 range in the text as given. */
  readonly offset: number;
  readonly length: number;
  readonly secret: string;
}

const maxTries = 5_000;
const defaultReach = 500;
const before = 300;

/**
 * A rule's patterns run only around places where one of its `literals` (or, in any letter case, `words`) occurs:
 * from 300 characters before to `reach` behind it, since a token has a bounded length.
 */
export function findTokens(text: string, rulebook: Rulebook, lexicon: Lexicon): readonly TokenMatch[] {
  const lowered = text.toLowerCase();
  // Folding may change the length of a text (İ); then places do not carry over and case must match.
  const folded = lowered.length === text.length ? lowered : text;
  let whole: Subject | null = null;
  const found: TokenMatch[] = [];
  for (const rule of rulebook.rulesFor('token-patterns')) {
    const windows = windowsOf(rule, text, folded);
    if (windows.length === 0) continue;
    const covered = windows.reduce((sum, [from, to]) => sum + to - from, 0);
    if (covered * 2 > text.length) {
      whole ??= new Subject(text);
      found.push(...matchesOf(rule, whole, 0, lexicon));
    } else
      for (const [from, to] of windows)
        found.push(...matchesOf(rule, new Subject(text.slice(from, to)), from, lexicon));
  }
  return found;
}

/** Stretches of the text where the rule could match, merged where they touch. */
function windowsOf(rule: Rule, text: string, folded: string): readonly (readonly [number, number])[] {
  const reach = typeof rule.parameters.reach === 'number' ? rule.parameters.reach : defaultReach;
  const places: number[] = [];
  for (const literal of stringsOf(rule, 'literals')) addPlaces(text, literal, places);
  for (const word of stringsOf(rule, 'words')) addPlaces(folded, word, places);
  const windows: [number, number][] = [];
  for (const place of places.sort((a, b) => a - b)) {
    const from = Math.max(0, place - before);
    const to = Math.min(text.length, place + reach);
    const last = windows.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else windows.push([from, to]);
  }
  return windows;
}

/** Places closer together than a window is long add nothing. */
function addPlaces(text: string, literal: string, places: number[]): void {
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + Math.max(literal.length, before / 2)))
    places.push(at);
}

function matchesOf(rule: Rule, subject: Subject, shift: number, lexicon: Lexicon): readonly TokenMatch[] {
  const checks = stringsOf(rule, 'checks');
  const found: TokenMatch[] = [];
  for (const pattern of rule.patterns) {
    let tries = 0;
    for (const match of pattern.all(subject)) {
      if (++tries > maxTries) break;
      const place = secretOf(match);
      if (!checks.every((check) => passesCheck(check, place.text, lexicon))) continue;
      found.push({ rule, offset: place.offset + shift, length: place.length, secret: place.text });
    }
  }
  return found;
}

/** The group `secret` or the whole match, without the full stop or comma of the sentence around it. */
function secretOf(match: Match): { readonly offset: number; readonly length: number; readonly text: string } {
  const { offset, text } = match.groups.secret ?? match;
  let length = text.length;
  while (length > 0 && '.,;:?'.includes(text.charAt(length - 1))) length--;
  return { offset, length, text: text.slice(0, length) };
}

/** A rule parameter that is a list of strings; absent means none. */
function stringsOf(rule: Rule, name: string): readonly string[] {
  const value = rule.parameters[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
