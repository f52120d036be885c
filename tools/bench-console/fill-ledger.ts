// Fills a ledger of an organisation, past the ledger's own commits: a million of those would take most of an hour.
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { HeldItem, MessageRecord } from '../../core/model/ledger.ts';
import { partiesOf, stoppingClauses } from '../../core/model/ledger.ts';

export const clauses = [
  'classified-to-personal',
  'unread-part',
  'malware',
  'sender-block',
  'spoofed',
  'unwanted',
  'own-document',
];
const senders = 20_000;
/** One message in so many is hers or his, of the organisation that the bench makes. */
const busyShare = 50;
export const busy = 'emil@agency.example';

/** The nth item, the newest first: one in ten is released, one in three was blocked. */
export function itemAt(n: number, newest: number): HeldItem {
  const blocked = n % 3 === 0;
  const outcome = blocked ? 'block' : 'hold';
  const reasons = [{ clause: `default/${clauses[n % clauses.length]}`, outcome, source: null } as const];
  const mailFrom = n % busyShare === 0 ? busy : `person${n % senders}@agency.example`;
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

/** Of each kind so many, the newest at `newest` (milliseconds since the epoch). */
export interface Filling {
  readonly items: number;
  /** Spread over 30 days. */
  readonly messages: number;
  readonly events: number;
  readonly newest: number;
}

/** `file` is the database of a ledger that is closed. */
export function fillLedger(file: string, filling: Filling): void {
  const database = new DatabaseSync(file);
  // Ids are spread over the whole index: it has to fit into memory, and nothing of it has to last.
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1500000; BEGIN');
  fillQueue(database, filling);
  fillMessages(database, filling);
  fillTrail(database, filling);
  database.exec('COMMIT');
  database.close();
}

function fillQueue(database: DatabaseSync, { items, newest }: Filling): void {
  const held = database.prepare('INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)');
  const party = database.prepare('INSERT INTO held_party VALUES (?, ?, ?)');
  const reason = database.prepare('INSERT INTO held_reason VALUES (?, ?, ?, ?)');
  for (let n = 0; n < items; n++) {
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
}

/** With a few parts each, one in twenty stopped. */
function fillMessages(database: DatabaseSync, { messages, newest }: Filling): void {
  const message = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)');
  const party = database.prepare('INSERT INTO message_party VALUES (?, ?, ?)');
  for (let n = 0; n < messages; n++) {
    const record = messageAt(n, newest - Math.floor((n / messages) * 30 * 86_400_000));
    message.run(record.attempt, record.messageId, record.at, record.outcome, JSON.stringify(record));
    for (const { address } of [{ address: record.mailFrom }, ...record.recipients])
      party.run(address, record.at, record.attempt);
  }
}

/** When the newest of the held items came. */
export function newestOf(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(database.prepare('SELECT max(retained_at) AS newest FROM held').get()?.newest);
  } finally {
    database.close();
  }
}

function messageAt(n: number, at: number): MessageRecord {
  const id = createHash('sha256').update(`message ${n}`).digest('hex');
  const outcome = n % 20 === 0 ? 'hold' : 'deliver';
  const reasons = outcome === 'hold' ? [`default/${clauses[n % clauses.length]}`] : [];
  const address = n % busyShare === 0 ? busy : `person${n % senders}@agency.example`;
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

/** Without the hashes that a real one has: nobody verifies it here. */
function fillTrail(database: DatabaseSync, { events, newest }: Filling): void {
  const event = database.prepare("INSERT INTO audit VALUES (?, ?, 'gateway', 'decide', ?, '{}', '', '')");
  for (let n = 1; n <= events; n++) event.run(n, newest - (events - n) * 20_000, `item ${n}`);
}
