// Records as the gateway writes them, for the contract suites.
import type { Attempt, HeldItem, MessageRecord, QueuedNotice } from '../../core/model/ledger.ts';

export const envelope = {
  mailFrom: 'sender@agency.example',
  recipients: [{ address: 'one@partner.example' }, { address: 'two@partner.example', notify: ['NEVER'] }],
  parameters: { body: '8BITMIME', smtputf8: true },
  client: { address: '192.0.2.1', helo: 'client.example', tls: true },
} as const;

export const one = 'one@partner.example';
export const two = 'two@partner.example';

/** The first characters of a key, made as long as a SHA-256. */
export function key(start: string): string {
  return start.padEnd(64, '0');
}

/** The id of the first attempt of the n-th of many messages. */
export function nthAttempt(n: number): string {
  return `${n.toString(16).padStart(64, '0')}.1`;
}

export function attempt(id: string, openedAt = 1_000): Attempt {
  return { id, direction: 'outbound', envelope, openedAt, bytes: 120 };
}

export function heldItem(id: string, over: Partial<HeldItem> = {}): HeldItem {
  return {
    id,
    attempt: `${key('a')}.1`,
    class: 'held',
    retainedAt: 1_000,
    direction: 'outbound',
    envelope,
    recipients: [{ address: one, relation: 'partner', outcome: 'hold', reasons: [] }],
    state: 'kept',
    ...over,
  };
}

export function messageRecord(attemptId: string, over: Partial<MessageRecord> = {}): MessageRecord {
  return {
    attempt: attemptId,
    messageId: key('b'),
    at: 1_000,
    direction: 'outbound',
    mailFrom: envelope.mailFrom,
    outcome: 'deliver',
    recipients: [{ address: one, relation: 'partner', outcome: 'deliver', reasons: [] }],
    findings: [],
    classification: null,
    parts: [],
    defects: [],
    pack: { name: 'default', hash: key('c') },
    ...over,
  };
}

export function notice(id: string, over: Partial<QueuedNotice> = {}): QueuedNotice {
  return {
    id,
    recipient: 'sender@agency.example',
    raw: Buffer.from(`Subject: ${id}\r\n\r\n\0\xff`, 'latin1'),
    direction: 'internal',
    throttleKey: null,
    queuedAt: 1_000,
    ...over,
  };
}

export async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(all);
}
