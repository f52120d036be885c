// AWS clients of the tests: a region, made-up credentials, and an address on this machine.
import { type ClientOptions, clientOptions } from '../../../adapters/aws/client-options.ts';

export const testRegion = 'ca-central-1';

/** `role` is the access key: a fake that knows roles tells them apart by it. */
export function testClientOptions(endpoint: string, role = 'TEST'): ClientOptions {
  const credentials = { accessKeyId: role, secretAccessKey: 'not a secret' };
  return { ...clientOptions(testRegion, endpoint), ...{ credentials } };
}

export function roleArn(role: string): string {
  return `arn:aws:iam::111122223333:role/${role}`;
}
