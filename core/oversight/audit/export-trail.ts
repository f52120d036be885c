// The trail as lines that anybody can keep and verify offline: entries in order, each checkpoint behind what it covers.
import type { Checkpoint } from '../../model/audit-chain.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { AuditEntry } from '../../model/ledger.ts';
import type { Ledger } from '../../ports.ts';
import { list } from '../act.ts';
import { checkpointsAfter, type VerifiedUntil } from './checkpoint.ts';

export const exportHeader = canonicalJson({ format: 'postern audit 1' });

/**
 * Lines without their line ends. What happened after the newest checkpoint follows it and is counted by the last line. With
 * `from` only the lines behind that checkpoint.
 */
export async function* exportTrail(ledger: Ledger, from: VerifiedUntil | null = null): AsyncGenerator<string> {
  if (from === null) yield exportHeader;
  const cursors = new Map<string, AsyncIterator<AuditEntry>>();
  const written = new Map(from?.checkpoint.heads.map(({ chain, number }) => [chain, number]));
  let entries = from?.entries ?? 0;
  let checkpoints = from?.checkpoints ?? 0;

  async function* upTo(chain: string, number: number): AsyncGenerator<string> {
    let cursor = cursors.get(chain);
    if (cursor === undefined) {
      cursor = ledger.auditEntries(chain, written.get(chain) ?? 0)[Symbol.asyncIterator]();
      cursors.set(chain, cursor);
    }
    while ((written.get(chain) ?? 0) < number) {
      const { value, done } = await cursor.next();
      if (done) return;
      written.set(chain, value.number);
      entries++;
      yield canonicalJson({ entry: value });
    }
  }

  for await (const checkpoint of from === null
    ? allCheckpoints(ledger)
    : checkpointsAfter(ledger, from.checkpoint.number)) {
    for (const head of checkpoint.heads) yield* upTo(head.chain, head.number);
    checkpoints++;
    yield canonicalJson({ checkpoint });
  }
  const heads = [...(await ledger.auditHeads())].sort((a, b) => (a.chain < b.chain ? -1 : 1));
  for (const { chain, number } of heads) yield* upTo(chain, number);
  yield canonicalJson({ checkpoints, entries });
}

async function* allCheckpoints(ledger: Ledger): AsyncGenerator<Checkpoint> {
  for await (const { value } of list<Checkpoint>(ledger, 'checkpoint')) yield value;
}
