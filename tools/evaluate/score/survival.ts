// Odd and torture messages without labels: reading them must end, and end well.
import { basename } from 'node:path';
import type { Miss, Score } from '../evaluation.ts';
import { Tally } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { mails } from '../samples.ts';

export const survival: Score = async ({ folder, scan }) => {
  const paths = await filesBelow(folder);
  const outcomes = new Tally();
  const misses: Miss[] = [];
  let [slowest, lost] = [0, 0];
  for await (const { file, report } of scan(mails(paths, basename))) {
    outcomes.add(report.outcome);
    slowest = Math.max(slowest, report.ms);
    if (!report.findings.some(({ rule }) => rule === 'unreadable/crashed')) continue;
    lost++;
    misses.push({ file, why: 'crashed or hung' });
  }
  return {
    rows: [
      { measure: 'crashed or hung', count: lost, of: paths.length, bar: 'none' },
      ...outcomes.rows((outcome) => `outcome ${outcome}`, paths.length),
      { measure: 'milliseconds, slowest message', count: Math.round(slowest) },
    ],
    misses,
  };
};
