// The one place that knows S3: objects of one bucket by key.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ClientOptions } from './client-options.ts';
import { type Fetched, openS3Wire, type S3Wire } from './s3-wire.ts';

export interface StoredObject {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly written: number;
  readonly bytes: number;
}

export interface Bucket {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Does not read what is larger than `most` bytes. */
  fetch(key: string, most: number): Promise<Fetched>;
  /** Null when the object has no such tag. */
  tag(key: string, name: string): Promise<string | null>;
  /** Rejects when there is none. What it rejects with may leave an unfinished file. */
  copyTo(key: string, file: string): Promise<void>;
  /** Every version of it; succeeds when there is none. */
  destroy(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<StoredObject>;
}

/** The SDK, and what every mail needs without it. */
export interface S3 {
  readonly sdk: S3Client;
  readonly wire: S3Wire;
}

/** A tests' server has no host name for each bucket. */
export function openS3(options: ClientOptions): S3 {
  const style = options.endpoint === undefined ? {} : { forcePathStyle: true };
  return { sdk: new S3Client({ ...options, ...style }), wire: openS3Wire(options) };
}

export function bucketOf({ sdk, wire }: S3, bucket: string): Bucket {
  return {
    async put(key, bytes) {
      if (bytes.length > partBytes) return putInParts(sdk, { Bucket: bucket, Key: key }, bytes);
      await sdk.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentLength: bytes.length }));
    },
    fetch: (key, most) => wire.fetch(bucket, key, most),
    async tag(key, name) {
      const { TagSet = [] } = await sdk.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }));
      return TagSet.find(({ Key }) => Key === name)?.Value ?? null;
    },
    copyTo: (key, file) => copyObject(sdk, bucket, key, file),
    async destroy(key) {
      // A marker says that the bucket keeps versions: what was hidden is still there.
      if ((await wire.delete(bucket, key)) === 'marked') await destroyVersions(sdk, bucket, key);
    },
    list: (prefix) => listObjects(sdk, bucket, prefix),
  };
}

/** S3 takes parts of 5 MiB or more; a part that fails is sent again by itself. */
const partBytes = 8 * 2 ** 20;
const partsAtOnce = 3;

async function putInParts(
  client: S3Client,
  place: { readonly Bucket: string; readonly Key: string },
  bytes: Uint8Array,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  const numbers = Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) => index + 1);
  try {
    const parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];
    for (let at = 0; at < numbers.length; at += partsAtOnce) {
      const sent = numbers.slice(at, at + partsAtOnce).map(async (PartNumber) => {
        const Body = bytes.subarray((PartNumber - 1) * partBytes, PartNumber * partBytes);
        const { ETag } = await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body }));
        return { PartNumber, ETag };
      });
      parts.push(...(await Promise.all(sent)));
    }
    await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts: parts } }));
  } catch (cause) {
    // What is left of it is swept by the bucket's own rule otherwise.
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined);
    throw cause;
  }
}

async function copyObject(client: S3Client, bucket: string, key: string, file: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new Error('an object has no content');
  await pipeline(Body, createWriteStream(file, { mode: 0o600 }));
}

async function destroyVersions(client: S3Client, bucket: string, key: string): Promise<void> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | null = {};
  while (marker !== null) {
    const page: {
      Versions?: readonly { Key?: string; VersionId?: string }[];
      DeleteMarkers?: readonly { Key?: string; VersionId?: string }[];
      NextKeyMarker?: string;
      NextVersionIdMarker?: string;
      IsTruncated?: boolean;
    } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...marker }));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      if (Key === key) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId }));
    }
    marker =
      page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : null;
  }
}

async function* listObjects(client: S3Client, bucket: string, prefix: string): AsyncGenerator<StoredObject> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key, LastModified, Size } of page.Contents ?? []) {
      if (Key !== undefined) yield { key: Key, written: LastModified?.getTime() ?? 0, bytes: Size ?? 0 };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
