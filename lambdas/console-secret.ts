// What rests on the console's secret, each use with a key of its own.
import type { Secrets } from '../adapters/aws/secrets.ts';
import { derivedKey, derivedProviderKeys, type ProviderKeys } from '../adapters/identity/provider-keys.ts';
import type { Settings } from './settings.ts';

export interface ConsoleSecret {
  /** Hides the secrets of authenticator apps. */
  readonly accounts: Uint8Array;
  /** Hides sessions and codes in the table. */
  readonly signIn: Uint8Array;
  /** Signs what the console asks read-content for. */
  readonly contentCalls: Uint8Array;
  readonly provider: ProviderKeys;
}

/** Rejects when it cannot be read or is too short to be one. */
export async function consoleSecret(settings: Settings, secrets: Secrets): Promise<ConsoleSecret> {
  const secret = Buffer.from(await secrets.text(settings.get('POSTERN_CONSOLE_SECRET')));
  if (secret.length < 32) throw new Error('the secret of the console is too short; it must hold 32 characters or more');
  return {
    accounts: derivedKey(secret, 'accounts'),
    signIn: derivedKey(secret, 'sign-in'),
    contentCalls: derivedKey(secret, 'content calls'),
    provider: derivedProviderKeys(secret),
  };
}
