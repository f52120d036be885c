// Everything policy/ says, loaded, checked and compiled once: rules, schemes, lists and the pack in force.
import type { FindingKind, Severity } from '../model/finding.ts';
import type { Pack } from '../model/pack.ts';
import type { Scheme } from '../model/scheme.ts';
import type { Pattern } from './pattern.ts';

/** A fact that can be found (DESIGN section 6). What follows from it is a pack's business. */
export interface Rule {
  /** Path under policy/rules without extension: `credentials/aws-access-key`. */
  readonly id: string;
  readonly title: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly requirements: readonly string[];
  readonly source: string | null;
  /** Name of the detector in code that applies it, e.g. `patterns`, `macro`, `protective-marking`. */
  readonly detector: string;
  /** Compiled RE2 patterns; a pattern may name a group `secret` that marks the span. */
  readonly patterns: readonly Pattern[];
  /** Further data for the detector, as written in the file. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly confidence: number;
}

export interface Rulebook {
  readonly pack: Pack;
  readonly schemes: ReadonlyMap<string, Scheme>;
  readonly rules: ReadonlyMap<string, Rule>;
  /** Rules by detector name. */
  rulesFor(detector: string): readonly Rule[];
  /** A word or domain list from policy/lists, by file name without extension; lower case. Throws on an unknown name. */
  list(name: string): ReadonlySet<string>;
}
