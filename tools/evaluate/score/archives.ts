// Archives of every format, many broken: opened, or said to be unreadable; never a crash, never silence.
import { basename } from 'node:path';
import type { Miss, Scanned, Score } from '../evaluation.ts';
import { Tally } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { attachments, inboundLetter } from '../samples.ts';

export type ArchiveReading = 'crashed' | 'unreadable' | 'opened' | 'silent';

export const archives: Score = async ({ folder, scan }) => {
  const paths = await filesBelow(folder);
  const [readings, silentTypes] = [new Tally(), new Tally()];
  const misses: Miss[] = [];
  for await (const { file, report } of scan(attachments(paths, inboundLetter, (name) => basename(name)))) {
    const reading = readingOf(report.parts);
    readings.add(reading);
    if (reading !== 'silent' && reading !== 'crashed') continue;
    const last = report.parts.findLast(({ path }) => path.startsWith('attachment:'));
    if (reading === 'silent') silentTypes.add(last?.type ?? 'nothing');
    misses.push({ file, why: `${reading}; ends as ${last?.type ?? 'nothing'}, ${last?.bytes ?? 0} bytes` });
  }
  const of = paths.length;
  return {
    rows: [
      ...readings
        .rows((reading) => reading, of)
        .map((row) => (row.measure === 'crashed' ? { ...row, bar: 'none' } : row)),
      ...silentTypes.rows((type) => `silent, ends as ${type}`, of),
    ],
    misses,
  };
};

/** `opened`: entries were found inside what the encoding held; `silent`: nothing inside, and no word that it was not read. */
export function readingOf(parts: Scanned<unknown>['report']['parts']): ArchiveReading {
  if (parts.some(({ why }) => why === 'crashed')) return 'crashed';
  if (parts.some(({ path, read }) => path.startsWith('attachment:') && read !== 'full')) return 'unreadable';
  return parts.some(({ path }) => path.split('>').length > 2) ? 'opened' : 'silent';
}
