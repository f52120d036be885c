// A classification scheme as data: levels in order and how people write them. Compiled from policy/schemes.

export interface Level {
  /** Canonical English name, e.g. `PROTECTED B`. */
  readonly name: string;
  /** Place in the scheme, lowest 0. */
  readonly rank: number;
  readonly sensitive: boolean;
  /** How it is written, per language; matched without regard to case, spacing, hyphens and accents. */
  readonly forms: Readonly<Record<string, readonly string[]>>;
  /** Abbreviations used in portion marks, e.g. `S//NF` → `S`. */
  readonly portions: readonly string[];
}

export interface Scheme {
  readonly id: string;
  readonly title: string;
  readonly levels: readonly Level[];
  /** Caveats and descriptors that may stand beside a level and never are one. */
  readonly caveats: readonly string[];
  /** Labels that introduce a level: `ISC`, `Classification`, `Security classification`. */
  readonly labels: readonly string[];
  /** MSIP sensitivity-label GUIDs the organisation mapped to a level. */
  readonly labelGuids: Readonly<Record<string, string>>;
  /** How the scheme is written beyond words, as in the file; core/mail/detect/markings/lexicon.ts says what each key means. */
  readonly grammar?: Readonly<Record<string, unknown>>;
}
