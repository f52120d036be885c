// A parsed message: headers, leaves with their bytes, and what was wrong with it. Made by core/mail/parse.

/** One header field in the order of the message. */
export interface Header {
  /** Field name as written. */
  readonly name: string;
  /** Unfolded and decoded (RFC 2047), for reading only. */
  readonly value: string;
  /** Half-open range of the whole field, final line break included, in the raw bytes of its own message. */
  readonly span: ByteSpan;
}

/** Half-open range [start, end) of byte offsets. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

export interface MailAddress {
  /** Display name, decoded; '' when there is none. */
  readonly name: string;
  readonly address: string;
}

/**
 * What two readers of the same bytes could disagree about. `hidesPayload` is true when one plausible reading shows an
 * attachment or text that another does not: such a message is held, others are only noted.
 */
export interface Defect {
  /** Kebab-case name, e.g. `duplicate-content-type`, `bare-cr`, `no-closing-boundary`. */
  readonly kind: string;
  /** Path of the part it concerns, '' for the message itself. */
  readonly where: string;
  readonly hidesPayload: boolean;
}

export type LeafRole = 'body' | 'attachment' | 'message';

/** A leaf of the MIME tree: a displayed body, an attachment, or a nested message (message/rfc822). */
export interface MailLeaf {
  /**
   * `body` for the displayed text, `body:2` for a second one; `attachment:NAME` for the rest (`attachment:NAME:2` when
   * the name repeats; `unnamed.bin`-like when it has none). Containers add `>entry` behind it later.
   */
  readonly path: string;
  readonly role: LeafRole;
  /** File name as a mail program would show it, null when there is none. */
  readonly name: string | null;
  /** Media type as declared, lower case, without parameters; null when absent. */
  readonly declaredType: string | null;
  readonly charset: string | null;
  readonly disposition: 'inline' | 'attachment' | null;
  readonly contentId: string | null;
  /** Decoded from its transfer encoding. */
  readonly content: Uint8Array;
  /** Decoded text for role `body`: text/plain as such, text/html as its source. */
  readonly text: string | null;
  /** The charset is unknown and the guess at it gave hardly any text: nobody knows what a reader sees. */
  readonly illegible?: true;
  /** Where the part (its headers and body, delimiter lines excluded) lies in the raw message; null when only guessed. */
  readonly span: ByteSpan | null;
}

/** What protects the whole message. `signed` is readable and therefore not "encrypted" (DESIGN section 3, step 5). */
export type Protection = 'none' | 'signed' | 'smime-encrypted' | 'pgp-encrypted';

export interface ParsedMessage {
  readonly headers: readonly Header[];
  readonly subject: string;
  readonly from: readonly MailAddress[];
  readonly sender: MailAddress | null;
  readonly replyTo: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly returnPath: string | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly leaves: readonly MailLeaf[];
  readonly protection: Protection;
  /** Short texts before the first and behind the last part of a multipart; readers mostly skip them. */
  readonly around?: readonly string[];
  readonly defects: readonly Defect[];
}
