// What the functions are told by their environment. A missing variable is an error that names it.
import type { EnvironmentName } from './functions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly region: string;
  /** Addresses of the services when they are not AWS's own; the SDK knows these variables too. */
  readonly endpoint: { readonly s3?: string };
  get(name: EnvironmentName): string;
}

export function settingsOf(environment: Environment): Settings {
  const s3 = environment.AWS_ENDPOINT_URL_S3;
  return {
    region: environment.AWS_REGION ?? '',
    endpoint: s3 === undefined ? {} : { s3 },
    get(name) {
      const value = environment[name];
      if (value === undefined || value === '') throw new Error(`${name} is not set; deploy the function again`);
      return value;
    },
  };
}
