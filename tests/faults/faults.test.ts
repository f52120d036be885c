// A few of the seeded fault runs, of every kind; `npm run faults` does as many as are asked for.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultRuns } from './fault-runs.ts';
import { gatewayRuns } from './gateway-runs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-faults-'));
});
afterEach(() => rm(folder, { recursive: true }));

const seeds = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

const everyTrouble = [
  'crash-before',
  'crash-after',
  'error-before',
  'error-after',
  'hang',
  'half-write',
  'disk-full',
  'wrong-answer',
  'clock-jump',
  'key-process-killed',
  'next-hop',
  'restart',
];

describe('nobody is lost, served unscanned, or served twice without need', () => {
  it('R-101 R-703 whichever part of a machine fails', async () => {
    const report = await faultRuns(seeds(40), folder);
    expect(report.problems).toEqual([]);
    expect([...report.troubles.keys()].sort()).toEqual([...everyTrouble].sort());
  }, 600_000);

  it('R-101 R-703 whichever process of a gateway is killed, its disk full, or its next hop bad', async () => {
    const report = await gatewayRuns(seeds(12), folder);
    expect(report.problems).toEqual([]);
    expect(report.troubles.size).toBeGreaterThan(5);
  }, 600_000);
});
