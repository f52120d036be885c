// Whether an approver whom this machine's key store knows signed a grant: by a key of a file, or by a passkey.
import { createPublicKey, verify } from 'node:crypto';
import { type ApproverProof, type Grant, grantChallenge } from '../../core/model/grant.ts';
import type { Approver } from './approvers.ts';
import { assertionHolds } from './webauthn-assertion.ts';

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
    return passkey !== null && assertionHolds(challenge.toString('base64url'), proof, passkey, key);
  } catch {
    return false;
  }
}
