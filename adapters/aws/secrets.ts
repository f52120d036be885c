// The one place that knows Secrets Manager.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClientOptions } from './client-options.ts';

export interface Secrets {
  /** Rejects when there is none of that name or ARN. */
  text(name: string): Promise<string>;
}

export function openSecrets(options: ClientOptions): Secrets {
  const client = new SecretsManagerClient(options);
  return {
    async text(name) {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      if (SecretString === undefined) throw new Error('a secret has no text; store it as a string');
      return SecretString;
    },
  };
}
