// The one thing the SMTP side asks of the rest: take this message, say what to answer, and know when the answer arrived.
import type { Envelope } from '../../core/model/envelope.ts';
import type { Relay, Reply } from '../../core/ports.ts';

/** A message as a client handed it over; `raw` is the DATA content after dot-unstuffing, byte for byte. */
export interface Arrival {
  readonly direction: 'inbound' | 'outbound';
  readonly envelope: Envelope;
  readonly raw: Uint8Array;
}

/** What the client is answered, and the attempt to close once it took the answer. */
export interface Answer {
  readonly reply: Reply;
  readonly attempt: string | null;
}

export interface Door {
  /**
   * Resolves when every recipient's fate is durable (or temporary). `relay` delivers through this session's next-hop
   * connection. Never rejects.
   */
  receive(arrival: Arrival, relay: Relay): Promise<Answer>;
  /** The client took the final reply and went on: the attempt is closed (DESIGN 7a). */
  conclude(attempt: string): Promise<void>;
}
