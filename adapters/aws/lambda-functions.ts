// Calls other functions of the deployment and waits for what they answer: Lambda's Invoke.
import { type Credentials, requestSigner } from './sign-request.ts';

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
  /** It may still be at work. */
  readonly timedOut: boolean;

  constructor(message: string, timedOut: boolean, options?: ErrorOptions) {
    super(message, options);
    this.timedOut = timedOut;
  }
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
  const sign = requestSigner({ region, service: 'lambda', credentials });
  return {
    async call(name, payload) {
      const url = new URL(`${endpoint}/2015-03-31/functions/${prefix}${name}/invocations`);
      const body = JSON.stringify(payload);
      const headers = sign({ method: 'POST', url, body, at: new Date() });
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patience) }).catch(
        (cause: unknown) => {
          const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
          throw new CallFailed(`${name} did not answer`, timedOut, { cause });
        },
      );
      const text = await response.text();
      if (!response.ok) throw new CallFailed(`${name} could not be called: ${response.status}`, false);
      if (response.headers.has('x-amz-function-error')) throw new CallFailed(`${name} failed; see its log`, false);
      return JSON.parse(text);
    },
  };
}
