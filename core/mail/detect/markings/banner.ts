// A line that is a marking and nothing else, as read.
import type { Sense } from './lexicon.ts';

export interface Caveat {
  readonly name: string;
  readonly schemes: ReadonlySet<string>;
}

export interface Banner {
  /** What the level may mean; scheme-by-scheme, never empty. */
  readonly senses: readonly Sense[];
  /** Schemes whose label introduced it; null when none did. */
  readonly labelled: ReadonlySet<string> | null;
  readonly caveats: readonly Caveat[];
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
