// The one place that knows KMS: data keys bound to an encryption context, and grants to use them.
import {
  CreateGrantCommand,
  DecryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListGrantsCommand,
  RevokeGrantCommand,
  SignCommand,
} from '@aws-sdk/client-kms';
import { Refused } from '../../core/ports.ts';
import type { ClientOptions } from './client-options.ts';

export type Context = Readonly<Record<string, string>>;

export interface DataKey {
  readonly plain: Uint8Array;
  readonly wrapped: Uint8Array;
}

export interface KmsGrant {
  readonly id: string;
  readonly name: string;
}

export interface ContentKey {
  generate(context: Context): Promise<DataKey>;
  /** Rejects with Refused when the context is another, the caller may not, or the bytes were changed. */
  decrypt(wrapped: Uint8Array, context: Context, token: string | null): Promise<Uint8Array>;
  /** Lets `grantee` (the ARN of a role) decrypt what has exactly this context. The token works at once. */
  grant(name: string, grantee: string, context: Context): Promise<{ readonly id: string; readonly token: string }>;
  revoke(grant: string): Promise<void>;
  grants(): AsyncIterable<KmsGrant>;
}

/** What KMS answers when it is asked for something that must not be. */
const refusals: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'InvalidCiphertextException',
  'IncorrectKeyException',
  'InvalidGrantTokenException',
  'ValidationException',
]);

export function contentKey(keyId: string, options: ClientOptions): ContentKey {
  const client = new KMSClient(options);
  return {
    async generate(context) {
      const { Plaintext, CiphertextBlob } = await client.send(
        new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { ...context } }),
      );
      if (Plaintext === undefined || CiphertextBlob === undefined)
        throw new Error('the key service answered without a data key');
      return { plain: Plaintext, wrapped: CiphertextBlob };
    },
    decrypt: (wrapped, context, token) => decrypt(client, keyId, wrapped, context, token),
    async grant(name, grantee, context) {
      const { GrantId, GrantToken } = await client.send(
        new CreateGrantCommand({
          KeyId: keyId,
          Name: name,
          GranteePrincipal: grantee,
          Operations: ['Decrypt'],
          Constraints: { EncryptionContextEquals: { ...context } },
        }),
      );
      if (GrantId === undefined || GrantToken === undefined)
        throw new Error('the key service answered without a grant');
      return { id: GrantId, token: GrantToken };
    },
    async revoke(grant) {
      await client.send(new RevokeGrantCommand({ KeyId: keyId, GrantId: grant })).catch(unlessGone);
    },
    grants: () => allGrants(client, keyId),
  };
}

async function decrypt(
  client: KMSClient,
  keyId: string,
  wrapped: Uint8Array,
  context: Context,
  token: string | null,
): Promise<Uint8Array> {
  try {
    const { Plaintext } = await client.send(
      new DecryptCommand({
        KeyId: keyId,
        CiphertextBlob: wrapped,
        EncryptionContext: { ...context },
        ...(token === null ? {} : { GrantTokens: [token] }),
      }),
    );
    if (Plaintext === undefined) throw new Error('the key service answered without a data key');
    return Plaintext;
  } catch (cause) {
    if (cause instanceof Error && refusals.has(cause.name))
      throw new Refused('the key service does not open this item here', { cause });
    throw cause;
  }
}

async function* allGrants(client: KMSClient, keyId: string): AsyncGenerator<KmsGrant> {
  let marker: string | undefined;
  do {
    const page = await client.send(new ListGrantsCommand({ KeyId: keyId, Limit: 100, Marker: marker }));
    for (const { GrantId, Name } of page.Grants ?? [])
      if (GrantId !== undefined) yield { id: GrantId, name: Name ?? '' };
    marker = page.Truncated === true ? page.NextMarker : undefined;
  } while (marker !== undefined);
}

export interface SigningKey {
  /** ECDSA on P-256 over a SHA-256 digest, in DER. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
  /** SubjectPublicKeyInfo in DER. */
  publicKey(): Promise<Uint8Array>;
}

export function signingKey(keyId: string, options: ClientOptions): SigningKey {
  const client = new KMSClient(options);
  return {
    async sign(digest) {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyId,
          Message: digest,
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      if (Signature === undefined) throw new Error('the key service answered without a signature');
      return Signature;
    },
    async publicKey() {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
      if (PublicKey === undefined) throw new Error('the key service answered without a public key');
      return PublicKey;
    },
  };
}

function unlessGone(cause: unknown): void {
  if (!(cause instanceof Error && cause.name === 'NotFoundException')) throw cause;
}
