// A passkey in software: makes and uses P-256 credentials as a browser would give them (WebAuthn sections 6.1 and 6.5).
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface SoftwareAuthenticator {
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
  /** Answer to navigator.credentials.create(), as JSON. */
  create(challenge: string): object;
  /** Answer to navigator.credentials.get(), as JSON. */
  get(challenge: string, over?: { readonly origin?: string; readonly verified?: boolean }): Assertion;
}

export interface Assertion {
  readonly id: string;
  readonly response: {
    readonly authenticatorData: string;
    readonly clientDataJSON: string;
    readonly signature: string;
  };
}

export function softwareAuthenticator(origin: string): SoftwareAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  const rpHash = createHash('sha256').update(new URL(origin).hostname).digest();
  let counter = 0;
  const data = (flags: number) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    return Buffer.concat([rpHash, Buffer.from([flags]), count]);
  };
  const facts = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' };
  return {
    publicKey: String(publicKey.export({ format: 'pem', type: 'spki' })),
    create: (challenge) => {
      const length = Buffer.from([0, id.length]);
      const authData = Buffer.concat([data(0x45), Buffer.alloc(16), length, id, coseKey(publicKey)]);
      const response = {
        clientDataJSON: clientData('webauthn.create', challenge, origin),
        attestationObject: attestation(authData).toString('base64url'),
        transports: ['internal'],
      };
      return { ...facts, response, clientExtensionResults: {} };
    },
    get: (challenge, { origin: from = origin, verified = true } = {}) => {
      const authData = data(verified ? 0x05 : 0x01);
      const clientDataJSON = clientData('webauthn.get', challenge, from);
      const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
      const signature = sign('sha256', Buffer.concat([authData, hash]), privateKey).toString('base64url');
      const response = { authenticatorData: authData.toString('base64url'), clientDataJSON, signature };
      return { ...facts, response, clientExtensionResults: {} } as Assertion;
    },
  };
}

function clientData(type: string, challenge: string, origin: string): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url');
}

/** COSE_Key for ES256 (RFC 9053 section 7.1), as CBOR. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinate = (text: string) => Buffer.concat([Buffer.from([0x58, 0x20]), Buffer.from(text, 'base64url')]);
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
  return Buffer.concat([head, coordinate(x), Buffer.from([0x22]), coordinate(y)]);
}

/** { fmt: "none", attStmt: {}, authData } as CBOR (RFC 8949). */
function attestation(authData: Buffer): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
  const length = Buffer.from([0x58, authData.length]);
  const entries = [text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData'), length, authData];
  return Buffer.concat([Buffer.from([0xa3]), ...entries]);
}
