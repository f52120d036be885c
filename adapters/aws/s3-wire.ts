// What every mail asks of S3, to read one object and to delete it, without the SDK (docs/adr/0016-dynamodb-without-its-sdk.md).
import type { ClientOptions } from './client-options.ts';
import { type Answered, openRequests, ServiceError } from './signed-requests.ts';

export type Fetched =
  | { readonly state: 'missing' }
  | { readonly state: 'too-large'; readonly size: number }
  | { readonly state: 'found'; readonly bytes: Uint8Array };

export interface S3Wire {
  /** Does not read what is larger than `most` bytes. */
  fetch(bucket: string, key: string, most: number): Promise<Fetched>;
  /** `marked`: the bucket keeps versions, and the object is only hidden. Succeeds when there is none. */
  delete(bucket: string, key: string): Promise<'gone' | 'marked'>;
}

const throttled = new Set(['SlowDown', 'RequestTimeout']);

export function openS3Wire(options: ClientOptions): S3Wire {
  const send = openRequests('s3', options, throttled);
  return {
    fetch: (bucket, key, most) =>
      send({ method: 'GET', url: addressOf(bucket, key, options), most }, (answered) => fetchedIn(answered)),
    delete: (bucket, key) =>
      send({ method: 'DELETE', url: addressOf(bucket, key, options) }, (answered) => {
        if (answered.status !== 204 && answered.status !== 200) throw errorOf(answered);
        return answered.headers['x-amz-delete-marker'] === 'true' ? 'marked' : 'gone';
      }),
  };
}

/** Names of our buckets have no dots, so that each has a host of its own that its certificate covers. */
function addressOf(bucket: string, key: string, { region, endpoint }: ClientOptions): URL {
  const base = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`;
  return new URL(`${base}/${key.split('/').map(encodeURIComponent).join('/')}`);
}

function fetchedIn(answered: Answered): Fetched {
  const { status, bytes, size } = answered;
  if (status === 200 && bytes === null) return { state: 'too-large', size };
  if (status === 200 && bytes !== null) return { state: 'found', bytes };
  const error = errorOf(answered);
  if (error.code === 'NoSuchKey') return { state: 'missing' };
  throw error;
}

/** The answer is XML with a `Code`. */
function errorOf({ status, bytes }: Answered): ServiceError {
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(bytes?.toString('latin1', 0, 4_000) ?? '')?.[1] ?? 'UnknownError';
  return new ServiceError(`the store answered ${status} ${code}`, code, status);
}
