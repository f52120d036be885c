// A line that is a marking and nothing else, as read.
import type { Sense } from './lexicon.ts';

export interface Caveat {
  readonly name: string;
  readonly schemes: ReadonlySet<string>;
}

export interface Banner {
  /** What the level may mean; scheme-by-scheme, never empty. */
  readonly senses: readonly Sense[];
  /** Schemes whose label introduced it, empty for a label of no scheme in particular; null when none did. */
  readonly labelled: ReadonlySet<string> | null;
  readonly caveats: readonly Caveat[];
  /** Control markings behind two slashes, known or not. */
  readonly controls: boolean;
  /** Level written in capitals. */
  readonly upper: boolean;
  /** In capitals, or a level with a name of its own that begins with capitals. */
  readonly clear: boolean;
  /** A single word that also means something every day. */
  readonly everyday: boolean;
  /** Two languages, or the same level twice. */
  readonly repeated: boolean;
  /** Punctuation right behind the level. */
  readonly joint: string;
  /** Ends in a full stop, as a sentence does. */
  readonly stopped: boolean;
  /** Begins with a number or letter, as a heading or an entry of a list does. */
  readonly numbered: boolean;
  /** Read past a misprint. */
  readonly misprint: boolean;
  /** UTF-16 code units in the text given. */
  readonly start: number;
  readonly end: number;
}
