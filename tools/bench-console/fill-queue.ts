// Fills a ledger with held items, past the ledger's own commits: a million of those would take most of an hour.
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { HeldItem, MessageRecord } from '../../core/model/ledger.ts';
import { partiesOf, stoppingClauses } from '../../core/model/ledger.ts';

const clauses = [
  'classified-to-personal',
  'unread-part',
  'malware',
  'sender-block',
  'spoofed',
  'unwanted',
  'own-document',
];
const senders = 20_000;

/** The nth item, the newest last: one in ten is released, one in three was blocked. */
export function itemAt(n: number, newest: number): HeldItem {
  const blocked = n % 3 === 0;
  const outcome = blocked ? 'block' : 'hold';
  const reasons = [{ clause: `default/${clauses[n % clauses.length]}`, outcome, source: null } as const];
  const mailFrom = `person${n % senders}@agency.example`;
  const address = `someone${n % 7_919}@elsewhere.example`;
  const client = { address: '192.0.2.25', helo: 'mail.agency.example', tls: true };
  const id = createHash('sha256').update(String(n)).digest('hex');
  return {
    id: id.slice(0, 32),
    attempt: `${id}.1`,
    class: blocked ? 'blocked' : 'held',
    retainedAt: newest - n * 7_000,
    direction: 'outbound',
    envelope: { mailFrom, recipients: [{ address }], parameters: {}, client },
    recipients: [{ address, relation: 'external', outcome, reasons }],
    state: n % 10 === 0 ? 'released' : 'kept',
  };
}

/** `file` is the database of a ledger that is closed. */
export function fillQueue(file: string, count: number, newest: number): void {
  const database = new DatabaseSync(file);
  // Ids are spread over the whole index: it has to fit into memory, and nothing of it has to last.
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1500000');
  const held = database.prepare('INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)');
  const party = database.prepare('INSERT INTO held_party VALUES (?, ?, ?)');
  const reason = database.prepare('INSERT INTO held_reason VALUES (?, ?, ?, ?)');
  database.exec('BEGIN');
  for (let n = 0; n < count; n++) {
    const item = itemAt(n, newest);
    const { id, attempt, class: heldClass, retainedAt, direction, envelope, recipients, state } = item;
    held.run(
      id,
      attempt,
      heldClass,
      retainedAt,
      direction,
      JSON.stringify(envelope),
      JSON.stringify(recipients),
      state,
    );
    for (const address of partiesOf(item)) party.run(address, retainedAt, id);
    if (state === 'kept') for (const clause of stoppingClauses(item)) reason.run(heldClass, clause, retainedAt, id);
  }
  database.exec('COMMIT');
  database.close();
}

/** Messages of the last 30 days with a few parts and findings each, one in twenty stopped. */
export function fillMessages(file: string, count: number, newest: number): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; BEGIN');
  const message = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)');
  for (let n = 0; n < count; n++) {
    const record = messageAt(n, newest - Math.floor((n / count) * 30 * 86_400_000));
    message.run(record.attempt, record.messageId, record.at, record.outcome, JSON.stringify(record));
  }
  database.exec('COMMIT');
  database.close();
}

function messageAt(n: number, at: number): MessageRecord {
  const id = createHash('sha256').update(`message ${n}`).digest('hex');
  const outcome = n % 20 === 0 ? 'hold' : 'deliver';
  const reasons = outcome === 'hold' ? [`default/${clauses[n % clauses.length]}`] : [];
  const address = `person${n % senders}@agency.example`;
  const part = {
    role: 'attachment',
    name: 'letter.docx',
    declaredType: null,
    type: 'application/zip',
    bytes: 18_000,
  } as const;
  return {
    attempt: `${id}.1`,
    messageId: id,
    at,
    direction: 'inbound',
    mailFrom: `someone${n % 7_919}@sender${n % 503}.example`,
    outcome,
    recipients: [{ address, relation: 'internal', outcome, reasons }],
    findings: [],
    classification: null,
    parts: Array.from({ length: 4 }, (_, i) => ({
      ...part,
      path: `attachment:${i}`,
      sha256: id,
      read: 'full',
      facts: [],
    })),
    defects: [],
    pack: { name: 'default', hash: id },
  };
}
