// What rests on the console's secret, each use with a key of its own.
import type { Secrets } from '../adapters/aws/secrets.ts';
import { derivedKey, derivedProviderKeys, type ProviderKeys } from '../adapters/identity/provider-keys.ts';
import type { EnvironmentName } from './functions.ts';
import type { Settings } from './settings.ts';

export interface ConsoleSecret {
  /** Hides the secrets of authenticator apps. */
  readonly accounts: Uint8Array;
  /** Hides sessions and codes in the table. */
  readonly signIn: Uint8Array;
  readonly provider: ProviderKeys;
}

/** Rejects when it cannot be read or is too short to be one. */
export async function consoleSecret(settings: Settings, secrets: Secrets): Promise<ConsoleSecret> {
  const secret = await secretOf('POSTERN_CONSOLE_SECRET', settings, secrets);
  return {
    accounts: derivedKey(secret, 'accounts'),
    signIn: derivedKey(secret, 'sign-in'),
    provider: derivedProviderKeys(secret),
  };
}

/** Signs what the console asks read-content for: all that the two share. Rejects likewise. */
export async function contentCallKey(settings: Settings, secrets: Secrets): Promise<Uint8Array> {
  return derivedKey(await secretOf('POSTERN_CONTENT_CALL_SECRET', settings, secrets), 'content calls');
}

async function secretOf(name: EnvironmentName, settings: Settings, secrets: Secrets): Promise<Buffer> {
  const secret = Buffer.from(await secrets.text(settings.get(name)));
  if (secret.length < 32)
    throw new Error(`the secret named by ${name} is too short; it must hold 32 characters or more`);
  return secret;
}
