// Mails marked in every carrier, clearly and evasively, among mails that only talk of secrecy.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Miss, Row, Sample, Scanned, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { parseJsonLines } from '../labels.ts';

interface Marked {
  readonly file: string;
  readonly scheme: string | null;
  readonly level: string | null;
  readonly sensitive: boolean;
  readonly carriers: readonly string[];
  readonly evasive: string;
  readonly kind: string;
  readonly scheme_ambiguous: boolean;
  readonly contested: boolean;
}

export const markedMails: Score = async ({ folder, labels, scan }) => {
  const rows = parseJsonLines<Marked>(await readFile(labels, 'utf8')).filter(({ contested }) => !contested);
  const [recall, exact, alarms] = [new Shares(), new Shares(), new Shares()];
  const misses: Miss[] = [];
  for await (const { file, label, report } of scan(samples(folder, rows))) {
    const { classification } = report;
    const groups = groupsOf(label);
    const sensitive = classification?.sensitive ?? false;
    const right = isExact(label, classification);
    for (const group of groups) {
      if (label.sensitive) recall.add(group, sensitive);
      else alarms.add(group, sensitive);
      if (label.level !== null) exact.add(group, right);
    }
    if (label.sensitive === sensitive && (label.level === null || right)) continue;
    const got =
      classification === null
        ? 'nothing'
        : `${classification.scheme} ${classification.level} by ${classification.carrier}`;
    const verdict =
      !label.sensitive && sensitive ? 'false alarm' : label.sensitive && !sensitive ? 'missed' : 'level differs';
    misses.push({
      file,
      why: `${verdict}: ${label.scheme ?? 'no'} ${label.level ?? 'marking'} in ${label.carriers.join(', ') || '-'} (${label.kind}, evasive ${label.evasive}); got ${got}`,
    });
  }
  return {
    rows: [
      ...shortened(
        recall.rows((group) => `sensitive found, ${group}`),
        'sensitive found',
        ({ count, of }) => count === of,
      ),
      ...shortened(
        exact.rows((group) => `exact level, ${group}`),
        'exact level',
        ({ count, of }) => count === of,
      ),
      ...shortened(
        alarms.rows((group) => `false alarm, ${group}`),
        'false alarm',
        ({ count }) => count === 0,
      ),
    ],
    misses,
  };
};

/** Carriers without fault are told in one row: there are some sixty. */
function shortened(rows: readonly Row[], name: string, faultless: (row: Row) => boolean): readonly Row[] {
  const good = rows.filter((row) => row.measure.startsWith(`${name}, in `) && faultless(row));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const together = {
    measure: `${name}, in ${good.length} other carriers`,
    count: sum(good.map(({ count }) => count)),
    of: sum(good.map(({ of = 0 }) => of)),
  };
  return [...rows.filter((row) => !good.includes(row)), together];
}

async function* samples(folder: string, rows: readonly Marked[]): AsyncGenerator<Sample<Marked>> {
  for (const label of rows) yield { file: label.file, raw: await readFile(join(folder, label.file)), label };
}

function groupsOf({ carriers, evasive }: Marked): readonly string[] {
  const where = carriers.length === 0 ? ['no carrier'] : [...new Set(carriers)];
  return ['all', evasive === 'none' ? 'not evasive' : 'evasive', ...where.map((carrier) => `in ${carrier}`)];
}

/** SECRET alone cannot tell the scheme; then only the level counts. */
export function isExact(
  label: Pick<Marked, 'scheme' | 'level' | 'scheme_ambiguous'>,
  found: Pick<NonNullable<Scanned<unknown>['report']['classification']>, 'scheme' | 'level'> | null,
): boolean {
  if (found === null || label.level === null) return found === null && label.level === null;
  return found.level === label.level && (label.scheme_ambiguous || found.scheme === label.scheme);
}
