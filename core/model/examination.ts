// All that was established about a message before policy looks at it: the result of parse, extract and detect.
import type { CandidateWindow, SealedCandidate } from './candidate.ts';
import type { Classification, Finding } from './finding.ts';
import type { Defect, MailAddress, Protection } from './message.ts';
import type { Part } from './part.ts';

export interface Examination {
  /** Hex SHA-256 of the raw bytes. */
  readonly id: string;
  readonly bytes: number;
  readonly headers: {
    readonly subject: string;
    readonly from: readonly MailAddress[];
    readonly to: readonly MailAddress[];
    readonly cc: readonly MailAddress[];
    readonly bcc: readonly MailAddress[];
    readonly returnPath: string | null;
    readonly messageId: string | null;
    /** What the conversation goes by: message ids, and the subject without what answers put before it. */
    readonly thread?: readonly string[];
    /** How many Received fields there are (loop defence). */
    readonly received: number;
  };
  readonly protection: Protection;
  readonly findings: readonly Finding[];
  readonly classification: Classification | null;
  readonly parts: readonly Part[];
  readonly defects: readonly Defect[];
  /** Secrets that names of files or sheets say: in memory only, until the names are masked. */
  readonly secretsInNames?: readonly NamedSecret[];
  /** Passwords that may open a file of another mail, where the context asks for them. */
  readonly candidates?: readonly SealedCandidate[];
  /** Milliseconds per stage, for measuring. */
  readonly timings: Readonly<Record<'parse' | 'extract' | 'detect', number>>;
}

/** A password, and what is recorded of it when it opens something. */
export interface FoundKey {
  readonly password: string;
  readonly fingerprint: string;
}

/** A secret, and what is shown in its place. */
export interface NamedSecret {
  readonly secret: string;
  readonly shown: string;
}

/** What an examination needs to know besides the bytes; everything is a plain value, so it can cross a process. */
export interface ExaminationContext {
  /** Envelope sender, '' for the null sender; null when there was no envelope: then Return-Path or From counts. */
  readonly mailFrom: string | null;
  /** Whether pictures and scans are read by OCR in this pass. */
  readonly ocr: boolean;
  /** Everybody concerned is outside content rules: only what is unsafe or unread is looked for. */
  readonly exempt?: boolean;
  /** Whether passwords in the message may be tried on its locked parts: the organisation's own inbound mail. */
  readonly openLocked?: boolean;
  /** Passwords in the message are sealed under this key, for files of other mails. */
  readonly window?: CandidateWindow;
  /** Passwords of other mails to try on locked parts; only where nobody sees them, beside the key service. */
  readonly keys?: readonly FoundKey[];
}
