// What core needs from the outside: small interfaces that every host fills with adapters (DESIGN section 5).
// Every method may reject; callers treat a rejection as temporary failure or hold, never as permission to go on.
import type { AttestedKind, SignatureAlgorithm } from './model/audit-chain.ts';
import type { CandidateWindow, SealedCandidate } from './model/candidate.ts';
import type { Envelope, EnvelopeRecipient, MailParameters } from './model/envelope.ts';
import type { Examination, ExaminationContext } from './model/examination.ts';
import type { Finding } from './model/finding.ts';
import type { ApproverProof, Grant } from './model/grant.ts';
import type {
  AttemptRecord,
  AuditEntry,
  AuditEvent,
  HeldItem,
  HeldPlace,
  LedgerChange,
  MessageRecord,
  QueuedNotice,
  RecordKind,
  StoredRecord,
} from './model/ledger.ts';
import type { OcsfEvent } from './model/ocsf-event.ts';

/** Raw copies (short-lived) and sealed content. A write resolves only when the bytes are durable. */
export interface MailStore {
  /** Replaces what is there under the same id. */
  putRaw(id: string, raw: Uint8Array): Promise<void>;
  /** Null when there is none. Rejects with RawCopyDamaged when what is there is not what was put. */
  getRaw(id: string): Promise<Uint8Array | null>;
  /** Succeeds when there is nothing to delete. */
  deleteRaw(id: string): Promise<void>;
  /** Ids of raw copies written before the given time (milliseconds since the epoch). */
  listRaw(before: number): AsyncIterable<string>;
  putSealed(id: string, sealed: Uint8Array): Promise<void>;
  getSealed(id: string): Promise<Uint8Array | null>;
  deleteSealed(id: string): Promise<void>;
}

/** A raw copy that was changed or damaged where it is kept: asking again does not help. */
export class RawCopyDamaged extends Error {
  override readonly name = 'RawCopyDamaged';
}

/** Records with conditional, atomic writes. */
export interface Ledger {
  /**
   * Applies all changes or none. Rejects with IllegalMove when a recipient is elsewhere than a move says or the state
   * table forbids it, with AlreadyOpen when an attempt of that id exists, and with ChangedMeanwhile when a record has
   * another version than its writer saw. Repeating a `notice`, `acknowledge`
   * or `notice-sent` of the same id changes nothing; a `message` replaces the earlier record of its attempt, and a
   * `retain` of an item that was released keeps it again.
   */
  commit(changes: readonly LedgerChange[]): Promise<void>;
  attempt(id: string): Promise<AttemptRecord | null>;
  /** The newest attempt whose id starts with `<key>.`; null when there is none. */
  latestAttempt(key: string): Promise<AttemptRecord | null>;
  /** Attempts with a recipient in no terminal state, oldest first. */
  unfinished(): AsyncIterable<AttemptRecord>;
  heldItem(id: string): Promise<HeldItem | null>;
  /** Newest first. */
  heldItems(filter: {
    class?: HeldItem['class'];
    state?: HeldItem['state'];
    attempt?: string;
    /** An address, lower case, that sent it or that it concerns. */
    party?: string;
    /** Kept items of a class that this clause stopped. */
    reason?: { readonly class: HeldItem['class']; readonly clause: string };
    /** Only what comes after that place. */
    after?: HeldPlace;
  }): AsyncIterable<HeldItem>;
  /** How many kept items of a class each clause stopped, counted up to `most`. */
  heldReasons(heldClass: HeldItem['class'], most: number): Promise<Readonly<Record<string, number>>>;
  /** By attempt, or by hex SHA-256 of the raw bytes (newest). */
  message(by: { attempt: string } | { messageId: string }): Promise<MessageRecord | null>;
  /** Not yet sent, oldest first, at most `limit`. Throttled ones (a notice of that key sent within the hour) are dropped, not returned. */
  dueNotices(now: number, limit: number): Promise<readonly QueuedNotice[]>;
  /** How many messages of each outcome were recorded since a time, for health and reports. */
  counts(since: number): Promise<Readonly<Record<string, number>>>;
  /**
   * Messages recorded from `since` on and before `until` (milliseconds since the epoch), newest first. With `parties` (lower
   * case) those from or to nobody of them may be left out, to spare who reads them.
   */
  messages(period: { since: number; until: number; parties?: readonly string[] }): AsyncIterable<MessageRecord>;
  record(kind: RecordKind, id: string): Promise<StoredRecord | null>;
  /** Those whose id starts with the prefix, by id. What does not have `holding` in its JSON may be left out, to spare who reads it. */
  records(kind: RecordKind, prefix?: string, holding?: string): AsyncIterable<StoredRecord>;
  /** The last entry of every chain that has one. */
  auditHeads(): Promise<readonly AuditEntry[]>;
  /** Entries of one chain after that number, in order. What is not `wanted` may be left out, to spare who reads it. */
  auditEntries(chain: string, after: number, wanted?: WantedEntries): AsyncIterable<AuditEntry>;
}

