// A few of the seeded fault runs, of every weather; `npm run faults` does as many as are asked for.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultRuns } from './fault-runs.ts';

it('R-101 R-703 whichever part fails, nobody is lost, served unscanned, or served twice without need', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-faults-'));
  const seeds = Array.from({ length: 40 }, (_, n) => n + 1);
  const report = await faultRuns(seeds, folder);
  await rm(folder, { recursive: true });
  expect(report.problems).toEqual([]);
  expect([...report.troubles.keys()].sort()).toEqual([...everyTrouble].sort());
}, 180_000);

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
