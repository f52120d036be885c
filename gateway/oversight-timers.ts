// What oversight does by the clock: a signed checkpoint of the trail each minute, disposal of what was kept long enough.
import { join } from 'node:path';
import { auditFolder, notaryFile, openCheckpointFiles } from '../adapters/local/checkpoint-files.ts';
import { writeDurably } from '../adapters/local/durable-file.ts';
import type { LocalKeys } from '../adapters/local/key-client.ts';
import type { Checkpoint } from '../core/model/audit-chain.ts';
import { canonicalJson } from '../core/model/canonical-json.ts';
import type { Retention } from '../core/model/pack.ts';
import { find } from '../core/oversight/act.ts';
import { checkpointId, makeCheckpoint } from '../core/oversight/audit/checkpoint.ts';
import { disposeExpired } from '../core/oversight/retention/dispose.ts';
import type { Ports } from '../core/ports.ts';

export interface TimerSurroundings extends Pick<Ports, 'ledger' | 'store' | 'clock'> {
  readonly keys: LocalKeys;
  /** The data folder. */
  readonly folder: string;
  readonly newId: () => string;
  readonly zone: string;
  readonly retention: Retention | undefined;
  readonly report: (event: { readonly event: string; readonly cause: unknown }) => void;
}

/** Milliseconds. */
const checkpointEvery = 60_000;
const disposeEvery = 60 * 60_000;
/** Mail that waits comes before what is old. */
const firstDisposal = 5 * 60_000;

export interface OversightTimers {
  /** One now, besides those of each minute. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

/** Rejects when `audit/` in the data folder cannot be written. */
export async function startOversightTimers(surroundings: TimerSurroundings): Promise<OversightTimers> {
  const { folder, keys, retention, report } = surroundings;
  const files = await openCheckpointFiles(join(folder, auditFolder));
  await writeDurably(join(folder, auditFolder, notaryFile), Buffer.from(keys.notaryKey));
  let written = await files.last();
  const sign = async () => {
    await makeCheckpoint({ ...surroundings, notary: keys });
    // Also those that a crash left in the ledger alone.
    for (;;) {
      const next = await find<Checkpoint>(surroundings.ledger, 'checkpoint', checkpointId(written + 1));
      if (next === null) return;
      const day = new Date(next.value.at).toISOString().slice(0, 10);
      await files.append(day, canonicalJson({ checkpoint: next.value }));
      written++;
    }
  };
  let last: Promise<void> = Promise.resolve();
  const checkpoint = () => {
    last = last.then(sign, sign);
    return last;
  };
  const dispose = async () => {
    if (retention !== undefined) await disposeExpired({ ...surroundings, keys, notary: keys, retention });
  };
  const checkpoints = repeated(checkpoint, checkpointEvery, checkpointEvery, (cause) =>
    report({ event: 'checkpoint-failed', cause }),
  );
  const disposals = repeated(dispose, firstDisposal, disposeEvery, (cause) =>
    report({ event: 'disposal-failed', cause }),
  );
  return {
    checkpoint,
    close: async () => {
      await disposals.close();
      await checkpoints.close();
      await checkpoint().catch((cause: unknown) => report({ event: 'checkpoint-failed', cause }));
    },
  };
}

/** Never two at once. */
function repeated(
  work: () => Promise<void>,
  first: number,
  every: number,
  failed: (cause: unknown) => void,
): { close(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, first);
  function run(): void {
    running = work()
      .catch(failed)
      .then(() => {
        if (!closed) timer = setTimeout(run, every);
      });
  }
  let closed = false;
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
