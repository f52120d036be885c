// Names that are known before anything is deployed, so that policies can say exactly what they mean.
import type { InfraConfig } from './config.ts';

export type BucketKind = 'raw' | 'held' | 'audit' | 'people' | 'access-logs';

/** Account and region keep it ours: bucket names are shared by all the world. */
export function bucketName(config: InfraConfig, kind: BucketKind): string {
  return `${config.name}-${kind}-${config.account}-${config.region}`;
}

/** Objects of one bucket whose key begins with the prefix. */
export function objectsIn(config: InfraConfig, kind: BucketKind, prefix: string): string {
  return `arn:aws:s3:::${bucketName(config, kind)}/${prefix}*`;
}

export function logGroupName(config: InfraConfig, name: string): string {
  return `/${config.name}/${name}`;
}
