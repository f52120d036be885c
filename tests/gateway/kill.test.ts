// A few of the kill runs; tools/kill-runs.ts does as many as are asked for.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { killRuns } from '../harness/kill-run.ts';

describe('a gateway that is killed', () => {
  it('R-101 R-703 loses nobody, serves nobody unscanned, and repeats only what was cut off', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-kill-'));
    const report = await killRuns([3, 17, 150, 152, 153, 154, 155, 156, 157, 158], folder, () => undefined);
    await rm(folder, { recursive: true });
    expect(report.problems).toEqual([]);
    expect(report.killed).toBeGreaterThan(5);
  }, 180_000);
});
