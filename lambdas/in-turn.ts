// The ports as one message sees them while it has its turn: nobody else works on it, and SES keeps it until we are done.
import { heedingSes } from '../core/mail/detect/engines/hosted-verdicts.ts';
import { keyOfCopy } from '../core/mail/intake/attempt-key.ts';
import type { ScanDependencies } from '../core/mail/scan.ts';
import type { AttemptRecord } from '../core/model/ledger.ts';
import type { Examiner, Ledger, MailStore } from '../core/ports.ts';
import { givenUp } from '../gateway/workers/given-up.ts';
import { behind, type Fence } from './fence.ts';
import type { StoredMail } from './mail-event.ts';

export interface InTurn {
  readonly mail: StoredMail;
  readonly raw: Uint8Array;
  /** Nobody had a turn before: no attempt of it can exist. */
  readonly first: boolean;
  /** Reading it would fail here: others were lost over it, or it is too large. */
  readonly hopeless: boolean;
  /** Nothing is written any more once it is up. */
  readonly fence: Fence;
}

/** Resolves with the newest attempt of the message, too, which stays the newest until this turn changes it. */
export async function inTurnOf(
  { mail, raw, first, hopeless, fence }: InTurn,
  deps: ScanDependencies,
): Promise<{ readonly latest: AttemptRecord | null; readonly deps: ScanDependencies }> {
  const { store, ledger, keys, examiner } = deps.ports;
  const latest = first ? null : await ledger.latestAttempt(keyOfCopy(mail.id));
  const reader = hopeless ? unread : heedingSes(examiner, mail.verdicts ?? {}, deps.rulebook.rules);
  const ports = {
    ...deps.ports,
    store: behind(fence, keptBySes(store, raw)),
    ledger: behind(fence, knowing(ledger, latest)),
    keys: behind(fence, keys),
    examiner: behind(fence, reader),
  };
  return { latest, deps: { ...deps, ports } };
}

/** Such a message is held for what is known without reading it. */
const unread: Examiner = {
  examine: (raw) => Promise.resolve(givenUp(raw)),
  strip: () => Promise.resolve(null),
};

/** SES's copy is as durable as one of ours, and stays until everybody has a fate. */
function keptBySes(store: MailStore, raw: Uint8Array): MailStore {
  return {
    ...store,
    putRaw: () => Promise.resolve(),
    getRaw: () => Promise.resolve(raw),
    deleteRaw: () => Promise.resolve(),
  };
}

function knowing(ledger: Ledger, latest: AttemptRecord | null): Ledger {
  return { ...ledger, latestAttempt: () => Promise.resolve(latest) };
}
