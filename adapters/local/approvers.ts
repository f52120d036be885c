// Who may approve reading, as the key store knows them: files that only who runs the machine puts there.
import { join } from 'node:path';
import { Refused } from '../../core/ports.ts';

const approverName = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** As it lies in `keys/approvers/<name>.json`. */
export interface Approver {
  /** SubjectPublicKeyInfo in PEM: Ed25519, or P-256 for a passkey. */
  readonly publicKey: string;
  /** Milliseconds since the epoch, both included; null for the chief, a period for a deputy. */
  readonly from: number | null;
  readonly until: number | null;
  /** Where its passkey signs; null for a key of a file. */
  readonly passkey: { readonly origin: string; readonly rpId: string } | null;
}

/** Throws Refused on a name that could lead elsewhere. */
export function approverFile(keysFolder: string, name: string): string {
  if (!approverName.test(name))
    throw new Refused('that is no name of an approver; use lower-case letters, digits, dots and hyphens');
  return join(keysFolder, 'approvers', `${name}.json`);
}
