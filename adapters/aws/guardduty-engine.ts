// Engine by GuardDuty Malware Protection for S3: what is put under a protected prefix is judged within minutes, and the verdict
// is a tag on it. Far too slow for mail under way; for what was held, nobody waits.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Engine, EngineVerdict } from '../../core/ports.ts';
import type { Bucket } from './s3-objects.ts';

export interface GuardDutyOptions {
  readonly bucket: Pick<Bucket, 'put' | 'tag' | 'destroy'>;
  /** The protected prefix. */
  readonly prefix: string;
  /** Milliseconds to wait for a verdict, and between looks. */
  readonly patience: number;
  readonly lookEvery: number;
}

const verdictTag = 'GuardDutyMalwareScanStatus';

/** The copy that is judged is gone when the verdict is there, or does not come. */
export function guardDutyEngine({ bucket, prefix, patience, lookEvery }: GuardDutyOptions): Engine {
  return {
    name: 'guardduty',
    judges: 'malware',
    async inspect(raw) {
      const key = `${prefix}${randomUUID()}`;
      const end = performance.now() + patience;
      await bucket.put(key, raw);
      try {
        while (performance.now() < end) {
          const status = await bucket.tag(key, verdictTag);
          if (status !== null) return verdictOf(status);
          await pause(lookEvery);
        }
        throw new Error('guardduty gave no verdict in time; look at its malware protection plan');
      } finally {
        await bucket.destroy(key);
      }
    },
    // It has no address of its own to ask at.
    answers: () => Promise.resolve(true),
  };
}

function verdictOf(status: string): EngineVerdict {
  if (status === 'NO_THREATS_FOUND') return { state: 'clean' };
  if (status === 'THREATS_FOUND') return { state: 'malware', name: 'GuardDuty finding' };
  // UNSUPPORTED, ACCESS_DENIED, FAILED, and whatever comes later.
  return { state: 'unscanned', why: status };
}
