// What the other side of an SMTP transaction said, apart from the message itself (RFC 5321 section 2.3.1).

export type Direction = 'inbound' | 'outbound' | 'internal';

/** How an address stands to the organisation; decides which rows of a handling matrix apply. */
export type Relation = 'internal' | 'partner' | 'external' | 'personal';

export interface EnvelopeRecipient {
  /** As given in RCPT TO, without angle brackets; the local part keeps its case. */
  readonly address: string;
  /** RFC 3461 NOTIFY keywords, upper case; absent when not given. */
  readonly notify?: readonly string[];
  /** RFC 3461 ORCPT as received (`rfc822;user@host`). */
  readonly originalRecipient?: string;
}

/** ESMTP parameters of MAIL FROM, handed on to the next hop where it offers the extension. */
export interface MailParameters {
  readonly body?: '7BIT' | '8BITMIME';
  readonly smtputf8?: boolean;
  /** RFC 3461 RET. */
  readonly ret?: 'FULL' | 'HDRS';
  /** RFC 3461 ENVID, still xtext-encoded. */
  readonly envelopeId?: string;
}

export interface Client {
  /** IP address in text form. */
  readonly address: string;
  readonly helo: string;
  readonly tls: boolean;
  /** Account name when the client signed in with AUTH. */
  readonly user?: string;
}

export interface Envelope {
  /** MAIL FROM without angle brackets; '' is the null sender. */
  readonly mailFrom: string;
  readonly recipients: readonly EnvelopeRecipient[];
  readonly parameters: MailParameters;
  readonly client: Client;
}