export interface WantedEntries extends Partial<Pick<AuditEvent, 'actor' | 'subject'>> {
  /** Whole, or the beginning before a hyphen. */
  readonly action?: string;
  /** Numbers below this one. */
  readonly before?: number;
}

/** Thrown by Ledger.commit. */
export class AlreadyOpen extends Error {
  override readonly name = 'AlreadyOpen';
}

/** Thrown by Ledger.commit: somebody else changed the record first. Read it again and decide anew. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/** A decision to open one item for one purpose, signed by who made it (DESIGN 5a). Checked by the key service itself. */
export interface OpeningProof {
  readonly item: string;
  readonly purpose: 'release' | 'rescan';
  readonly decider: string;
  /** Milliseconds since the epoch; a later use is refused. */
  readonly until: number;
  /** Base64 signature over the other fields. */
  readonly signature: string;
}

/** Sealing needs no secret; opening does, and is granted by the key service alone. */
export interface Keys {
  /**
   * Encrypts under a data key of its own, bound to the item id. What is sealed `release-only` can be released or disposed
   * of, and no grant ever opens it.
   */
  seal(item: string, plain: Uint8Array, access?: SealedAccess): Promise<Uint8Array>;
  /** Rejects with Refused when the proof does not hold for this item and purpose. */
  open(item: string, sealed: Uint8Array, proof: OpeningProof): Promise<Uint8Array>;
  /** HMAC-SHA-256 under the organisation's fingerprint key, hex; recognises a secret again without keeping it. */
  fingerprint(secret: string): string;
}

export type SealedAccess = 'grantable' | 'release-only';

/** Reading by grant, kept by the key service in a store of its own. */
export interface Grants {
  /**
   * Rejects with Refused unless an approver whom the key service itself knows signed this very grant, and when a grant of
   * that id was revoked. The same grant again changes nothing.
   */
  grant(grant: Grant, proof: ApproverProof): Promise<void>;
  /** At once and for good; succeeds when there is none. */
  revoke(grant: string): Promise<void>;
  /** Rejects with Refused unless the grant names this item and reader and still runs. */
  read(item: string, sealed: Uint8Array, grant: string, reader: string): Promise<Uint8Array>;
  /** Destroys the item's data key: what was sealed for it, backups of it too, can never be opened again. */
  destroy(item: string): Promise<void>;
}

/** Vouches for checkpoints of the trail, disposals and exports with a key that only the key service has. */
export interface Notary {
  readonly algorithm: SignatureAlgorithm;
  /** Signs the statement, marked with its kind (see isAttested); base64. */
  attest(kind: AttestedKind, statement: Uint8Array): Promise<string>;
  /** SubjectPublicKeyInfo in PEM, for who verifies elsewhere. */
  readonly notaryKey: string;
}

/** Reads sealed content again where nobody sees it: only facts come out (DESIGN 5a, rescan). */
export interface Rescans {
  /** What candidates are sealed under now. */
  window(): Promise<CandidateWindow>;
  /**
   * Tries the candidates on what is locked. Rejects with Refused unless one of them is in its window or the proof holds;
   * what was sealed `release-only` is never read again.
   */
  rescan(
    item: string,
    sealed: Uint8Array,
    context: ExaminationContext,
    leave: { readonly candidates: readonly SealedCandidate[]; readonly proof: OpeningProof | null },
  ): Promise<Examination>;
}

export class Refused extends Error {
  override readonly name = 'Refused';
}

/** An SMTP reply (RFC 5321 section 4.2), enhanced code included in the text where the peer sent one. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

/** Hands a message to the next hop of its direction. */
export interface Relay {
  /**
   * One SMTP transaction for this group. The map answers each recipient: a rejected RCPT with that reply, the others
   * with the reply to DATA. Resolves also for 4xx and 5xx; rejects when the connection failed before a reply to DATA
   * came, in which case nobody knows whether the message was taken.
   */
  deliver(delivery: OutgoingMail): Promise<ReadonlyMap<string, Reply>>;
}

