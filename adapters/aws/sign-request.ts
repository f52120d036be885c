// Signs requests as AWS asks: Signature Version 4, with the signature in a header.
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
  /** Of a role. */
  readonly session: string | null;
}

export interface SignerOptions {
  readonly region: string;
  /** As AWS names it in signatures, such as `lambda`. */
  readonly service: string;
  readonly credentials: Credentials;
}

export interface Signable {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly at: Date;
}

/** The headers of a request that AWS takes for its caller's own. */
export type Signer = (request: Signable) => Readonly<Record<string, string>>;

export function requestSigner({ region, service, credentials }: SignerOptions): Signer {
  const first = Buffer.from(`AWS4${credentials.secret}`);
  let key: { readonly day: string; readonly object: KeyObject } = {
    day: '',
    object: createSecretKey(Buffer.alloc(32)),
  };
  return ({ method, url, body, at }) => {
    const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const parts = [day, region, service, 'aws4_request'];
    // As an object: Node takes five times as long to take in a key of bytes each time.
    if (key.day !== day) key = { day, object: createSecretKey(parts.reduce<Buffer>(hmac, first)) };
    const signed: Record<string, string> = {
      host: url.host,
      // S3 alone asks for it.
      ...(service === 's3' ? { 'x-amz-content-sha256': sha256(body) } : {}),
      'x-amz-date': time,
      ...(credentials.session === null ? {} : { 'x-amz-security-token': credentials.session }),
    };
    const names = Object.keys(signed).join(';');
    const fields = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
    const canonical = [method, url.pathname, url.search.slice(1), fields.join(''), names, sha256(body)].join('\n');
    const scope = parts.join('/');
    const signature = hmac(key.object, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...signed, authorization };
  };
}

/** Of the function's role, as Lambda gives them to it. */
export function credentialsIn(environment: Readonly<Record<string, string | undefined>>): Credentials {
  return {
    id: environment.AWS_ACCESS_KEY_ID ?? '',
    secret: environment.AWS_SECRET_ACCESS_KEY ?? '',
    session: environment.AWS_SESSION_TOKEN ?? null,
  };
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
