// A message as it comes to the door, and what the client is told.
import type { Reply } from '../ports.ts';
import type { Envelope } from './envelope.ts';
import type { ClientCopy } from './ledger.ts';

export interface Arrival {
  /** Which door it came to; the outbound door takes internal mail too. */
  readonly direction: 'inbound' | 'outbound';
  readonly envelope: Envelope;
  /** As received after dot-unstuffing, before any field of ours. */
  readonly raw: Uint8Array;
  readonly clientCopy?: ClientCopy;
}

export interface Answer {
  readonly reply: Reply;
  /** What is settled once the client took the answer; null when no attempt was opened. */
  readonly attempt: AnsweredAttempt | null;
}

export interface AnsweredAttempt {
  readonly id: string;
  /** Those whose fate the reply tells for good; nobody after a 4xx. */
  readonly recipients: readonly string[];
}
