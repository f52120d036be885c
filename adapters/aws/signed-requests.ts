// Signed requests to one service over kept connections, tried again where that helps, without the SDK, which takes longer over a
// request than everything else that a mail costs (docs/adr/0016-dynamodb-without-its-sdk.md).
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
} from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientOptions } from './client-options.ts';
import { type Credentials, credentialsIn, requestSigner } from './sign-request.ts';

export interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  /** Sent beside those that are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes; an answer that says it has more is not read, and one that has more no further. */
  readonly most?: number;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Null when there are more than asked for. */
  readonly bytes: Buffer | null;
  /** Bytes: as many as came, or as it says it has. */
  readonly size: number;
}

/** An answer that is an error. `code` is the service's own name of it. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError';
  readonly code: string;
  readonly status: number;

  constructor(message: string, code: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}

/** `understand` throws ServiceError for an answer that is an error. Rejects with that, or with what went wrong on the way. */
export type Requests = <T>(asked: Asked, understand: (answered: Answered) => T) => Promise<T>;

/** Milliseconds before the second try, doubled with each, at random below that. */
const firstPause = 50;
const throttledPause = 300;
/** Times the longest silence: an answer that comes in drops is given up too. */
const silencesInAll = 3;

/** `throttled`: codes of what passes when it is tried again later, besides every 5xx. */
export function openRequests(service: string, options: ClientOptions, throttled: ReadonlySet<string>): Requests {
  const sign = requestSigner({ region: options.region, service, credentials: credentialsOf(options) });
  const exchange = exchanger(service, options.requestHandler);
  /** Milliseconds; null when another try would fare no better. */
  const pauseAfter = (cause: unknown): number | null => {
    if (!(cause instanceof ServiceError)) return firstPause;
    if (throttled.has(cause.code)) return throttledPause;
    return cause.status >= 500 ? firstPause : null;
  };
  return async (asked, understand) => {
    const { method, url, body = '' } = asked;
    for (let tries = 1; ; tries++) {
      try {
        const signed = sign({ method, url, body, at: new Date() });
        return understand(await exchange(asked, { ...asked.headers, ...signed }));
      } catch (cause) {
        const wait = pauseAfter(cause);
        if (wait === null || tries >= options.maxAttempts) throw cause;
        await pause(Math.random() * wait * 2 ** (tries - 1));
      }
    }
  };
}

function credentialsOf({ credentials }: ClientOptions): Credentials {
  if (credentials === undefined) return credentialsIn(process.env);
  return { id: credentials.accessKeyId, secret: credentials.secretAccessKey, session: null };
}

/** Keeps connections. Rejects when nothing comes for too long, or not all of it within some such times. */
function exchanger(service: string, { connectionTimeout, requestTimeout }: ClientOptions['requestHandler']) {
  const agents = { 'http:': new PlainAgent({ keepAlive: true }), 'https:': new Agent({ keepAlive: true }) };
  return (
    { method, url, body = '', most = Number.POSITIVE_INFINITY }: Asked,
    headers: Readonly<Record<string, string>>,
  ) =>
    new Promise<Answered>((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const sent = (secure ? secureRequest : plainRequest)({
        method,
        hostname: url.hostname,
        port: url.port,
        path: `${url.pathname}${url.search}`,
        agent: agents[secure ? 'https:' : 'http:'],
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      });
      const giveUp = () => sent.destroy(new Error(`${service} did not answer in time`));
      const silence = setTimeout(giveUp, requestTimeout);
      const all = setTimeout(giveUp, silencesInAll * requestTimeout);
      sent.on('socket', (socket) => {
        if (!socket.connecting) return;
        const connecting = setTimeout(giveUp, connectionTimeout);
        socket.once('connect', () => clearTimeout(connecting)).once('close', () => clearTimeout(connecting));
      });
      sent.on('response', (response) => {
        response.on('data', () => silence.refresh());
        whole(response, most).then(resolve, reject);
      });
      sent.on('error', reject);
      sent.on('close', () => {
        clearTimeout(silence);
        clearTimeout(all);
      });
      sent.end(body);
    });
}

function whole(response: IncomingMessage, most: number): Promise<Answered> {
  const { statusCode: status = 0, headers } = response;
  const tooLarge = (size: number): Answered => {
    response.destroy();
    return { status, headers, bytes: null, size };
  };
  const said = Number(headers['content-length'] ?? 0);
  if (said > most) return Promise.resolve(tooLarge(said));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) resolve(tooLarge(size));
      else chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => resolve({ status, headers, bytes: Buffer.concat(chunks), size }));
  });
}
