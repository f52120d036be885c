// Ends what was kept for long enough: the key first, then the bytes, with a signed record of what went and when.
import { createHash } from 'node:crypto';
import type { SignatureAlgorithm } from '../../model/audit-chain.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { HeldItem } from '../../model/ledger.ts';
import type { Retention } from '../../model/pack.ts';
import type { Clock, Grants, Ledger, MailStore, Notary } from '../../ports.ts';
import { create, type Found, find, list, write } from '../act.ts';
import { addDays, dayOf } from '../calendar.ts';
import { holdsTurn, isUnderHold, listLegalHolds, takeTurn } from './legal-hold.ts';

export interface Disposing {
  readonly ledger: Ledger;
  readonly store: Pick<MailStore, 'getSealed' | 'deleteSealed'>;
  readonly keys: Pick<Grants, 'destroy'>;
  readonly notary: Notary;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly zone: string;
  readonly retention: Retention;
}

/** Ids, hashes and dates; never content. */
export interface Disposal {
  readonly id: string;
  readonly at: number;
  readonly items: readonly DisposedItem[];
  /** Absent in the oldest: Ed25519. */
  readonly algorithm?: SignatureAlgorithm;
  /** Base64, over everything above. */
  readonly signature: string;
  /** Keys and bytes are gone; false while a crash could have left some. */
  readonly finished: boolean;
}

export interface DisposedItem {
  readonly item: string;
  readonly attempt: string;
  readonly class: HeldItem['class'];
  readonly retainedAt: number;
  /** Hex SHA-256 of the sealed bytes; null when they were gone before. */
  readonly sealed: string | null;
}

/** Items in one record; each is one commit. */
const mostAtOnce = 25;

/** Disposes of all that is due and not under a legal hold, and finishes what a crash left. Resolves with how many items went. */
export async function disposeExpired(deps: Disposing): Promise<number> {
  await finishDisposals(deps);
  let count = 0;
  let batch: HeldItem[] = [];
  const empty = async () => {
    count += await disposeUnlessHeld(deps, batch);
    batch = [];
  };
  for (const state of ['kept', 'released', 'refused'] as const)
    for await (const item of deps.ledger.heldItems({ state })) {
      if (!isDue(item, deps)) continue;
      batch.push(item);
      if (batch.length === mostAtOnce) await empty();
    }
  await empty();
  return count;
}

function isDue({ retainedAt, class: heldClass }: HeldItem, { clock, zone, retention }: Disposing): boolean {
  return addDays(dayOf(retainedAt, zone), retention[heldClass]) < dayOf(clock(), zone);
}

/** The turn is taken before the holds are read: a hold placed meanwhile makes the commit fail, and the next run looks again. */
async function disposeUnlessHeld(deps: Disposing, items: readonly HeldItem[]): Promise<number> {
  const turn = await find<unknown>(deps.ledger, 'setting', holdsTurn);
  const holds = await listLegalHolds(deps.ledger);
  const due = items.filter((item) => !isUnderHold(item, holds, deps.zone));
  if (due.length > 0) await dispose(deps, due, turn);
  return due.length;
}

/** Recorded first: a crash then leaves too much for a while, and never a destruction that nobody recorded. */
async function dispose(deps: Disposing, due: readonly HeldItem[], turn: Found<unknown> | null): Promise<void> {
  const at = deps.clock();
  const items = await Promise.all(due.map((item) => disposed(item, deps)));
  const statement = { id: deps.newId(), at, items, algorithm: deps.notary.algorithm };
  const signature = await deps.notary.attest('disposal', Buffer.from(canonicalJson(statement)));
  const disposal: Disposal = { ...statement, signature, finished: false };
  await deps.ledger.commit([
    ...due.map(({ id, state }) => ({ type: 'held-state', item: id, from: state, to: 'disposed' }) as const),
    create('disposal', disposal.id, disposal),
    await takeTurn(deps.ledger, turn),
    ...due.map(({ id, class: heldClass }) => {
      const detail = { disposal: disposal.id, class: heldClass };
      return { type: 'audit', event: { at, actor: 'gateway', action: 'item-disposed', subject: id, detail } } as const;
    }),
  ]);
  await destroy(disposal, deps);
}

async function disposed(item: HeldItem, { store }: Disposing): Promise<DisposedItem> {
  const sealed = await store.getSealed(item.id);
  const hash = sealed === null ? null : createHash('sha256').update(sealed).digest('hex');
  return { item: item.id, attempt: item.attempt, class: item.class, retainedAt: item.retainedAt, sealed: hash };
}

async function destroy(disposal: Disposal, { ledger, keys, store }: Disposing): Promise<void> {
  for (const { item } of disposal.items) {
    await keys.destroy(item);
    await store.deleteSealed(item);
  }
  const found = await find<Disposal>(ledger, 'disposal', disposal.id);
  if (found !== null) await ledger.commit([write('disposal', found, { ...found.value, finished: true })]);
}

async function finishDisposals(deps: Disposing): Promise<void> {
  for await (const { value } of list<Disposal>(deps.ledger, 'disposal'))
    if (!value.finished) await destroy(value, deps);
}
