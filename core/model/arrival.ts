// A message as it comes to the door, and what the client is told.
import type { Reply } from '../ports.ts';
import type { Envelope } from './envelope.ts';

export interface Arrival {
  /** Which door it came to; the outbound door takes internal mail too. */
  readonly direction: 'inbound' | 'outbound';
  readonly envelope: Envelope;
  /** As received after dot-unstuffing, before any field of ours. */
  readonly raw: Uint8Array;
}

export interface Answer {
  readonly reply: Reply;
  /** The attempt to close once the client took the answer; null when none was opened. */
  readonly attempt: string | null;
}
