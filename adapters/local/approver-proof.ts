// Whether an approver whom this machine's key store knows signed a grant: by a key of a file, or by a passkey.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type ApproverProof, type Grant, grantChallenge } from '../../core/model/grant.ts';
import type { Approver } from './approvers.ts';

/** Milliseconds; a grant for longer is asked for again. */
const longestGrant = 92 * 24 * 3_600_000;
const mostItems = 200;

/** Why the proof does not carry the grant now; null when it does. */
export function refusalOfGrant(
  grant: Grant,
  proof: ApproverProof,
  approver: Approver | null,
  now: number,
): string | null {
  if (grant.items.length === 0 || grant.items.length > mostItems) return `a grant names 1 to ${mostItems} items`;
  if (!Number.isSafeInteger(grant.until) || grant.until < now) return 'the grant would have ended already';
  if (grant.until > now + longestGrant) return 'the grant lasts too long';
  if (grant.reader === proof.approver) return 'nobody approves their own request';
  if (approver === null) return 'the grant is signed by somebody who is no approver here';
  if ((approver.from ?? 0) > now || (approver.until ?? now) < now) return 'the approver does not stand in on this day';
  return signed(grantChallenge(grant), proof, approver) ? null : 'the signature of the grant does not hold';
}

function signed(challenge: Buffer, proof: ApproverProof, { publicKey, passkey }: Approver): boolean {
  try {
    const key = createPublicKey(publicKey);
    if (proof.kind === 'key')
      return (
        passkey === null &&
        key.asymmetricKeyType === 'ed25519' &&
        verify(null, challenge, key, Buffer.from(proof.signature, 'base64'))
      );
    return passkey !== null && assertionHolds(challenge, proof, passkey, key);
  } catch {
    return false;
  }
}

/** Flags of authenticator data: user present, user verified (WebAuthn section 6.1). */
const presentAndVerified = 0b101;

/** Verifies an assertion as WebAuthn section 7.2 says, for one known credential and a challenge made from the grant. */
function assertionHolds(
  challenge: Buffer,
  proof: Extract<ApproverProof, { kind: 'passkey' }>,
  { origin, rpId }: { readonly origin: string; readonly rpId: string },
  key: KeyObject,
): boolean {
  const clientData = Buffer.from(proof.clientData, 'base64url');
  const said = JSON.parse(clientData.toString('utf8')) as Record<string, unknown>;
  if (said.type !== 'webauthn.get' || said.origin !== origin || said.crossOrigin === true) return false;
  if (said.challenge !== challenge.toString('base64url')) return false;
  const data = Buffer.from(proof.authenticatorData, 'base64url');
  if (!data.subarray(0, 32).equals(createHash('sha256').update(rpId).digest())) return false;
  if (((data[32] ?? 0) & presentAndVerified) !== presentAndVerified) return false;
  const bytes = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(digest, bytes, key, Buffer.from(proof.signature, 'base64url'));
}
