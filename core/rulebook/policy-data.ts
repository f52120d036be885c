// The policy in force as plain data: checked, hashed, and without closures, so that it can be sent to another process.
import type { Pack } from '../model/pack.ts';
import type { Scheme } from '../model/scheme.ts';
import type { Rule } from './rulebook.ts';

/** A rule whose patterns are still text; RE2 is known to take them. */
export type RuleData = Omit<Rule, 'patterns'> & { readonly patterns: readonly string[] };

/** Structured-clonable. Made by loadPolicy alone: whoever gets it need not check it again. */
export interface PolicyData {
  readonly pack: Pack;
  readonly schemes: ReadonlyMap<string, Scheme>;
  readonly rules: ReadonlyMap<string, RuleData>;
  readonly lists: ReadonlyMap<string, ReadonlySet<string>>;
  /** YARA sources by name; absent where there are none. */
  readonly yara?: ReadonlyMap<string, string>;
}
