// How every AWS client is made: where it talks to, and how long and how often it tries.

/** As the SDK takes them. */
export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Milliseconds. */
export interface RequestTimeouts {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  /** Else the SDK only warns, and waits on. */
  readonly throwOnRequestTimeout: true;
}

export interface ClientOptions {
  readonly region: string;
  /** Another address than AWS's own, for tests. */
  readonly endpoint?: string;
  /** Others than the environment's, for tests. */
  readonly credentials?: SdkCredentials;
  readonly maxAttempts: number;
  /** Builds the steps of each kind of request once: nobody adds any later. */
  readonly cacheMiddleware: true;
  readonly requestHandler: RequestTimeouts;
}

/** A request that hangs is given up well within the 30 s that SES waits. */
export function clientOptions(region: string, endpoint?: string): ClientOptions {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 4,
    cacheMiddleware: true,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
  };
}
