// What evaluating a set needs and gives: samples go in with their labels, measured rows and missed files come out.
import type { ScanReport } from '../../core/mail/report.ts';
import type { FileScanOptions } from '../../core/mail/scan-file.ts';
import type { Examination } from '../../core/model/examination.ts';

/** One message to scan, together with what is known of it. */
export interface Sample<Label> {
  readonly file: string;
  readonly raw: Uint8Array;
  readonly label: Label;
}

/** A leaf of the MIME tree, nested messages opened; hashes are hex SHA-256 with every line break as LF. */
export interface LeafFacts {
  readonly path: string;
  readonly declaredType: string | null;
  readonly contentHash: string;
  /** Of the decoded text in UTF-8; null where the leaf is no text. */
  readonly textHash: string | null;
}

/** What only the evaluation asks of a worker: the texts themselves, and the leaves of the MIME tree. */
export interface ReadingsOfMessage {
  readonly texts: readonly { readonly where: string; readonly text: string }[];
  readonly leaves: readonly LeafFacts[];
}

export interface Scanned<Label> {
  readonly file: string;
  readonly label: Label;
  readonly report: ScanReport;
  readonly examination: Examination;
  /** Empty unless the set is declared with `readings`. */
  readonly readings: ReadingsOfMessage;
}

/** Registers to recognise, under the key they were made with; heeded by a set's first scan. */
export interface Recognition {
  readonly registers: string;
  readonly fingerprintKey: Uint8Array;
}

export interface SetContext {
  /** Folder with the unpacked files, or the folder or file named by the set. */
  readonly folder: string;
  /** Path of the labels; '' where the set has none. */
  readonly labels: string;
  /** One in so many samples is wanted, where a set takes long. */
  readonly every: number;
  /** Tells who waits that one more was looked at. */
  step(): void;
  /** Results come in the order of the samples; few messages are in memory at a time. */
  scan<Label>(
    samples: AsyncIterable<Sample<Label>>,
    options?: Partial<FileScanOptions>,
    recognition?: Recognition,
  ): AsyncGenerator<Scanned<Label>>;
}

/** One measured figure. With `of` it is a share of that many; without, `count` is the figure itself. */
export interface Row {
  readonly measure: string;
  readonly count: number;
  readonly of?: number;
  /** What the figure should be, in words; absent where it only informs. */
  readonly bar?: string;
}

/** A file that scored wrong and how; never its content. */
export interface Miss {
  readonly file: string;
  readonly why: string;
}

export interface SetResult {
  readonly rows: readonly Row[];
  readonly misses: readonly Miss[];
}

export type Score = (context: SetContext) => Promise<SetResult>;
