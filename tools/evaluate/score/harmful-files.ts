// Attached files that carry a program: each is unsafe or unreadable, none is clean.
import { basename } from 'node:path';
import type { Miss, Score } from '../evaluation.ts';
import { filesBelow } from '../files.ts';
import { attachments, inboundLetter } from '../samples.ts';

export const harmfulFiles: Score = async ({ folder, scan }) => {
  const paths = await filesBelow(folder);
  const misses: Miss[] = [];
  let [unsafe, unreadable, stopped] = [0, 0, 0];
  for await (const { file, report } of scan(attachments(paths, inboundLetter, (name) => basename(name)))) {
    if (report.outcome !== 'deliver' && report.outcome !== 'flag') stopped++;
    if (report.findings.some(({ kind }) => kind === 'unsafe')) unsafe++;
    else if (report.findings.some(({ kind }) => kind === 'unreadable')) unreadable++;
    else misses.push({ file, why: `clean; parts ${report.parts.map(({ type }) => type).join(', ')}` });
  }
  const of = paths.length;
  return {
    rows: [
      { measure: 'clean', count: misses.length, of, bar: 'none' },
      { measure: 'unsafe', count: unsafe, of },
      { measure: 'unreadable only', count: unreadable, of },
      { measure: 'stopped by the default pack', count: stopped, of },
    ],
    misses,
  };
};
