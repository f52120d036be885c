// The policies that Postern enforces, attached to outbound mail: they talk of every level, and one says UNCLASSIFIED.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Miss, Sample, Score } from '../evaluation.ts';
import { filesBelow } from '../files.ts';
import { outboundLetter } from '../samples.ts';
import { withAttachment } from '../wrap.ts';

export const sourceDocuments: Score = async ({ folder, scan }) => {
  const paths = await filesBelow(folder);
  const misses: Miss[] = [];
  let [right, sensitive, stopped] = [0, 0, 0];
  for await (const { file, label, report } of scan(documents(paths))) {
    const { classification } = report;
    const level = classification?.level ?? null;
    if (level === label) right++;
    else
      misses.push({
        file,
        why: `${label ?? 'no marking'} expected, ${level ?? 'none'} found by ${classification?.carrier ?? '-'}`,
      });
    if (classification?.sensitive) sensitive++;
    if (report.outcome === 'deliver' || report.outcome === 'flag') continue;
    stopped++;
    misses.push({
      file,
      why: `${report.outcome}: ${[...new Set(report.findings.map(({ rule }) => rule))].join(', ')}`,
    });
  }
  const of = paths.length;
  return {
    rows: [
      { measure: 'marking as expected', count: right, of, bar: 'all' },
      { measure: 'called sensitive', count: sensitive, of, bar: 'none' },
      { measure: 'stopped', count: stopped, of, bar: 'none' },
    ],
    misses,
  };
};

async function* documents(paths: readonly string[]): AsyncGenerator<Sample<string | null>> {
  for (const path of paths) {
    const content = await readFile(path);
    const label = /cafcass/i.test(content.toString('utf8')) ? 'UNCLASSIFIED' : null;
    yield { file: basename(path), raw: withAttachment(outboundLetter, basename(path), content), label };
  }
}