export interface OutgoingMail {
  /** Stable over repeated tries of the same delivery; a maildir uses it to write the same file, not a second one. */
  readonly key: string;
  readonly mailFrom: string;
  readonly parameters: MailParameters;
  readonly recipients: readonly EnvelopeRecipient[];
  readonly raw: Uint8Array;
}

/** Reads a message: parse, extract, detect, in a process that may be killed (DESIGN section 3, step 3). */
export interface Examiner {
  /** Never rejects for a bad message: what could not be read is a finding of kind `unreadable`. Rejects only when no worker can be had. */
  examine(raw: Uint8Array, context: ExaminationContext): Promise<Examination>;
  /**
   * Takes the parts at `paths` out and puts a notice in their place; all other bytes stay as they are. Null when that
   * cannot be done safely: the message is held instead.
   */
  strip(raw: Uint8Array, paths: readonly string[], notices: RemovalNotices): Promise<Uint8Array | null>;
}

/** What stands in place of a part; `{name}` stands for its file name. */
export interface RemovalNotices {
  readonly removed: string;
  /** With a safe copy beside it, whose file name is `{copy}`; absent where the pack offers none. */
  readonly withCopy?: Readonly<Record<CopyForm, string>>;
}

/** `rebuilt` from harmless parts · `pictures` of its pages · its `text` alone. */
export type CopyForm = 'rebuilt' | 'pictures' | 'text';

/** Checks SPF, DKIM, DMARC and ARC of an inbound message (needs DNS). */
export interface Authenticator {
  /** Findings of kind `authenticity`, and the Authentication-Results value to add (RFC 8601), null when nothing was checked. */
  authenticate(raw: Uint8Array, envelope: Envelope): Promise<{ findings: readonly Finding[]; results: string | null }>;
}

/** What an outside engine says of a message. */
export type EngineVerdict =
  | { readonly state: 'clean' }
  | { readonly state: 'malware'; readonly name: string }
  /** Score and threshold in the engine's own measure; marks are names of its tests. */
  | {
      readonly state: 'unwanted';
      readonly score: number;
      readonly threshold: number;
      readonly marks: readonly string[];
    }
  /** It answered, but not for all of the message: `why` in its own words, without content. */
  | { readonly state: 'unscanned'; readonly why: string };

/** An outside engine that judges whole messages: antivirus, spam filter. */
export interface Engine {
  /** As operators know it, such as `clamd`. */
  readonly name: string;
  /** Unwanted mail is a matter of content, which is left alone for exempt people; malware never is. */
  readonly judges: 'malware' | 'unwanted';
  /** Rejects when the engine did not answer: a finding that policy decides about, never a pass. */
  inspect(raw: Uint8Array, mailFrom: string): Promise<EngineVerdict>;
  /** Whether it answers now; never rejects. */
  answers(): Promise<boolean>;
}

/** What an inspector found in one part. */
export interface Inspection {
  readonly path: string;
  /** Name of the inspector's own rule. */
  readonly rule: string;
  /** As that rule has it, '' for none. */
  readonly severity: string;
}

/** Looks into the bytes of parts while they are unpacked, beside the readers. One call a message. */
export type PartInspector = () => {
  /** Resolves when the next part may come; the bytes must not change afterwards. */
  add(path: string, bytes: Uint8Array): Promise<void>;
  /** `complete` is false when some part could not be looked into. Never rejects. */
  end(): Promise<{ readonly found: readonly Inspection[]; readonly complete: boolean }>;
};

/** Vouches, as ARC does (RFC 8617), for how authentic a message was before we changed it. */
export interface Sealer {
  /**
   * The message with an ARC set on top; unchanged when its chain must not be continued. `authenticationResults` is what
   * was found when it arrived, without the authserv-id. Rejects when the key cannot sign.
   */
  seal(raw: Uint8Array, authenticationResults: string): Promise<Uint8Array>;
}

/** Where the organisation's security monitoring listens. */
export interface EventSink {
  /** Tells this sink from another: what each was told is kept under it. */
  readonly name: string;
  /** All of them, or rejects; some may then come again. */
  send(events: readonly OcsfEvent[]): Promise<void>;
}

/** Milliseconds since the epoch, UTC. */
export type Clock = () => number;

/** What acting on a message needs, wired once per host; the Relay comes with each message, since a client session has its own. */
export interface Ports {
  readonly store: MailStore;
  readonly ledger: Ledger;
  readonly keys: Keys;
  readonly examiner: Examiner;
  readonly authenticator: Authenticator;
  /** Absent where the organisation has no ARC key: changed mail then goes unsealed. */
  readonly sealer?: Sealer;
  /** Absent where nothing is read again. */
  readonly rescans?: Rescans;
  readonly clock: Clock;
}
