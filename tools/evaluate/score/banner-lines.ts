// Written US, NATO and joint markings with their level, each at top and foot of an attached page.
import type { Miss, Sample, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { readTsv } from '../labels.ts';
import { outboundLetter } from '../samples.ts';
import { withAttachment } from '../wrap.ts';

const page = [
  'Report of the working group',
  '',
  'The group met twice in the spring and looked at the roads between the two towns.',
  'It recommends that the bridge be repaired before the winter.',
].join('\n');

export const bannerLines: Score = async ({ labels, scan }) => {
  const rows = await readTsv(labels);
  const levels = new Shares();
  const misses: Miss[] = [];
  let exact = 0;
  for await (const { file, label, report } of scan(pages(rows))) {
    const level = commonLevel(report.classification?.level ?? 'none');
    const right = level === label;
    levels.add(label, right);
    if (right) exact++;
    else misses.push({ file, why: `${label} expected, ${report.classification?.scheme ?? ''} ${level} found` });
  }
  return {
    rows: [
      { measure: 'exact level', count: exact, of: rows.length, bar: 'all' },
      ...levels.rows((level) => `exact, ${level}`),
    ],
    misses,
  };
};

async function* pages(rows: Awaited<ReturnType<typeof readTsv>>): AsyncGenerator<Sample<string>> {
  for (const [i, { marking = '', level = '' }] of rows.entries()) {
    const text = Buffer.from(`${marking}\n\n${page}\n\n${marking}\n`);
    // The label file's own line number tells which marking it was.
    yield {
      file: `line ${i + 2}`,
      raw: withAttachment(outboundLetter, 'report.txt', text),
      label: level.replaceAll('_', ' '),
    };
  }
}

/** NATO's names of the levels that the US share. */
export function commonLevel(level: string): string {
  return level.replace(/^NATO /, '').replace(/^COSMIC /, '');
}
