// Verifies that a passkey signed a challenge (WebAuthn section 7.2): for sign-in, and in the key process for approvals.
import { createHash, type KeyObject, verify } from 'node:crypto';

/** Each in base64url, as the browser gives them. */
export interface SignedAssertion {
  readonly authenticatorData: string;
  readonly clientData: string;
  readonly signature: string;
}

/** Flags of authenticator data: user present, user verified (WebAuthn section 6.1). */
const presentAndVerified = 0b101;

/** `challenge` in base64url. Throws when the client data is no JSON. */
export function assertionHolds(
  challenge: string,
  { authenticatorData, clientData, signature }: SignedAssertion,
  { origin, rpId }: { readonly origin: string; readonly rpId: string },
  key: KeyObject,
): boolean {
  const told = Buffer.from(clientData, 'base64url');
  const said = JSON.parse(told.toString('utf8')) as Record<string, unknown>;
  if (said.type !== 'webauthn.get' || said.origin !== origin || said.crossOrigin === true) return false;
  if (said.challenge !== challenge) return false;
  const data = Buffer.from(authenticatorData, 'base64url');
  if (!data.subarray(0, 32).equals(createHash('sha256').update(rpId).digest())) return false;
  if (((data[32] ?? 0) & presentAndVerified) !== presentAndVerified) return false;
  const bytes = Buffer.concat([data, createHash('sha256').update(told).digest()]);
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(digest, bytes, key, Buffer.from(signature, 'base64url'));
}

/** Its count of signatures; 0 where the authenticator keeps none (WebAuthn section 6.1.1). */
export function counterOf({ authenticatorData }: SignedAssertion): number {
  const data = Buffer.from(authenticatorData, 'base64url');
  return data.length < 37 ? 0 : data.readUInt32BE(33);
}
