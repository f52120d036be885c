// A decision to open one held item, signed with its decider's Ed25519 key (RFC 8032) and checked where the master key is.
import { createPrivateKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import { type OpeningProof, Refused } from '../../core/ports.ts';

/** Who decides from the command line of this machine; its key is made with the store. */
export const operator = 'operator';

const deciderName = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Where a decider's keys lie in the key store; throws Refused on a name that could lead elsewhere. */
export function deciderFile(keysFolder: string, decider: string, half: 'private' | 'public'): string {
  if (!deciderName.test(decider))
    throw new Refused('that is no name of a decider; use lower-case letters, digits, dots and hyphens');
  return join(keysFolder, 'deciders', `${decider}.${half === 'private' ? 'key' : 'pub'}`);
}

/**
 * A proof that opens `item` for its release until a time (milliseconds since the epoch). Takes the data folder. Throws
 * Refused when the decider's private key cannot be read by who runs this.
 */
export function signRelease(folder: string, item: string, decider: string, until: number): OpeningProof {
  return proofOf('release', deciderKey(folder, decider), item, decider, until);
}

/** As signRelease, for having it read again where nobody sees it. */
export function signRescan(folder: string, item: string, decider: string, until: number): OpeningProof {
  return proofOf('rescan', deciderKey(folder, decider), item, decider, until);
}

function deciderKey(folder: string, decider: string): KeyObject {
  return readPrivateKey(deciderFile(join(folder, 'keys'), decider, 'private'));
}

/** As signRelease and signRescan, by a decider's own Ed25519 key that lies elsewhere. */
export function proofOf(
  purpose: OpeningProof['purpose'],
  key: KeyObject,
  item: string,
  decider: string,
  until: number,
): OpeningProof {
  const unsigned = { item, purpose, decider, until } as const;
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), key).toString('base64') };
}

function readPrivateKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (cause) {
    throw new Refused('the signing key of this decider cannot be read; run this as the user who runs the gateway', {
      cause,
    });
  }
}

/** Milliseconds: a release is carried out when it is decided, and a proof found later is worth nothing. */
const longestProof = 10 * 60_000;

/** Why the proof does not open the item for this now; null when it does. `publicKeyOf` answers null for who is no decider. */
export function refusalOf(
  purpose: OpeningProof['purpose'],
  proof: OpeningProof,
  item: string,
  now: number,
  publicKeyOf: (decider: string) => KeyObject | null,
): string | null {
  if (proof.purpose !== purpose) return 'the proof is for a purpose that does not open content here';
  if (proof.item !== item) return 'the proof is for another item';
  if (!Number.isSafeInteger(proof.until) || proof.until < now) return 'the proof has expired; decide again';
  if (proof.until > now + longestProof) return 'the proof lasts too long; decide again';
  const key = publicKeyOf(proof.decider);
  if (key === null) return 'the proof is signed by somebody who is no decider here';
  const signature = Buffer.from(proof.signature, 'base64');
  return verify(null, signedBytes(proof), key, signature) ? null : 'the signature of the proof does not hold';
}

function signedBytes({ item, purpose, decider, until }: Omit<OpeningProof, 'signature'>): Buffer {
  return Buffer.from(canonicalJson({ item, purpose, decider, until }));
}
