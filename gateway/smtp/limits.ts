// How much one client, and all of them together, may take of the SMTP side. Times in milliseconds.

export interface SmtpLimits {
  readonly messageBytes: number;
  /** Of all messages that are being received or dealt with, both directions together. */
  readonly bytesInFlight: number;
  /** Messages that are being dealt with: fewer than may wait for an examining process, so that none is kept only to be refused. */
  readonly messagesInFlight: number;
  readonly connections: number;
  readonly connectionsPerClient: number;
  readonly recipients: number;
  readonly commandBytes: number;
  /** Without a byte from the client (RFC 5321 section 4.5.3.2.7 asks for 5 minutes at least). */
  readonly idleTimeout: number;
  /** From MAIL to the end of the message, and between messages: against clients that trickle. */
  readonly transactionTimeout: number;
  /** Without doing anything, while more than half the connections of this client, or of all clients, are taken. */
  readonly crowdedTimeout: number;
  /** The door decides within 120 s; this is for a door that hangs. */
  readonly answerTimeout: number;
  /** Failed sign-ins of one client address, forgotten after 10 minutes. */
  readonly failedSignIns: number;
}

export const defaultSmtpLimits: SmtpLimits = {
  messageBytes: 50 * 1024 * 1024,
  bytesInFlight: 512 * 1024 * 1024,
  messagesInFlight: 240,
  connections: 2000,
  connectionsPerClient: 50,
  recipients: 1000,
  // AUTH lines take up to 12,288 (RFC 4954 section 4).
  commandBytes: 12_288,
  idleTimeout: 300_000,
  transactionTimeout: 900_000,
  crowdedTimeout: 10_000,
  answerTimeout: 300_000,
  failedSignIns: 10,
};
