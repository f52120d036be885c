// Who may let the release role open one item: checks the decider's own signature and makes a grant for that item alone.
// Runs under the one role that may create grants (DESIGN 5a); it trusts nothing that it did not verify itself.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Clock, type OpeningProof, Refused } from '../../core/ports.ts';
import { refusalOf } from '../local/opening-proof.ts';
import type { ContentKey } from './kms-client.ts';

export interface ReleaseApprover {
  /** The token of a grant for this item. Rejects with Refused. */
  approve(item: string, proof: OpeningProof): Promise<string>;
  /** Takes back the grants whose time is over; resolves with how many are left. */
  sweep(): Promise<number>;
}

export interface ApproverOptions {
  readonly key: ContentKey;
  /** ARN of the role that opens what is released. */
  readonly releaseRole: string;
  /** Ed25519 public keys by the decider's name: Base64 of their SubjectPublicKeyInfo. */
  readonly deciders: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

export function releaseApprover({ key, releaseRole, deciders, clock }: ApproverOptions): ReleaseApprover {
  return {
    async approve(item, proof) {
      const refusal = refusalOf(proof, item, clock(), (name) => deciderKey(deciders, name));
      if (refusal !== null) throw new Refused(refusal);
      // KMS grants do not expire: the name says when the sweeper takes this one back.
      const { token } = await key.grant(`release-until-${proof.until}`, releaseRole, { 'postern:item': item });
      return token;
    },
    async sweep() {
      let left = 0;
      for await (const { id, name } of key.grants()) {
        const until = /-until-(\d{1,15})$/.exec(name)?.[1];
        if (until !== undefined && Number(until) < clock()) await key.revoke(id);
        else left++;
      }
      return left;
    },
  };
}

function deciderKey(deciders: Readonly<Record<string, string>>, name: string): KeyObject | null {
  const text = Object.hasOwn(deciders, name) ? deciders[name] : undefined;
  if (text === undefined) return null;
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  return key.asymmetricKeyType === 'ed25519' ? key : null;
}
