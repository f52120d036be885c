// A fact that a detector established. It never carries the secret or the content itself (R-303, STYLE 14).

export type FindingKind =
  | 'unsafe'
  | 'marking'
  | 'document'
  | 'identifier'
  | 'credential'
  | 'authenticity'
  | 'unwanted'
  | 'unreadable'
  | 'ambiguous';

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export interface Finding {
  /** Id of the rule in policy/rules: its path without extension, e.g. `markings/protective-marking`. */
  readonly rule: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** 0 to 1. */
  readonly confidence: number;
  /** `where` of the TextRegion, or the path of the part. */
  readonly where: string;
  /** UTF-16 code units in the text named by `where`; absent when the finding concerns the whole part. */
  readonly offset?: number;
  readonly length?: number;
  /** Facts of the kind: level of a marking, type and keyed fingerprint of a credential, reason of an unread part. */
  readonly value: Readonly<Record<string, unknown>> | null;
  /** Who answers for the shared mailbox concerned. */
  readonly owner: string | null;
}

/** Highest protective marking of a message. */
export interface Classification {
  readonly scheme: string;
  /** Canonical English name, e.g. `PROTECTED B`. */
  readonly level: string;
  /** Place in the scheme, lowest 0. */
  readonly rank: number;
  readonly sensitive: boolean;
  /** `where` of the marking that carries it. */
  readonly carrier: string;
}
