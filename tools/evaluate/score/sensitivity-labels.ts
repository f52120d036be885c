// Mails with Microsoft sensitivity labels in their header fields: name and GUID must come out exactly.
import type { Miss, Score } from '../evaluation.ts';
import { filesBelow } from '../files.ts';
import { readTsv } from '../labels.ts';
import { mails } from '../samples.ts';

export const sensitivityLabels: Score = async ({ folder, labels, scan }) => {
  const expected = new Map((await readTsv(labels)).map((row) => [row.file ?? '', row]));
  const misses: Miss[] = [];
  let [guids, names, total] = [0, 0, 0];
  const samples = mails(await filesBelow(folder), (name) => expected.get(name) ?? null);
  for await (const { file, label, report } of scan(samples)) {
    total++;
    const found = report.findings.map(({ value }) => value?.label as { name?: string; guid?: string } | undefined);
    const same = found.filter((one) => one?.guid?.toLowerCase() === label.label_guid?.toLowerCase());
    const named = same.some((one) => one?.name === label.label_name);
    if (same.length > 0) guids++;
    if (named) names++;
    if (!named) misses.push({ file, why: same.length > 0 ? 'label found with another name' : 'label not found' });
  }
  return {
    rows: [
      { measure: 'label GUID found', count: guids, of: total, bar: 'all' },
      { measure: 'label GUID and name exact', count: names, of: total, bar: 'all' },
    ],
    misses,
  };
};
