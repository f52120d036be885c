// Mails that hide an attachment behind broken MIME: the payload is found, or the mail is held as malformed.
import type { Miss, Scanned, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { readTsv, type TsvRow } from '../labels.ts';
import { mails } from '../samples.ts';

export const evasiveStructure: Score = async ({ folder, labels, scan }) => {
  const expected = new Map((await readTsv(labels)).map((row) => [row.file ?? '', row]));
  const samples = mails(await filesBelow(folder), (name) => expected.get(name) ?? null);
  const all: Scanned<TsvRow>[] = [];
  for await (const scanned of scan(samples)) all.push(scanned);
  // The payload is the same file everywhere: what most of the mails show as an archive is it.
  const payload = mostFrequent(all.flatMap(({ report }) => zips(report).map(({ sha256 }) => sha256)));
  const [found, caught] = [new Shares(), new Shares()];
  const misses: Miss[] = [];
  for (const { file, label, report } of all) {
    const isFound =
      zips(report).some(({ sha256 }) => sha256 === payload) ||
      report.parts.some(({ path }) => /\.zip(?:$|[>:])/i.test(path));
    const isHeld =
      report.outcome === 'hold' && report.findings.some(({ kind }) => kind === 'ambiguous' || kind === 'unreadable');
    const group = `validity ${label.validity}`;
    found.add(group, isFound);
    found.add(`${label.kind}, validity ${label.validity}`, isFound);
    caught.add(group, isFound || isHeld);
    const must = label.validity === '2' ? isFound : isFound || isHeld;
    if (!must)
      misses.push({
        file,
        why: `${label.test}: outcome ${report.outcome}, defects ${report.defects.join(', ') || 'none'}`,
      });
  }
  return {
    rows: [
      ...caught.rows((group) => `caught, ${group}`).map((row) => ({ ...row, bar: 'all' })),
      ...found.rows((group) => `payload found, ${group}`),
    ],
    misses,
  };
};

function zips({ parts }: Scanned<TsvRow>['report']) {
  return parts.filter(({ type }) => type === 'application/zip');
}

export function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, x], [, y]) => y - x)[0]?.[0] ?? '';
}
