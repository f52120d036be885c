// Records the ledger keeps, and the changes it applies all together or not at all.
import type { Outcome, Reason } from './decision.ts';
import type { Direction, Envelope, EnvelopeRecipient, Relation } from './envelope.ts';
import type { Classification, Finding } from './finding.ts';
import type { HeldState } from './held-state.ts';
import type { Protection } from './message.ts';
import type { Part } from './part.ts';
import type { RecipientState } from './recipient-state.ts';

/** A message that its client keeps where we can read it, until it has our answer. */
export interface ClientCopy {
  /** The client's own name for it. */
  readonly id: string;
  /** What the client itself found in it, as it says so. */
  readonly verdicts: Readonly<Record<string, string>>;
}

/**
 * One try of a client to hand over one message: SHA-256(MAIL FROM, raw bytes), or of its name where the client keeps a copy, and a
 * count when it came again after closing.
 */
export interface Attempt {
  /** `<hex sha-256>.<n>`; also the name of its raw copy. */
  readonly id: string;
  readonly direction: Direction;
  readonly envelope: Envelope;
  /** Milliseconds since the epoch, UTC. */
  readonly openedAt: number;
  /** Size of the raw message. */
  readonly bytes: number;
  readonly clientCopy?: ClientCopy;
}

export interface RecipientRecord {
  readonly address: string;
  readonly state: RecipientState;
  readonly outcome: Outcome | null;
  /** When the client took an answer that told this recipient's fate for good; null while it may still come back. */
  readonly acknowledgedAt: number | null;
}

export interface AttemptRecord {
  readonly attempt: Attempt;
  readonly recipients: readonly RecipientRecord[];
}

export interface RecipientMove {
  readonly attempt: string;
  readonly address: string;
  readonly from: RecipientState;
  readonly to: RecipientState;
  readonly outcome?: Outcome;
}

/** Why something is in retained storage. */
export type HeldClass = 'held' | 'blocked' | 'stripped-original';

/** Content kept for a person to decide on; the content itself is sealed in the MailStore under the same id. */
export interface HeldItem {
  readonly id: string;
  readonly attempt: string;
  readonly class: HeldClass;
  readonly retainedAt: number;
  readonly direction: Direction;
  readonly envelope: Envelope;
  /** Those of the envelope's recipients whom this item concerns. */
  readonly recipients: readonly HeldRecipient[];
  readonly state: HeldState;
  /** Concerns somebody whom content rules leave alone: sealed for release or disposal only, never to be read. */
  readonly exempt?: true;
}

export interface HeldRecipient {
  readonly address: string;
  readonly relation: Relation;
  readonly outcome: Outcome;
  readonly reasons: readonly HeldReason[];
}

interface Concerning {
  readonly envelope: Pick<Envelope, 'mailFrom'>;
  readonly recipients: readonly { readonly address: string }[];
}

/** Sender and recipients, each once, in the form in which they are looked for. */
export function partiesOf({ envelope, recipients }: Concerning): ReadonlySet<string> {
  return new Set([envelope.mailFrom, ...recipients.map(({ address }) => address)].map((one) => one.toLowerCase()));
}

/** Clauses that led to what became of its recipients, each once. */
export function stoppingClauses({ recipients }: Pick<HeldItem, 'recipients'>): ReadonlySet<string> {
  const decisive = recipients.flatMap(({ outcome, reasons }) => reasons.filter((reason) => reason.outcome === outcome));
  return new Set(decisive.map(({ clause }) => clause));
}

/** Where an item stands among others, newest first. */
export type HeldPlace = Pick<HeldItem, 'retainedAt' | 'id'>;

/** Which findings it rests on stands once in the message's record, not with each of a thousand recipients. */
export type HeldReason = Pick<Reason, 'clause' | 'outcome' | 'source' | 'senderBlock'>;

