// The Factors port on one machine; its one secret lies in the data folder, for who runs the gateway alone.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Factors } from '../../core/sign-in-ports.ts';
import { isMissing, writeDurably } from '../local/durable-file.ts';
import { assertedCounter, type RelyingParty, registeredPasskey } from './passkeys.ts';
import { hashPassword, isPassword, oneTimePassword } from './password-hash.ts';
import { qrCode } from './qr-code.ts';
import { secretBox } from './secret-box.ts';
import { newTotp, totpStep, totpUri } from './time-codes.ts';

/** Makes the secret where there is none: `identity/accounts.key` in the data folder. */
export async function openFactors(dataFolder: string, party: RelyingParty): Promise<Factors> {
  return factorsWith(await accountsKey(join(dataFolder, 'identity')), party);
}

/** `accountsKey` has 32 bytes and hides the secrets of authenticator apps. */
export function factorsWith(accountsKey: Uint8Array, party: RelyingParty): Factors {
  const box = secretBox(accountsKey);
  return {
    hashPassword,
    isPassword,
    oneTimePassword,
    newTotp,
    totpPicture: (secret, person) => qrCode(totpUri(secret, person)).catch(() => null),
    totpStep,
    ...box,
    newChallenge: () => randomBytes(32).toString('base64url'),
    registeredPasskey: (answer, challenge, now) => registeredPasskey(party, answer, challenge, now),
    assertedCounter: async (answer, challenge, passkey) => assertedCounter(party, answer, challenge, passkey),
  };
}

async function accountsKey(folder: string): Promise<Buffer> {
  const file = join(folder, 'accounts.key');
  try {
    const key = await readFile(file);
    if (key.length === 32) return key;
    throw new Error('identity/accounts.key is damaged; restore it from a backup');
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
  const key = randomBytes(32);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeDurably(file, key);
  return key;
}
