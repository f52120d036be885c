// The trail in pieces, for write-once storage: each holds the events since the piece before and ends with the checkpoint that
// covers them. All pieces in order are an export but for its last line.
import type { Checkpoint } from '../../model/audit-chain.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Ledger } from '../../ports.ts';
import { create, find, write } from '../act.ts';
import { checkpointId } from './checkpoint.ts';
import { exportHeader } from './export-trail.ts';

/** Where the last checkpoint stands whose piece was put. */
const lastPut = 'last-piece';

/**
 * `put` gets a name that sorts as the pieces do, and resolves when its text is durable; the same piece may come again.
 * Rejects with ChangedMeanwhile when somebody else puts pieces at the same time.
 */
export async function exportSince(ledger: Ledger, put: (name: string, text: string) => Promise<void>): Promise<void> {
  for (;;) {
    const before = await find<Checkpoint>(ledger, 'setting', lastPut);
    const next = await find<Checkpoint>(ledger, 'checkpoint', checkpointId((before?.value.number ?? 0) + 1));
    if (next === null) return;
    const { number, at } = next.value;
    const lines = await Array.fromAsync(piece(ledger, before?.value ?? null, next.value));
    await put(`${new Date(at).toISOString().slice(0, 10)}/${checkpointId(number)}.ndjson`, `${lines.join('\n')}\n`);
    await ledger.commit([
      before === null ? create('setting', lastPut, next.value) : write('setting', before, next.value),
    ]);
  }
}

async function* piece(ledger: Ledger, before: Checkpoint | null, checkpoint: Checkpoint): AsyncGenerator<string> {
  if (before === null) yield exportHeader;
  const covered = new Map(before?.heads.map(({ chain, number }) => [chain, number]));
  for (const { chain, number } of checkpoint.heads) {
    for await (const entry of ledger.auditEntries(chain, covered.get(chain) ?? 0)) {
      if (entry.number > number) break;
      yield canonicalJson({ entry });
    }
  }
  yield canonicalJson({ checkpoint });
}
