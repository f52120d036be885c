// Passkeys: checks what browsers send when one is made or used (WebAuthn sections 7.1 and 7.2).
import { createPublicKey } from 'node:crypto';
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { cose, decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import type { Passkey } from '../../core/model/account.ts';
import { assertionHolds, counterOf } from '../local/webauthn-assertion.ts';

/** Where passkeys of this installation are made and used. */
export interface RelyingParty {
  /** Such as `https://postern.agency.example`. */
  readonly origin: string;
  /** The host name of the origin. */
  readonly id: string;
}

/** COSE algorithms (RFC 9053): ES256 and Ed25519. */
export const algorithms = [cose.COSEALG.ES256, cose.COSEALG.EdDSA];

/** See Factors. */
export async function registeredPasskey(
  { origin, id }: RelyingParty,
  answer: unknown,
  challenge: string,
  now: number,
): Promise<Passkey | null> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified || registrationInfo === undefined) return null;
    const { credential } = registrationInfo;
    const publicKey = Buffer.from(credential.publicKey).toString('base64url');
    return { id: credential.id, publicKey, counter: credential.counter, addedAt: now };
  } catch {
    return null;
  }
}

const anAssertion = z.object({
  id: z.string().max(2_000),
  response: z.object({
    authenticatorData: z.string().max(4_000),
    clientDataJSON: z.string().max(4_000),
    signature: z.string().max(2_000),
  }),
});

/** See Factors. */
export function assertedCounter(
  { origin, id: rpId }: RelyingParty,
  answer: unknown,
  challenge: string,
  passkey: Passkey,
): number | null {
  const parsed = anAssertion.safeParse(answer);
  if (!parsed.success || parsed.data.id !== passkey.id) return null;
  const { authenticatorData, clientDataJSON: clientData, signature } = parsed.data.response;
  const assertion = { authenticatorData, clientData, signature };
  try {
    if (!assertionHolds(challenge, assertion, { origin, rpId }, createPublicKey(pemOf(passkey)))) return null;
  } catch {
    return null;
  }
  const counter = counterOf(assertion);
  // A count that does not grow tells of a copy of the authenticator (WebAuthn section 7.2, step 22).
  return (counter > 0 || passkey.counter > 0) && counter <= passkey.counter ? null : counter;
}

/** The public key in PEM (SubjectPublicKeyInfo), as the key store takes an approver's. Throws for a key of another kind. */
export function pemOf({ publicKey }: Pick<Passkey, 'publicKey'>): string {
  const key = decodeCredentialPublicKey(new Uint8Array(Buffer.from(publicKey, 'base64url')));
  const part = (name: number) =>
    Buffer.from((key.get(name as never) ?? new Uint8Array()) as Uint8Array).toString('base64url');
  const jwk = cose.isCOSEPublicKeyEC2(key)
    ? { kty: 'EC', crv: 'P-256', x: part(cose.COSEKEYS.x), y: part(cose.COSEKEYS.y) }
    : { kty: 'OKP', crv: 'Ed25519', x: part(cose.COSEKEYS.x) };
  return String(createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type: 'spki' }));
}
