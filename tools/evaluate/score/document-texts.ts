// Documents with strings that must, or must not, be in their text.
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Miss, Score } from '../evaluation.ts';
import { Confusion, Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { readTsv, type TsvRow } from '../labels.ts';
import { attachments, inboundLetter } from '../samples.ts';
import { mayShow } from './document-content.ts';
import { isMarkup, LegibleStrings } from './recorded-strings.ts';

const active = fileURLToPath(new URL('../expectations/documents-tika-active.tsv', import.meta.url));

export const documentTexts: Score = async ({ folder, labels, scan }) => {
  const acting = new Set((await readTsv(active)).map((row) => row.file));
  const expected = Map.groupBy(await readTsv(labels), (row) => row.file ?? '');
  const [formats, said, legible] = [new Shares(), new Shares(), new LegibleStrings()];
  const misses: Miss[] = [];
  let [found, wanted, kept, unwanted, crashed, files] = [0, 0, 0, 0, 0, 0];
  const alarms = new Confusion();
  const all = await filesBelow(folder);
  const paths = new Map(all.map((path) => [basename(path), path]));
  const samples = attachments(all, inboundLetter, (name) => expected.get(name) ?? []);
  for await (const { file, label, report, readings } of scan(samples)) {
    files++;
    if (report.findings.some(({ rule }) => rule === 'unreadable/crashed')) crashed++;
    const unsafe = report.findings.filter(({ kind }) => kind === 'unsafe').map(({ rule }) => rule);
    alarms.add(acting.has(file), unsafe.length > 0);
    if (unsafe.length > 0 && !acting.has(file))
      misses.push({ file, why: `called unsafe by ${[...new Set(unsafe)].join(', ')}` });
    const text = plain(readings.texts.filter(({ where }) => where.startsWith('attachment:')).map((one) => one.text));
    const missing = label.filter((row) => row.kind === 'contains' && !text.includes(plain([row.text ?? ''])));
    const extra = label.filter((row) => row.kind === 'not_contains' && text.includes(plain([row.text ?? ''])));
    for (const row of label.filter(isWanted)) {
      const markup = isMarkup(row.text ?? '');
      said.add(markup ? 'markup of the reader that recorded it' : 'words', !missing.includes(row));
      if (!markup) formats.add(extname(file).toLowerCase(), !missing.includes(row));
    }
    const words = label.filter((row) => isWanted(row) && !isMarkup(row.text ?? '')).map((row) => row.text ?? '');
    const content = await readFile(paths.get(file) ?? '');
    legible.add({
      file,
      strings: words,
      text,
      locked: report.parts.some(({ why }) => why === 'encrypted'),
      mayShow: (string) => mayShow(content, string),
    });
    const strings = label.filter(isWanted).length;
    wanted += strings;
    found += strings - missing.length;
    unwanted += label.length - strings;
    kept += extra.length;
    const state = report.parts.map(({ read, why }) => why ?? read).join(' ');
    if (missing.length > 0)
      misses.push({ file, why: `${missing.length} of ${strings} strings missing (parts: ${state.slice(0, 80)})` });
    if (extra.length > 0) misses.push({ file, why: `${extra.length} strings that must not be there` });
  }
  return {
    rows: [
      { measure: 'strings found', count: found, of: wanted },
      { measure: 'strings found that must not be there', count: kept, of: unwanted },
      {
        measure: 'called unsafe without active content',
        count: alarms.falsePositives,
        of: alarms.falsePositives + alarms.trueNegatives,
        bar: 'at most 1 %',
      },
      { measure: 'crashed or hung', count: crashed, of: files, bar: 'none' },
      ...said.rows((nature) => `strings found, ${nature}`),
      ...formats.rows((format) => `words found, ${format}`),
      ...legible.rows(),
    ],
    misses,
  };
};

function isWanted(row: TsvRow): boolean {
  return row.kind === 'contains';
}

/** Layout is not what is asked for: runs of white space count as one space, composed as Unicode NFC. */
export function plain(texts: readonly string[]): string {
  return texts.join('\n').normalize('NFC').replace(/\s+/g, ' ');
}
