// Calls other functions of the deployment and waits for what they answer: Lambda's Invoke, signed as AWS asks (Signature Version 4).
import { createHash, createHmac } from 'node:crypto';

export interface Functions {
  /**
   * `payload` is plain JSON of at most 6 MB. Rejects with CallFailed when the function threw, could not be called, or did
   * not answer in time: then nobody knows whether its work was done.
   */
  call(name: string, payload: unknown): Promise<unknown>;
}

/** The message names the function and what AWS said, never the payload. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

export interface Credentials {
  readonly id: string;
  readonly secret: string;
  /** Of a role. */
  readonly session: string | null;
}

export interface FunctionsOptions {
  readonly region: string;
  /** Before each function's name. */
  readonly prefix: string;
  readonly credentials: Credentials;
  /** Another address than AWS's own, for tests. */
  readonly endpoint?: string;
  /** Milliseconds to wait for an answer. */
  readonly patience: number;
}

export function openFunctions(options: FunctionsOptions): Functions {
  const { region, prefix, credentials, patience, endpoint = `https://lambda.${region}.amazonaws.com` } = options;
  return {
    async call(name, payload) {
      const url = new URL(`${endpoint}/2015-03-31/functions/${prefix}${name}/invocations`);
      const body = JSON.stringify(payload);
      const at = new Date();
      const headers = signedHeaders({ method: 'POST', url, body, at, region, service: 'lambda', credentials });
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patience) }).catch(
        (cause: unknown) => {
          throw new CallFailed(`${name} did not answer`, { cause });
        },
      );
      const text = await response.text();
      if (!response.ok) throw new CallFailed(`${name} could not be called: ${response.status}`);
      if (response.headers.has('x-amz-function-error')) throw new CallFailed(`${name} failed; see its log`);
      return JSON.parse(text);
    },
  };
}

export interface Signable {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly at: Date;
  readonly region: string;
  readonly service: string;
  readonly credentials: Credentials;
}

/** The headers of a request that AWS takes for its caller's own (Signature Version 4, with the signature in a header). */
export function signedHeaders(request: Signable): Readonly<Record<string, string>> {
  const { method, url, body, at, region, service, credentials } = request;
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signed: Record<string, string> = {
    host: url.host,
    'x-amz-date': time,
    ...(credentials.session === null ? {} : { 'x-amz-security-token': credentials.session }),
  };
  const names = Object.keys(signed).sort();
  const fields = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = [method, url.pathname, url.search.slice(1), fields, names.join(';'), sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${credentials.secret}`);
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
