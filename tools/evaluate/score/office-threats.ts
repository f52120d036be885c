// Office files of known nature, attached: every rule that a sample's own line calls for, and nothing for the harmless ones.
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Miss, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { readTsv } from '../labels.ts';
import { attachments, inboundLetter } from '../samples.ts';

const expectations = fileURLToPath(new URL('../expectations/threat-oletools.tsv', import.meta.url));

export const officeThreats: Score = async ({ folder, scan }) => {
  const paths = await filesBelow(folder);
  const expected = new Map((await readTsv(expectations)).map((row) => [row.file ?? '', row]));
  const [right, stopped] = [new Shares(), new Shares()];
  const misses: Miss[] = [];
  const samples = attachments(
    paths,
    inboundLetter,
    (_, path) => expected.get(path.split(sep).slice(-3).join('/')) ?? null,
  );
  for await (const { file, label, report } of scan(samples)) {
    const nature = label.nature ?? '';
    const wanted = (label.rules ?? '').split(' ').filter((rule) => rule !== '');
    const rules = new Set(
      report.findings.filter(({ kind }) => kind === 'unsafe' || kind === 'unreadable').map(({ rule }) => rule),
    );
    const good = wanted.length === 0 ? rules.size === 0 : wanted.every((rule) => rules.has(rule));
    right.add(nature, good);
    stopped.add(nature, report.outcome !== 'deliver' && report.outcome !== 'flag');
    if (!good)
      misses.push({
        file,
        why: `${nature}: expected ${wanted.join(' and ') || 'nothing'}, found ${[...rules].join(', ') || 'nothing'}`,
      });
  }
  const without = paths.filter((path) => !expected.has(path.split(sep).slice(-3).join('/'))).length;
  return {
    rows: [
      ...right.rows((nature) => `right finding: ${nature}`).map((row) => ({ ...row, bar: 'all' })),
      { measure: 'samples without an expectation', count: without, of: paths.length, bar: 'none' },
      ...stopped.rows((nature) => `stopped: ${nature}`),
    ],
    misses,
  };
};
