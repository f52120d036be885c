// Lets a held message go on: its hold reasons count as answered, and everything else is decided again (DESIGN section 3).
import type { AuditEvent, HeldItem } from '../model/ledger.ts';
import { isTerminal, type RecipientState } from '../model/recipient-state.ts';
import { type Engine, type EngineVerdict, type OpeningProof, Refused, type Relay } from '../ports.ts';
import { holdAgain } from './conclude.ts';
import { keptContent } from './intake/kept-content.ts';
import { type ScanDependencies, settle } from './scan.ts';

export interface ReleaseDependencies extends ScanDependencies {
  /** Asked about malware once more before held content goes on; its silence stops it too. */
  readonly lastLook?: readonly Engine[];
}

/** Rejects with Refused when there is nothing to release, the proof does not hold, or an engine stops it. */
export async function release(
  itemId: string,
  proof: OpeningProof,
  relay: (item: HeldItem) => Relay,
  deps: ReleaseDependencies,
): Promise<ReadonlyMap<string, RecipientState>> {
  const { ledger, store, keys, clock } = deps.ports;
  const item = await ledger.heldItem(itemId);
  if (item === null) throw new Refused(`there is no held item ${itemId}`);
  if (item.state !== 'kept') throw new Refused(`item ${itemId} is already ${item.state}`);
  const record = await ledger.attempt(item.attempt);
  const sealed = await store.getSealed(itemId);
  if (record === null || sealed === null) throw new Refused(`the content of item ${itemId} is gone`);

  const concerned = new Set(item.recipients.map((recipient) => recipient.address));
  const held = record.recipients.filter((recipient) => concerned.has(recipient.address) && recipient.state === 'held');
  if (held.length === 0) throw new Refused(`nobody is waiting for item ${itemId}`);
  const opened = await keys.open(itemId, sealed, proof).catch(async (cause: unknown) => {
    await ledger.commit([{ type: 'audit', event: eventOf('release-refused', item, proof, clock()) }]);
    throw cause;
  });
  const raw = keptContent(record.attempt, opened);
  await lookOnceMore(raw, item, proof, deps);
  // Durable before the recipients leave `held`: a crash on the way finds the message again.
  await store.putRaw(item.attempt, raw);
  await ledger.commit([
    { type: 'held-state', item: itemId, from: 'kept', to: 'released' },
    { type: 'audit', event: eventOf('held-released', item, proof, clock()) },
    ...held.map(
      ({ address }) =>
        ({ type: 'move', move: { attempt: item.attempt, address, from: 'held', to: 'released' } }) as const,
    ),
  ]);
  const waiting = held.map((recipient) => ({ ...recipient, state: 'released' as const }));
  const attempt = { ...record.attempt, envelope: item.envelope };
  const states = await settle(
    { attempt, recipients: waiting, raw, again: true, how: 'answered' },
    { ...deps, relay: relay(item) },
  );
  await store.deleteRaw(item.attempt);
  if ([...states.values()].every(isTerminal)) return states;
  // The next hop is away, and no client is there to try again: it waits for a person as before.
  const cutOff = await ledger.attempt(item.attempt);
  if (cutOff !== null) await holdAgain(cutOff, deps.ports);
  return new Map([...states].map(([address, state]) => [address, isTerminal(state) ? state : 'held']));
}

async function lookOnceMore(
  raw: Uint8Array,
  item: HeldItem,
  proof: OpeningProof,
  { lastLook = [], ports: { ledger, clock } }: ReleaseDependencies,
): Promise<void> {
  for (const engine of lastLook) {
    const silent = (): EngineVerdict => ({ state: 'unscanned', why: 'no answer' });
    const { state } = await engine.inspect(raw, item.envelope.mailFrom).catch(silent);
    if (state === 'clean') continue;
    const event = eventOf('release-refused', item, proof, clock());
    const detail = { ...event.detail, engine: engine.name, verdict: state };
    await ledger.commit([{ type: 'audit', event: { ...event, detail } }]);
    throw new Refused(
      state === 'malware'
        ? `${engine.name} found malware in it; it stays held`
        : `${engine.name} could not judge it; it stays held, try again later`,
    );
  }
}

function eventOf(action: string, item: HeldItem, { decider }: OpeningProof, at: number): AuditEvent {
  return { at, actor: decider.slice(0, 200), action, subject: item.id, detail: { attempt: item.attempt } };
}
