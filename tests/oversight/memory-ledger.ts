// As much of a ledger as cases need, in memory: for tests that run ten thousand of them.
import { chainStart } from '../../core/model/audit-chain.ts';
import type { AuditEvent, HeldItem, LedgerChange } from '../../core/model/ledger.ts';
import { ChangedMeanwhile, type Ledger } from '../../core/ports.ts';

interface Kept {
  readonly version: number;
  /** JSON, so that nobody shares a value with the ledger. */
  readonly value: string;
}

export interface MemoryLedger {
  readonly ledger: Ledger;
  readonly events: AuditEvent[];
}

export function memoryLedger(items: readonly HeldItem[]): MemoryLedger {
  const records = new Map<string, Kept>();
  const events: AuditEvent[] = [];
  const held = new Map(items.map((item) => [item.id, item]));
  const place = (kind: string, id: string) => `${kind}\0${id}`;
  const read = (key: string, { version, value }: Kept) => ({
    id: key.slice(key.indexOf('\0') + 1),
    version,
    value: JSON.parse(value),
  });
  const write = ({ kind, id, version, value }: Extract<LedgerChange, { type: 'record' }>) => {
    if (value === null) records.delete(place(kind, id));
    else records.set(place(kind, id), { version: version + 1, value: JSON.stringify(value) });
  };
  const ledger: Partial<Ledger> = {
    commit: async (changes) => {
      for (const change of changes)
        if (change.type === 'record' && (records.get(place(change.kind, change.id))?.version ?? 0) !== change.version)
          throw new ChangedMeanwhile('somebody else changed this first');
      for (const change of changes)
        if (change.type === 'record') write(change);
        else if (change.type === 'audit') events.push(change.event);
    },
    messages: async function* () {},
    heldItem: async (id) => held.get(id) ?? null,
    record: async (kind, id) => {
      const found = records.get(place(kind, id));
      return found === undefined ? null : read(place(kind, id), found);
    },
    records: async function* (kind, prefix = '') {
      const wanted = place(kind, prefix);
      for (const [key, kept] of [...records].sort(([a], [b]) => (a < b ? -1 : 1)))
        if (key.startsWith(wanted)) yield read(key, kept);
    },
    auditHeads: async () => {
      const event = events.at(-1);
      if (event === undefined) return [];
      return [{ chain: 'main', number: events.length, event, previous: chainStart, hash: chainStart }];
    },
  };
  return { ledger: ledger as Ledger, events };
}
