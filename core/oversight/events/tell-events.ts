// Follows the audit trail and tells each sink what is new, at least once: where it stopped is kept in the ledger. Nothing
// is told that was not recorded, and nobody waits for a sink.
import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../model/ledger.ts';
import type { OcsfEvent } from '../../model/ocsf-event.ts';
import type { EventSink, Ledger } from '../../ports.ts';
import { find, write } from '../act.ts';
import { auditEvent } from './audit-events.ts';
import { messageEvents } from './message-events.ts';

/** The last entry told, by chain. */
type Told = Readonly<Record<string, number>>;

const atOnce = 100;

/**
 * Rejects when the sink or the ledger does: the next call goes on where this one stopped. A sink that is new hears what
 * happens from now on. One caller at a time for each sink.
 */
export async function tellEvents(sink: EventSink, ledger: Ledger): Promise<void> {
  const id = `events/${createHash('sha256').update(sink.name).digest('hex').slice(0, 16)}`;
  const heads = await ledger.auditHeads();
  const before = await find<Told>(ledger, 'setting', id);
  if (before === null) {
    const now = Object.fromEntries(heads.map(({ chain, number }) => [chain, number]));
    return ledger.commit([write('setting', { id, version: 0 }, now)]);
  }
  let { version, value: told } = before;
  for (const head of heads) {
    if (head.number <= (told[head.chain] ?? 0)) continue;
    for await (const entries of inBatches(ledger.auditEntries(head.chain, told[head.chain] ?? 0))) {
      await sink.send((await Promise.all(entries.map((entry) => eventsOf(entry, ledger)))).flat());
      told = { ...told, [head.chain]: entries.at(-1)?.number ?? 0 };
      await ledger.commit([write('setting', { id, version }, told)]);
      version++;
    }
  }
}

async function eventsOf(entry: AuditEntry, ledger: Ledger): Promise<readonly OcsfEvent[]> {
  if (entry.event.action !== 'message-decided') return [auditEvent(entry)];
  const record = await ledger.message({ attempt: entry.event.subject });
  return record === null ? [] : messageEvents(record);
}

async function* inBatches(entries: AsyncIterable<AuditEntry>): AsyncGenerator<readonly AuditEntry[]> {
  let batch: AuditEntry[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < atOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
