// What an organisation registered so that it is recognised again: documents and tables of records. Keyed
// hashes only: nothing here can be read, and nothing can be compared without the organisation's fingerprint key.

/** The first 48 bits of a keyed SHA-256 as a whole number, which a double holds exactly. */
export type HashKey = number;

/** A passage of a document by which a copied run of its text is found. */
export interface Passage {
  readonly key: HashKey;
  /** 16 bits of the keyed hashes of the text just before and just behind it; 0 where there is too little text. */
  readonly before: number;
  readonly behind: number;
}

/** All that is kept of a registered document's text. */
export interface DocumentPrints {
  /** 16 hex digits of a keyed hash over the whole text: the same text has the same id. */
  readonly id: string;
  /** Normalised letters and digits. */
  readonly letters: number;
  readonly passages: readonly Passage[];
  /** Keyed hashes of runs of three words, for near-copies. */
  readonly phrases: readonly HashKey[];
  /** Phrases were sampled one in 2^sampling. */
  readonly sampling: number;
  /** Min-hashes of the phrases: versions of one document share most of them. */
  readonly sketch: readonly number[];
}

export interface DocumentLabel {
  readonly scheme: string | null;
  readonly level: string | null;
  /** Who answers for the document: an address. */
  readonly owner: string | null;
}

/** What is known of a registered document besides its hashes. */
export interface RegisteredDocument extends DocumentLabel {
  readonly id: string;
  /** How many passages and phrases of it are kept. */
  readonly passages: number;
  readonly phrases: number;
  readonly sampling: number;
  readonly sketch: readonly number[];
}

/** For people who keep the register. */
export interface ListedDocument extends RegisteredDocument {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly addedAt: number;
}

export interface PassageHolder {
  /** Number of the document, for `document()`. */
  readonly document: number;
  readonly before: number;
  readonly behind: number;
}

/** How the values of a column are brought to one form before they are hashed; `name` disregards the order of words. */
export const cellTypes = ['plain', 'name', 'date'] as const;
export type CellType = (typeof cellTypes)[number];

export interface RecordColumn {
  readonly name: string;
  readonly type: CellType;
  /** Words of its longest value, at most `mostWords`: how far a text has to be read for one. */
  readonly words: number;
  /** Every value has a digit in it, so that only pieces of text with one are looked up. */
  readonly digits: boolean;
}

/** A table of records whose cells are known by keyed hashes alone. */
export interface RecordTable extends DocumentLabel {
  readonly name: string;
  readonly columns: readonly RecordColumn[];
  /** Sets of columns, by index: all cells of one of them near each other are a record. The first is looked up. */
  readonly combinations: readonly (readonly number[])[];
  readonly rows: number;
  readonly addedAt: number;
}
