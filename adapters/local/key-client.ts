// The Keys port on one machine: seals here with the public key, and asks the key process for everything that needs a secret.
import { createHmac, createPublicKey } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import type { CandidateWindow } from '../../core/model/candidate.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { Grants, Keys, Notary, Rescans } from '../../core/ports.ts';
import { windowAt } from './candidates.ts';
import { keepKeyProcess } from './keep-key-process.ts';
import type { RawKey } from './key-protocol.ts';
import { seal } from './sealing.ts';

/** Keys of raw copies: one a day, destroyed after the next. */
export interface RawKeys {
  /** The key to encrypt with now. */
  rawKeyToday(): Promise<RawKey>;
  /** The key of an earlier day; null when it was destroyed. */
  rawKey(day: string): Promise<Uint8Array | null>;
}

export interface LocalKeys extends Keys, Grants, Notary, Rescans, RawKeys {
  /** The policy that content is read again by, from now on. */
  readBy(policy: unknown): Promise<void>;
  /** For the examiners, which fingerprint in processes of their own. */
  readonly fingerprintKey: Uint8Array;
  /** Of the key process that runs now. */
  readonly pid: () => number | undefined;
  close(): Promise<void>;
}

/**
 * Starts the key process on `keys/` in the data folder. Rejects when its store cannot be opened. `report` hears when it was
 * lost later and cannot be started again.
 */
export async function startKeys(
  folder: string,
  report: (cause: unknown) => void = () => undefined,
): Promise<LocalKeys> {
  const store = resolvePath(folder, 'keys');
  await mkdir(store, { recursive: true, mode: 0o700 });
  const { opened, ask, pid, close } = await keepKeyProcess(store, report);
  let window: CandidateWindow | null = null;
  const sealingKey = createPublicKey({ key: Buffer.from(opened.sealingKey), format: 'der', type: 'spki' });
  return {
    fingerprintKey: opened.fingerprintKey,
    seal: async (item, plain, access = 'grantable') => {
      const { name, wrapping, sealed } = seal(item, plain, access, sealingKey);
      await ask({ type: 'keep', item, name, wrapping });
      return sealed;
    },
    open: async (item, sealed, proof) => (await ask({ type: 'open', item, sealed, proof })) as Uint8Array,
    grant: async (grant, proof) => void (await ask({ type: 'grant', grant, proof })),
    revoke: async (grant) => void (await ask({ type: 'revoke', grant })),
    read: async (item, sealed, grant, reader) =>
      (await ask({ type: 'read', item, sealed, grant, reader })) as Uint8Array,
    destroy: async (item) => void (await ask({ type: 'destroy', item })),
    fingerprint: (secret) => createHmac('sha256', opened.fingerprintKey).update(secret).digest('hex'),
    notaryKey: opened.notaryKey,
    algorithm: 'Ed25519',
    attest: async (kind, statement) => (await ask({ type: 'attest', kind, statement })) as string,
    readBy: async (policy) => void (await ask({ type: 'policy', policy })),
    window: async () => {
      if (window?.id !== windowAt(Date.now())) window = (await ask({ type: 'window' })) as CandidateWindow;
      return window;
    },
    rescan: async (item, sealed, context, leave) =>
      (await ask({ type: 'rescan', item, sealed, context, ...leave })) as Examination,
    rawKeyToday: async () => (await ask({ type: 'raw-key-today' })) as RawKey,
    rawKey: async (day) => (await ask({ type: 'raw-key', day })) as Uint8Array | null,
    pid,
    close,
  };
}
