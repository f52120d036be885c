// Office files of known nature, attached: the rule that their nature calls for, and nothing for the harmless ones.
import { sep } from 'node:path';
import type { Miss, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { attachments, inboundLetter } from '../samples.ts';
import { expectationFor } from './office-threat-table.ts';

export const officeThreats: Score = async ({ folder, scan }) => {
  const paths = await filesBelow(folder);
  const [right, stopped] = [new Shares(), new Shares()];
  const misses: Miss[] = [];
  const samples = attachments(paths, inboundLetter, (_, path) => expectationFor(path.split(sep).slice(-3).join('/')));
  for await (const { file, label, report } of scan(samples)) {
    const rules = new Set(
      report.findings.filter(({ kind }) => kind === 'unsafe' || kind === 'unreadable').map(({ rule }) => rule),
    );
    const good = label.rules.length === 0 ? rules.size === 0 : label.rules.some((rule) => rules.has(rule));
    right.add(label.nature, good);
    stopped.add(label.nature, report.outcome !== 'deliver' && report.outcome !== 'flag');
    const wanted = label.rules.length === 0 ? 'nothing' : label.rules.join(' or ');
    if (!good)
      misses.push({ file, why: `${label.nature}: expected ${wanted}, found ${[...rules].join(', ') || 'nothing'}` });
  }
  return {
    rows: [
      ...right.rows((nature) => `right finding: ${nature}`).map((row) => ({ ...row, bar: 'all' })),
      ...stopped.rows((nature) => `stopped: ${nature}`),
    ],
    misses,
  };
};
