// Lets one held item go on: opened on a decider's signed proof, decided again without its hold reasons, and handed to the next
// hop.
import { guardDutyEngine } from '../../adapters/aws/guardduty-engine.ts';
import { release } from '../../core/mail/release.ts';
import { type Engine, type OpeningProof, Refused } from '../../core/ports.ts';
import { malwarePrefix } from '../functions.ts';
import { withItem } from '../item-turn.ts';
import { count } from '../metrics.ts';
import { openRuntime } from '../runtime.ts';
import { settingsOf } from '../settings.ts';

export interface ReleaseRequest {
  readonly proof: OpeningProof;
}

export type ReleaseAnswer =
  | { readonly released: readonly (readonly [address: string, state: string])[] }
  | { readonly refused: string };

const settings = settingsOf(process.env);
const deciders = JSON.parse(settings.get('POSTERN_DECIDERS')) as Readonly<Record<string, string>>;
const runtime = openRuntime({ examination: 35_000, deciders, remembersPasswords: false }, settings);

/** Milliseconds: the rest of the function's time is for reading it again and handing it on. */
const verdict = { patience: 55_000, lookEvery: 1_000 };
const lastLook: readonly Engine[] =
  settings.get('POSTERN_MALWARE_SCAN') === 'guardduty'
    ? [guardDutyEngine({ bucket: runtime.door.inbox, prefix: malwarePrefix, ...verdict })]
    : [];

export async function handler({ proof }: ReleaseRequest): Promise<ReleaseAnswer> {
  const { deps, turns, relayFor } = runtime.door;
  const item = await deps.ports.ledger.heldItem(String(proof?.item));
  if (item === null) return { refused: 'there is no such held item' };
  const to: Parameters<typeof release>[2] = ({ direction }) => relayFor(direction);
  try {
    const states = await withItem(item, turns, () => release(item.id, proof, to, { ...deps, lastLook }));
    return { released: [...states] };
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    count('ReleaseRefused');
    return { refused: cause.message };
  } finally {
    await runtime.tellOutbox();
  }
}
