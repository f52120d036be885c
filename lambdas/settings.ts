// What the functions are told by their environment. A missing variable is an error that names it.
import { type ClientOptions, clientOptions } from '../adapters/aws/client-options.ts';
import { type Credentials, credentialsIn } from '../adapters/aws/sign-request.ts';
import type { EnvironmentName } from './functions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly region: string;
  /** Addresses of the services when they are not AWS's own; the SDK knows these variables too. */
  readonly endpoint: { readonly s3?: string; readonly lambda?: string };
  /** Of the function's role. */
  readonly credentials: Credentials;
  get(name: EnvironmentName): string;
}

export function settingsOf(environment: Environment): Settings {
  const { AWS_ENDPOINT_URL_S3: s3, AWS_ENDPOINT_URL_LAMBDA: lambda } = environment;
  return {
    region: environment.AWS_REGION ?? '',
    endpoint: { ...(s3 === undefined ? {} : { s3 }), ...(lambda === undefined ? {} : { lambda }) },
    credentials: credentialsIn(environment),
    get(name) {
      const value = environment[name];
      if (value === undefined || value === '') throw new Error(`${name} is not set; deploy the function again`);
      return value;
    },
  };
}

/** S3 may be reached elsewhere than the other services. */
export function objectOptions({ region, endpoint }: Settings): ClientOptions {
  return clientOptions(region, endpoint.s3);
}
