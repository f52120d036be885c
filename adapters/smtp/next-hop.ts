// Where mail of one direction goes next, as the SMTP side sees it: what it can do, and a session for each client.
import type { EnvelopeRecipient, MailParameters } from '../../core/model/envelope.ts';
import type { Relay, Reply } from '../../core/ports.ts';
import type { Extensions } from './extensions.ts';

export interface NextHop {
  /** For log lines and the health page: `smtp://host:port` or `maildir:`. */
  readonly name: string;
  /** What may be advertised to clients; null when it cannot be reached just now. Never rejects. */
  extensions(): Promise<Extensions | null>;
  /** The pass-through of one client session. */
  session(): NextHopSession;
  /** For notices, releases and resumption, apart from any client. */
  readonly relay: Relay;
}

/** Never rejects: a next hop that is away is the reply 451 4.4.1. */
export interface NextHopSession {
  /** Connects when there is no connection yet, and hands on MAIL. */
  mail(mailFrom: string, parameters: MailParameters): Promise<Reply>;
  recipient(recipient: EnvelopeRecipient): Promise<Reply>;
  /** Delivers on the open transaction where that has the same sender and recipients, else in a transaction of its own. */
  readonly relay: Relay;
  close(): Promise<void>;
}

export const awayReply: Reply = {
  code: 451,
  text: '4.4.1 the next mail server cannot be reached now, please try again later',
};

/** Also 251 and 252: will forward, cannot verify (RFC 5321 section 4.2.3). */
export function isAccepted(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 300;
}
