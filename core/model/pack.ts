// An organisation's policy, compiled from policy/packs by core/rulebook: what decides.
import type { Outcome } from './decision.ts';
import type { Direction, Relation } from './envelope.ts';
import type { FindingKind, Severity } from './finding.ts';
import type { HeldClass } from './ledger.ts';
import type { UnreadReason } from './part.ts';

export interface Organisation {
  readonly name: { readonly en: string; readonly fr: string };
  /** IANA name; whose days count (DESIGN 5). */
  readonly zone?: string;
  /** Domains of ours, lower case; sub-domains count as ours. */
  readonly domains: readonly string[];
  readonly partners: readonly Partner[];
  /** Whom a sender can write to when a notice leaves a question open. */
  readonly contact: string;
  /** Address that postern's own notices come from; replies go to `contact`. */
  readonly noticeFrom: string;
  /** Personal addresses that people declared (R-208). */
  readonly declaredPersonal: readonly string[];
  /** Shared mailboxes and who answers for each (R-604). */
  readonly sharedMailboxes: Readonly<Record<string, string>>;
  /** Senders that may never be refused, whoever asks (R-503). */
  readonly protectedSenders?: readonly string[];
  /** Outsiders at private-looking addresses whom we deal with on business; external, never personal. */
  readonly businessContacts?: readonly string[];
  readonly consents?: readonly Consent[];
  /** Who decides appeals against a block or refusal (R-212). */
  readonly appeals?: { readonly body: string; readonly address: string };
  /** Addresses or domains whose mail content rules leave alone (R-605). */
  readonly exempt: readonly string[];
  /** Addresses or domains of ours that may send end-to-end encrypted mail to anybody. */
  readonly encryptionGroup?: readonly string[];
  /** People whose names others like to borrow, such as the directors: a stranger who bears one is a finding (R-104). */
  readonly people?: readonly { readonly name: string; readonly address: string }[];
}

/** Who agreed to get what is otherwise kept in, and on what it rests. */
export interface Consent {
  /** Address, or domain with its sub-domains. */
  readonly party: string;
  readonly basis: 'consent' | 'contract';
  /** Where the consent or contract is on file. */
  readonly reference: string;
  /** Last day, `2027-01-31`; null: until it is taken out. */
  readonly until: string | null;
}

export interface Partner {
  readonly domain: string;
  /** The organisation accepts this destination as an encrypted channel (enforced TLS). */
  readonly encrypted: boolean;
}

/** All given parts must hold. Lists mean "one of". */
export interface Condition {
  readonly direction?: readonly Direction[];
  readonly relation?: readonly Relation[];
  /** How the sender stands to the organisation: by envelope sender or author, whichever fits (R-213). */
  readonly sender?: readonly Relation[];
  /** Some finding meets all of these. */
  readonly finding?: FindingCondition;
  /** The message's classification. */
  readonly classification?: {
    readonly scheme?: readonly string[];
    readonly level?: readonly string[];
    readonly sensitive?: boolean;
  };
  /** Some part was read `partial` or `none` for one of these reasons. */
  readonly unread?: readonly UnreadReason[];
  /** Some defect; `hidesPayload` narrows it. */
  readonly defect?: { readonly kind?: readonly string[]; readonly hidesPayload?: boolean };
  readonly channel?: 'clear' | 'encrypted';
  readonly exempt?: boolean;
  /** Whether the sender belongs to the organisation's encryption group. */
  readonly encryptionGroup?: boolean;
  /** Whether the recipient's address looks like the sender's own, at whichever provider (R-211). */
  readonly ownAddress?: boolean;
  /** Whether something is attached that is more than a picture. */
  readonly attachment?: boolean;
  /** Countries of the recipient's domain, ISO 3166-1 alpha-2; `??` where the name tells none (R-214). */
  readonly country?: readonly string[];
  /** Whether the recipient stands in the organisation's register of consents and contracts. */
  readonly consent?: boolean;
}

export interface FindingCondition {
  readonly kind?: readonly FindingKind[];
  /** Rule ids; a trailing `/*` matches a folder. */
  readonly rule?: readonly string[];
  readonly severity?: Severity;
  /** At least this confidence. */
  readonly confidence?: number;
  /** Fields of the finding's value that must equal one of these. */
  readonly value?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  /** At least this many different ones in all. */
  readonly count?: number;
}

export interface Clause {
  /** Kebab-case, unique in its pack. */
  readonly id: string;
  readonly title: { readonly en: string; readonly fr: string };
  readonly source: string | null;
  readonly when: Condition;
  readonly unless: Condition | null;
  readonly outcome: Outcome;
  /** What the sender is told to do instead. */
  readonly advice: { readonly en: string; readonly fr: string } | null;
  /** Reported but without effect (R-706). */
  readonly monitor: boolean;
}

/** level × relation × channel → outcome, for one scheme (R-203). */
export interface HandlingMatrix {
  readonly scheme: string;
  readonly source: string | null;
  /** Reported but without effect; another matrix of the scheme decides. */
  readonly monitor?: true;
  readonly rows: readonly {
    readonly levels: readonly string[];
    readonly relation: readonly Relation[];
    readonly channel: 'clear' | 'encrypted' | 'any';
    readonly outcome: Outcome;
  }[];
}

export interface Pack {
  readonly name: string;
  /** Hex SHA-256 over every file that made it. */
  readonly hash: string;
  readonly organisation: Organisation;
  readonly clauses: readonly Clause[];
  readonly matrices: readonly HandlingMatrix[];
  /** Names of the classification schemes in force. */
  readonly schemes: readonly string[];
  readonly retention?: Retention;
  /** What becomes of mail from a blocked sender (R-502); absent: it is held. */
  readonly senderBlocks?: { readonly outcome: Outcome; readonly source: string | null };
  /** Mail whose pictures and scans are read by OCR; absent: none. */
  readonly ocr?: readonly Direction[];
  /** Whether a safe copy is offered in place of a document that is taken out; absent: never. */
  readonly disarm?: 'offer' | 'never';
  /** Documents of policy/sources.yaml that its notices may cite: those its own clauses name. Absent: any. */
  readonly cites?: readonly string[];
}

/** Days that retained content is kept, by its class (R-413). */
export interface Retention extends Readonly<Record<HeldClass, number>> {
  readonly source: string | null;
}