/** What the index keeps of every message: facts only, never content (DESIGN section 3, step 7). */
export interface MessageRecord {
  readonly attempt: string;
  /** Hex SHA-256 of the raw bytes: the `id` of `scan --json`, taken by `held show` and `policy explain`. */
  readonly messageId: string;
  readonly at: number;
  readonly direction: Direction;
  readonly mailFrom: string;
  /** Addresses of the From field that are not the envelope's sender, lower case; absent when there are none. */
  readonly authors?: readonly string[];
  readonly outcome: Outcome;
  readonly recipients: readonly {
    readonly address: string;
    readonly relation: Relation;
    readonly outcome: Outcome;
    readonly reasons: readonly string[];
  }[];
  readonly findings: readonly Finding[];
  readonly classification: Classification | null;
  readonly parts: readonly Part[];
  readonly defects: readonly string[];
  /** Kinds of those defects that hide something from some readers. Absent, like the next, in records of earlier versions. */
  readonly hiding?: readonly string[];
  readonly protection?: Protection;
  readonly pack: { readonly name: string; readonly hash: string };
}

/** A message of our own to somebody, kept until the next hop took it. */
export interface QueuedNotice {
  /** Deterministic in what caused it, so that a repeated step queues nothing twice. */
  readonly id: string;
  readonly recipient: string;
  /** Complete RFC 5322 message. */
  readonly raw: Uint8Array;
  /** Which way it goes out. */
  readonly direction: Direction;
  /** At most one notice a throttle key in an hour; null when never throttled (reports of failure). */
  readonly throttleKey: string | null;
  readonly queuedAt: number;
}

export interface AuditEvent {
  readonly at: number;
  /** Who did it: `gateway`, or an operator's account. */
  readonly actor: string;
  readonly action: string;
  /** What it was done to: attempt, held item, pack. */
  readonly subject: string;
  /** Facts only. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** An event in its place; each carries the hash of the one before in its chain. */
export interface AuditEntry {
  /** One chain on a single machine, several where one head would be a bottleneck. */
  readonly chain: string;
  /** Counts from 1 without gaps within the chain. */
  readonly number: number;
  readonly event: AuditEvent;
  /** Hex SHA-256 of the entry before; 64 zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** What oversight keeps: one JSON document a record, changed only by who saw its newest version. */
export const recordKinds = [
  'account',
  'person',
  'right',
  'mailbox',
  'case',
  'access',
  'reading',
  'request',
  'legal-hold',
  'exception',
  'held-decision',
  'appeal',
  'disposal',
  'checkpoint',
  'sender-block',
  'incident',
  'setting',
  'sending',
  'door',
  'disclosure',
  'rescan',
  'unwanted-report',
  'report',
  'wrong-finding',
  'verification',
] as const;
export type RecordKind = (typeof recordKinds)[number];

export interface StoredRecord {
  readonly id: string;
  /** Counts from 1; every change adds one. */
  readonly version: number;
  /** Plain JSON. */
  readonly value: unknown;
}

export type LedgerChange =
  | { readonly type: 'open'; readonly attempt: Attempt; readonly recipients: readonly string[] }
  /** Recipients that a later try of the same attempt added. */
  | { readonly type: 'join'; readonly attempt: string; readonly recipients: readonly EnvelopeRecipient[] }
  | { readonly type: 'move'; readonly move: RecipientMove }
  /** The client knows these recipients' fate; a client may split an attempt, so each is acknowledged by itself. */
  | {
      readonly type: 'acknowledge';
      readonly attempt: string;
      readonly recipients: readonly string[];
      readonly at: number;
    }
  /** Forgets an attempt that we answered 4xx and hold no copy of: the client kept its message and did not come back. */
  | { readonly type: 'drop'; readonly attempt: string }
  | { readonly type: 'retain'; readonly item: HeldItem }
  | {
      readonly type: 'held-state';
      readonly item: string;
      readonly from: HeldItem['state'];
      readonly to: HeldItem['state'];
    }
  | { readonly type: 'message'; readonly record: MessageRecord }
  | { readonly type: 'notice'; readonly notice: QueuedNotice }
  | { readonly type: 'notice-sent'; readonly notice: string }
  | { readonly type: 'audit'; readonly event: AuditEvent }
  /** Writes a record whose newest version is `version` (0: that does not exist yet); a null value takes it away. */
  | {
      readonly type: 'record';
      readonly kind: RecordKind;
      readonly id: string;
      readonly version: number;
      readonly value: unknown;
    };
