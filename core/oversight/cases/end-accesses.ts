// Ends every access of a case at once, or those of one investigator: in the ledger, in the same commit as what ended them.
import type { LedgerChange } from '../../model/ledger.ts';
import type { Ledger } from '../../ports.ts';
import { list, write } from '../act.ts';
import type { Access } from './access.ts';

/** `requester` null: everybody's. */
export async function endAccesses(
  ledger: Ledger,
  caseId: string,
  requester: string | null,
  { at, by }: { readonly at: number; readonly by: string },
): Promise<readonly LedgerChange[]> {
  const changes: LedgerChange[] = [];
  for await (const found of list<Access>(ledger, 'access', `${caseId}/`)) {
    const { state } = found.value;
    if (state !== 'asked' && state !== 'approved') continue;
    if (requester !== null && found.value.requester !== requester) continue;
    const decision = { at, by, why: 'the case or the authorisation ended' };
    changes.push(write('access', found, { ...found.value, state: 'revoked', decision } satisfies Access));
  }
  return changes;
}
