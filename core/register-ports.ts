// Where what the organisation registered to be recognised is kept.
import type {
  DocumentLabel,
  DocumentPrints,
  HashKey,
  ListedDocument,
  PassageHolder,
  RecordTable,
  RegisteredDocument,
} from './model/register.ts';

/** Registered documents, found again by keyed fingerprints; no readable copy of one exists. */
export interface DocumentLookup {
  /** False lets callers spare themselves the fingerprints. */
  isEmpty(): Promise<boolean>;
  /** Who holds these passages; of a passage that many documents hold, some holders are enough. Unknown keys are left out. */
  passages(keys: readonly HashKey[]): Promise<ReadonlyMap<HashKey, readonly PassageHolder[]>>;
  /** Numbers of the documents that hold these phrases, likewise. */
  phrases(keys: readonly HashKey[]): Promise<ReadonlyMap<HashKey, readonly number[]>>;
  /** Null for a number that was removed. */
  document(number: number): Promise<RegisteredDocument | null>;
}

export interface DocumentRegister extends DocumentLookup {
  /** Adds all or none; a document that is there already gets the new label. Numbers are the register's own. */
  add(documents: Iterable<NewDocument> | AsyncIterable<NewDocument>): Promise<void>;
  /** False when there is none of that id. */
  remove(id: string): Promise<boolean>;
  list(): AsyncIterable<ListedDocument>;
}

export interface NewDocument {
  readonly prints: DocumentPrints;
  readonly label: DocumentLabel;
  readonly name: string;
  readonly addedAt: number;
}

/** Tables of known records as keyed hashes of their cells (exact data match, R-207). */
export interface RecordLookup {
  tables(): Promise<readonly RecordTable[]>;
  /** Rows whose cell of that column has one of these keys, at most `most` a key; unknown keys are left out. */
  rowsWith(
    table: string,
    column: number,
    keys: readonly HashKey[],
    most: number,
  ): Promise<ReadonlyMap<HashKey, readonly number[]>>;
  /** The keys of a row's cells in the order of the columns; 0 for an empty cell. */
  cellsOf(table: string, row: number): Promise<readonly HashKey[]>;
}

export interface RecordRegister extends RecordLookup {
  /** Replaces the table of that name as a whole, or leaves it as it was. Rows are counted by the register. */
  put(
    table: Omit<RecordTable, 'rows'>,
    rows: Iterable<readonly HashKey[]> | AsyncIterable<readonly HashKey[]>,
  ): Promise<void>;
  /** False when there is none of that name. */
  remove(name: string): Promise<boolean>;
}

/** What the organisation wants recognised, for whoever examines. */
export interface Registers {
  readonly documents: DocumentLookup;
  readonly records: RecordLookup;
}
