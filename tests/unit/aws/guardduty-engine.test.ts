// GuardDuty's verdict on a copy that is put where it looks.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { type GuardDutyOptions, guardDutyEngine } from '../../../adapters/aws/guardduty-engine.ts';
import { bucketOf, openS3 } from '../../../adapters/aws/s3-objects.ts';
import { testClientOptions } from '../../harness/aws/test-clients.ts';

/** Each look finds the next of these statuses, the last one again and again. */
function engineThat(finds: readonly (string | null)[], patience = 60_000) {
  const there = new Set<string>();
  let looks = 0;
  const bucket: GuardDutyOptions['bucket'] = {
    put: async (key) => void there.add(key),
    tag: async (key) => (there.has(key) ? (finds[Math.min(looks++, finds.length - 1)] ?? null) : null),
    destroy: async (key) => void there.delete(key),
  };
  const engine = guardDutyEngine({ bucket, prefix: 'raw/malware/', patience, lookEvery: 1 });
  return { inspect: () => engine.inspect(Buffer.from('mail'), ''), left: () => there.size };
}

it('R-102 waits for the verdict, and keeps no copy', async () => {
  for (const [status, state] of [
    ['NO_THREATS_FOUND', 'clean'],
    ['THREATS_FOUND', 'malware'],
    ['UNSUPPORTED', 'unscanned'],
    ['ACCESS_DENIED', 'unscanned'],
    ['FAILED', 'unscanned'],
    ['SOMETHING_NEW', 'unscanned'],
  ] as const) {
    const { inspect, left } = engineThat([null, null, status]);
    expect((await inspect()).state, status).toBe(state);
    expect(left()).toBe(0);
  }
});

it('R-103 rejects when no verdict comes: silence is no pass', async () => {
  const { inspect, left } = engineThat([null], 10);
  await expect(inspect()).rejects.toThrow('no verdict in time');
  expect(left()).toBe(0);
});

it('reads one tag of an object as S3 tells it', async () => {
  const tags =
    '<Tagging><TagSet><Tag><Key>other</Key><Value>x</Value></Tag>' +
    '<Tag><Key>GuardDutyMalwareScanStatus</Key><Value>THREATS_FOUND</Value></Tag></TagSet></Tagging>';
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/xml');
    response.end(request.url?.includes('/judged?tagging') ? tags : '<Tagging><TagSet></TagSet></Tagging>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const s3 = openS3(testClientOptions(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const bucket = bucketOf(s3, 'raw');
  try {
    expect(await bucket.tag('judged', 'GuardDutyMalwareScanStatus')).toBe('THREATS_FOUND');
    expect(await bucket.tag('new', 'GuardDutyMalwareScanStatus')).toBeNull();
  } finally {
    s3.sdk.destroy();
    server.close();
  }
});
