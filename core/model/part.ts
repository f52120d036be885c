// Parts of a message as the scanner accounts for them, and what was read out of each (the coverage ledger).

export type PartRole = 'body' | 'attachment' | 'entry' | 'embedded' | 'message';

/** Why a part could not be read, or only partly. Each of these holds the message unless a pack clause says otherwise. */
export type UnreadReason =
  | 'encrypted'
  | 'end-to-end' // S/MIME or PGP: a state of its own, decided by a clause
  | 'corrupt'
  | 'too-deep'
  | 'too-many-parts'
  | 'too-large'
  | 'too-slow'
  | 'split'
  | 'unsupported' // a container or document format nobody here can open
  | 'crashed' // the worker died twice on this message
  | 'engine-silent' // an outside engine that is configured gave no verdict on the message
  | 'unseen'; // a picture that should have been read by OCR, and there was no time left for it

export type ReadState = 'full' | 'partial' | 'none';

export interface Part {
  /** `body`, `attachment:case.zip`, `attachment:case.zip>letter.docx`; unique within a message. */
  readonly path: string;
  readonly role: PartRole;
  readonly name: string | null;
  readonly declaredType: string | null;
  /** Media type judged by content (DESIGN section 3, step 3), never by name. */
  readonly type: string;
  readonly bytes: number;
  /** Hex SHA-256 of the decoded bytes, '' when they were not reached. */
  readonly sha256: string;
  readonly read: ReadState;
  readonly why?: UnreadReason;
  /** What readers noticed and detectors judge, e.g. `vba-macros`, `external-template`, `pdf-javascript`, `executable`. */
  readonly facts: readonly string[];
}

/** Kinds of place a text stands in; a marking in a page header weighs more than one in running text. */
export type RegionKind =
  | 'subject'
  | 'header-field' // a mail header
  | 'body'
  | 'page-header'
  | 'page-footer'
  | 'watermark'
  | 'text-box'
  | 'footnote'
  | 'comment'
  | 'notes'
  | 'sheet'
  | 'slide'
  | 'master'
  | 'property'
  | 'file-name'
  | 'hidden' // present in the bytes but not shown to a reader: hidden sheet, zero font, tracked deletion
  | 'ocr'
  | 'code'; // macro or script source: searched for secrets, never for markings

export interface TextRegion {
  /** Part path, and `#region` when it is not the part's main text: `attachment:memo.docx#page-header`, `subject`, `header:X-Protective-Marking`. */
  readonly where: string;
  readonly kind: RegionKind;
  /** Name of the property, header field, sheet, … where there is one. */
  readonly label?: string;
  /** One string; line breaks are \n, table cells \t, pages \f. Offsets in findings count its UTF-16 code units. */
  readonly text: string;
}

/** A link or form of a page. */
export interface PageLink {
  /** As written, at most 2,000 characters. */
  readonly target: string;
  /** Text of the link, trimmed; null where there is none to see. */
  readonly shown: string | null;
  readonly from: 'anchor' | 'form';
}

/** What a page shows and where it leads. */
export interface PageSurvey {
  readonly links: readonly PageLink[];
  /** UTF-16 code units of text that its own elements hide from a reader. */
  readonly hidden: number;
  readonly visible: number;
}

/** A part together with the texts read out of it. */
export interface Reading {
  readonly part: Part;
  readonly regions: readonly TextRegion[];
  /** Of a page in HTML alone. */
  readonly page?: PageSurvey;
}
