// A KMS in memory that enforces what ours must: who may generate and decrypt, encryption contexts, grants and their constraints.
import { createCipheriv, createDecipheriv, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { type AwsFake, awsError, type Caller, startAwsFake } from './aws-fake.ts';
import { signDigest } from './sign-digest.ts';

type Context = Readonly<Record<string, string>>;
type Action = 'GenerateDataKey' | 'Decrypt' | 'CreateGrant' | 'ListGrants' | 'RevokeGrant' | 'Sign' | 'GetPublicKey';

/** What the key policy lets each role do by itself, without a grant. Roles are access keys here. */
export type KeyPolicy = Readonly<Record<string, readonly Action[]>>;

interface Grant {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly grantee: string;
  readonly retiring: string;
  readonly operations: readonly string[];
  readonly equals: Context | undefined;
  readonly subset: Context | undefined;
}

const grantQuota = 50_000;

export interface FakeKms extends AwsFake {
  readonly keyId: string;
  /** Of the asymmetric key, in PEM. */
  readonly publicKey: string;
  grantCount(): number;
}

/** A grant works by its token alone: without it KMS may take minutes, and code must not count on that. */
export async function startFakeKms(policy: KeyPolicy, roleArn: (role: string) => string): Promise<FakeKms> {
  const master = randomBytes(32);
  const keyId = `arn:aws:kms:ca-central-1:111122223333:key/${randomUUID()}`;
  const grants = new Map<string, Grant>();
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const check = (role: string, action: Action) => {
    if (policy[role]?.includes(action) !== true) throw denied();
  };
  const operations = {
    GenerateDataKey: ({ EncryptionContext }: { EncryptionContext?: Context }, { accessKey }: Caller) => {
      check(accessKey, 'GenerateDataKey');
      const plain = randomBytes(32);
      return {
        KeyId: keyId,
        Plaintext: plain.toString('base64'),
        CiphertextBlob: wrap(master, plain, EncryptionContext).toString('base64'),
      };
    },
    Decrypt: (input: DecryptInput, { accessKey }: Caller) => {
      const granted = [...grants.values()].some((grant) => reaches(grant, input, roleArn(accessKey)));
      if (!granted) check(accessKey, 'Decrypt');
      return { KeyId: keyId, Plaintext: unwrap(master, input).toString('base64') };
    },
    CreateGrant: (input: CreateGrantInput, { accessKey }: Caller) => {
      check(accessKey, 'CreateGrant');
      if (grants.size >= grantQuota) throw awsError(400, 'LimitExceededException');
      const grant = grantOf(input);
      grants.set(grant.id, grant);
      return { GrantId: grant.id, GrantToken: grant.token };
    },
    RetireGrant: ({ GrantToken }: { GrantToken: string }, { accessKey }: Caller) => {
      const grant = [...grants.values()].find(({ token }) => token === GrantToken);
      if (grant === undefined) throw awsError(400, 'NotFoundException');
      if (grant.retiring !== roleArn(accessKey)) throw denied();
      grants.delete(grant.id);
      return {};
    },
    RevokeGrant: ({ GrantId }: { GrantId: string }, { accessKey }: Caller) => {
      check(accessKey, 'RevokeGrant');
      if (!grants.delete(GrantId)) throw awsError(400, 'NotFoundException');
      return {};
    },
    GetPublicKey: (_input: object, { accessKey }: Caller) => {
      check(accessKey, 'GetPublicKey');
      return { PublicKey: signer.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
    },
    Sign: ({ Message, MessageType, SigningAlgorithm }: SignInput, { accessKey }: Caller) => {
      check(accessKey, 'Sign');
      const digest = Buffer.from(Message, 'base64');
      if (MessageType !== 'DIGEST' || SigningAlgorithm !== 'ECDSA_SHA_256' || digest.length !== 32)
        throw awsError(400, 'ValidationException');
      return { Signature: signDigest(signer.privateKey, digest).toString('base64') };
    },
    ListGrants: ({ Limit = 50, Marker }: { Limit?: number; Marker?: string }, { accessKey }: Caller) => {
      check(accessKey, 'ListGrants');
      const all = [...grants.values()];
      const start = Marker === undefined ? 0 : all.findIndex(({ id }) => id === Marker) + 1;
      const page = all.slice(start, start + Limit);
      const more = start + Limit < all.length;
      return {
        Grants: page.map(({ id, name }) => ({ GrantId: id, Name: name })),
        Truncated: more,
        ...(more ? { NextMarker: page.at(-1)?.id } : {}),
      };
    },
  };
  const fake = await startAwsFake('TrentService', operations);
  const publicKey = String(signer.publicKey.export({ format: 'pem', type: 'spki' }));
  return { ...fake, keyId, publicKey, grantCount: () => grants.size };
}

function denied() {
  return awsError(400, 'AccessDeniedException', 'the role may not do this with this key');
}

interface DecryptInput {
  readonly CiphertextBlob: string;
  readonly EncryptionContext?: Context;
  readonly GrantTokens?: readonly string[];
}

function reaches(grant: Grant, { EncryptionContext = {}, GrantTokens = [] }: DecryptInput, arn: string): boolean {
  const contains = ([name, value]: [string, string]) => EncryptionContext[name] === value;
  return (
    grant.grantee === arn &&
    GrantTokens.includes(grant.token) &&
    grant.operations.includes('Decrypt') &&
    (grant.subset === undefined || Object.entries(grant.subset).every(contains)) &&
    (grant.equals === undefined || canonical(grant.equals) === canonical(EncryptionContext))
  );
}

interface SignInput {
  readonly Message: string;
  readonly MessageType: string;
  readonly SigningAlgorithm: string;
}

interface CreateGrantInput {
  readonly Name?: string;
  readonly GranteePrincipal: string;
  readonly RetiringPrincipal?: string;
  readonly Operations: readonly string[];
  readonly Constraints?: { readonly EncryptionContextEquals?: Context; readonly EncryptionContextSubset?: Context };
}

function grantOf({ Name, GranteePrincipal, RetiringPrincipal, Operations, Constraints }: CreateGrantInput): Grant {
  if (Name !== undefined && !/^[a-zA-Z0-9:/_-]{1,256}$/.test(Name)) throw awsError(400, 'ValidationException');
  return {
    id: randomBytes(32).toString('hex'),
    token: randomBytes(48).toString('base64url'),
    name: Name ?? '',
    grantee: GranteePrincipal,
    retiring: RetiringPrincipal ?? '',
    operations: Operations,
    equals: Constraints?.EncryptionContextEquals,
    subset: Constraints?.EncryptionContextSubset,
  };
}

function canonical(context: Context = {}): string {
  return JSON.stringify(Object.entries(context).sort());
}

function wrap(master: Buffer, plain: Buffer, context: Context | undefined): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', master, nonce);
  cipher.setAAD(Buffer.from(canonical(context)));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unwrap(master: Buffer, { CiphertextBlob, EncryptionContext }: DecryptInput): Buffer {
  const bytes = Buffer.from(CiphertextBlob, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(canonical(EncryptionContext)));
    decipher.setAuthTag(bytes.subarray(bytes.length - 16));
    return Buffer.concat([decipher.update(bytes.subarray(12, bytes.length - 16)), decipher.final()]);
  } catch {
    throw awsError(400, 'InvalidCiphertextException');
  }
}
