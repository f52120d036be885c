// The registers of documents and records as this environment has them: brought before the first message is read, and looked
// at again now and then.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Published, pullRegisters } from '../adapters/aws/pull-registers.ts';
import type { Bucket } from '../adapters/aws/s3-objects.ts';
import type { Clock } from '../core/ports.ts';
import { count, report } from './metrics.ts';

export interface FollowedRegisters {
  /** Exists from the start. */
  readonly folder: string;
  /** Rejects while they were never brought: a message must not pass unseen. */
  ready(): Promise<void>;
}

/** Milliseconds. */
const lookEvery = 5 * 60_000;

export function followRegisters(bucket: Bucket, clock: Clock): FollowedRegisters {
  const folder = join(tmpdir(), 'postern-registers');
  mkdirSync(folder, { recursive: true });
  let published: Published | null = null;
  let lookedAt = 0;
  let looking: Promise<void> | null = null;
  const look = (): Promise<void> => {
    lookedAt = clock();
    looking ??= pullRegisters(bucket, folder, published)
      .then((now) => {
        published = now;
      })
      .finally(() => {
        looking = null;
      });
    return looking;
  };
  const failed = (cause: unknown) => {
    count('RegistersNotBrought');
    report({ event: 'registers-not-brought', attempt: null, cause });
  };
  look().catch(failed);
  return {
    folder,
    async ready() {
      if (published === null) return look();
      // What is here counts until the new ones are.
      if (clock() - lookedAt > lookEvery) look().catch(failed);
    },
  };
}
