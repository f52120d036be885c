// OCR texts of old classified records, cover sheet dropped: the level stamped on their pages.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Miss, Sample, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { readTsv, type TsvRow } from '../labels.ts';
import { outboundLetter } from '../samples.ts';
import { withAttachment } from '../wrap.ts';

export const scannedRecords: Score = async ({ folder, labels, scan }) => {
  const expected = new Map((await readTsv(labels)).map((row) => [row.file ?? '', row]));
  const [exact, sensitive, unclassified] = [new Shares(), new Shares(), new Shares()];
  const misses: Miss[] = [];
  for await (const { file, label, report } of scan(records(await filesBelow(folder), expected))) {
    const { classification } = report;
    const group = label.class ?? '';
    const stamped = label.banner_lines_after_page1 !== '';
    if (stamped && /SECRET$/.test(group)) {
      exact.add(group, classification?.level === group);
      exact.add('SECRET and TOP SECRET', classification?.level === group);
      sensitive.add('SECRET and TOP SECRET', classification?.sensitive === true);
      if (classification?.level !== group) misses.push({ file, why: `${group} expected, ${found(classification)}` });
    } else if (group === 'UNCLASSIFIED') {
      unclassified.add(stamped ? 'with a banner' : 'without a banner', classification?.sensitive === true);
      if (classification?.sensitive && !stamped)
        misses.push({ file, why: `declared unclassified, ${found(classification)}` });
    }
  }
  return {
    rows: [
      ...exact.rows((group) => `right level, ${group}`),
      ...sensitive.rows((group) => `sensitive at any level, ${group}`),
      ...unclassified.rows((group) => `called sensitive, declared UNCLASSIFIED ${group}`),
    ],
    misses,
  };
};

async function* records(
  paths: readonly string[],
  expected: ReadonlyMap<string, TsvRow>,
): AsyncGenerator<Sample<TsvRow>> {
  for (const path of paths) {
    const label = expected.get(basename(path));
    if (label === undefined) continue;
    const text = withoutFirstPage(await readFile(path, 'utf8'));
    yield { file: basename(path), raw: withAttachment(outboundLetter, 'record.txt', Buffer.from(text)), label };
  }
}

/** From the heading of the second page on; '' when there is none. */
export function withoutFirstPage(text: string): string {
  const second = text.search(/^## Page (?!1\s*$)\d{1,6}\s*$/m);
  return second === -1 ? '' : text.slice(second);
}

function found(classification: { readonly scheme: string; readonly level: string } | null): string {
  return classification === null ? 'nothing found' : `${classification.scheme} ${classification.level} found`;
}
