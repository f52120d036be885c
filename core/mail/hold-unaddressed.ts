// A stored message whose envelope never came is held: recipients are never guessed from headers (DESIGN section 8).
import type { Arrival } from '../model/arrival.ts';
import type { Attempt } from '../model/ledger.ts';
import type { Relay } from '../ports.ts';
import { conclude } from './conclude.ts';
import { accept } from './intake/accept.ts';
import { type ScanDependencies, settle } from './scan.ts';
import { unknownRecipient } from './scan-file.ts';

const client = { address: '0.0.0.0', helo: '', tls: false } as const;

/** Nothing can be handed on to nobody. */
const noRelay: Relay = { deliver: () => Promise.reject(new Error('a message without an envelope is not handed on')) };

/** Resolves with the attempt under which it is held. Rejects when it could not be sealed or recorded. */
export async function holdUnaddressed(
  raw: Uint8Array,
  direction: Arrival['direction'],
  deps: ScanDependencies,
): Promise<Attempt> {
  const recipients = [{ address: unknownRecipient }];
  const envelope = { mailFrom: '', recipients, parameters: {}, client };
  const accepted = await accept({ direction, envelope, raw }, deps.ports);
  const { attempt } = accepted;
  await settle({ ...accepted, raw, how: 'no-envelope' }, { ...deps, relay: noRelay });
  await deps.ports.store.deleteRaw(attempt.id);
  await conclude({ id: attempt.id, recipients: [unknownRecipient] }, deps.ports);
  return attempt;
}
