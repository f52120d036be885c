// The trail as lines that anybody can keep and verify offline: entries in order, each checkpoint behind what it covers.
import type { Checkpoint } from '../../model/audit-chain.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { AuditEntry } from '../../model/ledger.ts';
import type { Ledger } from '../../ports.ts';
import { list } from '../act.ts';

export const exportHeader = canonicalJson({ format: 'postern audit 1' });

/** Lines without their line ends. What happened after the newest checkpoint follows it and is counted by the last line. */
export async function* exportTrail(ledger: Ledger): AsyncGenerator<string> {
  yield exportHeader;
  const cursors = new Map<string, AsyncIterator<AuditEntry>>();
  const written = new Map<string, number>();
  let entries = 0;
  let checkpoints = 0;

  async function* upTo(chain: string, number: number): AsyncGenerator<string> {
    let cursor = cursors.get(chain);
    if (cursor === undefined) {
      cursor = ledger.auditEntries(chain, 0)[Symbol.asyncIterator]();
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

  for await (const { value } of list<Checkpoint>(ledger, 'checkpoint')) {
    for (const head of value.heads) yield* upTo(head.chain, head.number);
    checkpoints++;
    yield canonicalJson({ checkpoint: value });
  }
  const heads = [...(await ledger.auditHeads())].sort((a, b) => (a.chain < b.chain ? -1 : 1));
  for (const { chain, number } of heads) yield* upTo(chain, number);
  yield canonicalJson({ checkpoints, entries });
}
