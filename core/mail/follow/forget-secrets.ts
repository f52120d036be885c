// Takes away what was remembered of files, passwords and their repetitions, each as soon as its time is over.
import type { LedgerChange, RecordKind, StoredRecord } from '../../model/ledger.ts';
import { ChangedMeanwhile, type Ports } from '../../ports.ts';
import { type DoorHistory, recent } from './door-history.ts';
import type { Disclosure } from './follow-secrets.ts';

/** Milliseconds after which a disclosure counts as forgotten: passwords live for 90 days, tokens for up to a year. */
const disclosureKept = 400 * 24 * 3_600_000;
const slices = 256;
/** Milliseconds that each slice of the disclosures is due for. */
const sliceTime = 5 * 60_000;

/** Run now and then: all doors, which live for days, and one slice of the disclosures at a time. */
export async function forgetSecrets(ports: Pick<Ports, 'ledger' | 'clock'>): Promise<void> {
  const now = ports.clock();
  await forget('door', '', ({ value }) => leftOf(value as DoorHistory, now), ports);
  const slice = (Math.floor(now / sliceTime) % slices).toString(16).padStart(2, '0');
  await forget(
    'disclosure',
    slice,
    ({ value }) => (now - (value as Disclosure).last > disclosureKept ? null : value),
    ports,
  );
}

function leftOf(history: DoorHistory, now: number): DoorHistory | null {
  const events = recent(history, now);
  if (events.length === history.events.length) return history;
  return events.length === 0 ? null : { events };
}

async function forget(
  kind: RecordKind,
  prefix: string,
  /** What stays of it; null for nothing, the very same for all of it. */
  left: (record: StoredRecord) => unknown,
  { ledger }: Pick<Ports, 'ledger'>,
): Promise<void> {
  const over: LedgerChange[] = [];
  for await (const record of ledger.records(kind, prefix)) {
    const { id, version } = record;
    const value = left(record);
    if (value !== record.value) over.push({ type: 'record', kind, id, version, value });
  }
  for (const change of over) {
    await ledger.commit([change]).catch((cause: unknown) => {
      // Something came for it just now: it is in use again.
      if (!(cause instanceof ChangedMeanwhile)) throw cause;
    });
  }
}
