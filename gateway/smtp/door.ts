// The one thing the SMTP side asks of the rest: take this message, say what to answer, and know when the answer arrived.
import type { Answer, AnsweredAttempt, Arrival } from '../../core/model/arrival.ts';
import type { Relay } from '../../core/ports.ts';

export type { Answer, AnsweredAttempt, Arrival };

export interface Door {
  /**
   * Resolves when every recipient's fate is durable (or temporary). `relay` delivers through this session's next-hop
   * connection. Never rejects.
   */
  receive(arrival: Arrival, relay: Relay): Promise<Answer>;
  /** The client took the reply and went on: what it tells for good is settled (DESIGN 7a). */
  conclude(attempt: AnsweredAttempt): Promise<void>;
}
