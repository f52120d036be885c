// One-time leave to send what policy blocks, and appeals against a refusal or block.

export interface PersonsDecision {
  /** Account of who decided. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly why: string;
}

export interface SenderException {
  readonly id: string;
  /** Address that may send. */
  readonly sender: string;
  /** Address that may be sent to. */
  readonly recipient: string;
  /** `pack/clause-id` that is lifted; null: every block about content. */
  readonly clause: string | null;
  /** The business reason. */
  readonly why: string;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly state: 'asked' | 'granted' | 'refused' | 'used';
  readonly decision: PersonsDecision | null;
  /** Milliseconds since the epoch; null until it is granted. */
  readonly until: number | null;
  /** The attempt whose message it let go; every further try of that attempt is let go too. */
  readonly usedBy: string | null;
}

export interface Appeal {
  readonly id: string;
  /** What is appealed against: an item or message as notices name it, or an exception that was refused. */
  readonly against: string;
  readonly why: string;
  readonly by: string;
  readonly at: number;
  /** The body that decides, as the organisation names it. */
  readonly body: string;
  readonly state: 'lodged' | 'upheld' | 'dismissed';
  readonly decision: PersonsDecision | null;
}
