// Messages that disclose a secret or only talk of one, judged as whole messages.
import { readFile } from 'node:fs/promises';
import { type Labelled, readDisclosures } from '../disclosures.ts';
import type { Miss, Sample, Scanned, Score, SetContext, SetResult } from '../evaluation.ts';
import { Confusion, Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { parseJsonLines, readTsv } from '../labels.ts';
import { mails, outboundLetter } from '../samples.ts';
import { asMail } from '../wrap.ts';

export const disclosedPasswords: Score = async ({ labels, scan }) =>
  scoreMessages(parseJsonLines<Labelled>(await readFile(labels, 'utf8')), scan);

export const ownDisclosures: Score = async ({ labels, scan }) => scoreMessages(await readDisclosures(labels), scan);

async function scoreMessages(rows: readonly Labelled[], scan: SetContext['scan']): Promise<SetResult> {
  const all = new Confusion();
  const languages = new Map<string, Confusion>();
  const [forms, kinds] = [new Shares(), new Shares()];
  const misses: Miss[] = [];
  let exact = 0;
  for await (const scanned of scan(letters(rows))) {
    const { file, label } = scanned;
    const found = isFlagged(scanned);
    all.add(label.disclosed, found);
    const language = languages.get(label.lang) ?? new Confusion();
    language.add(label.disclosed, found);
    languages.set(label.lang, language);
    if (!label.disclosed) forms.add(label.form, found);
    else kinds.add(`${label.kind}`, found);
    const spans = secretsFound(scanned);
    if (label.disclosed && found && spans) exact++;
    const about = `${label.lang}, ${label.form}${label.kind === null ? '' : `, ${label.kind}`}`;
    if (label.disclosed !== found) misses.push({ file, why: `${found ? 'false alarm' : 'missed'} (${about})` });
    else if (found && !spans) misses.push({ file, why: `span differs (${about})` });
  }
  return {
    rows: [
      ...all.rows('all'),
      { measure: 'secrets found with their exact span, of true positives', count: exact, of: all.truePositives },
      ...[...languages].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, counted]) => counted.rows(name)),
      ...kinds.rows((kind) => `recall, ${kind}`),
      ...forms.rows((form) => `false alarms, ${form}`).filter(({ count }) => count > 0),
    ],
    misses,
  };
}

async function* letters(rows: readonly Labelled[]): AsyncGenerator<Sample<Labelled>> {
  for (const label of rows) {
    yield { file: label.id, raw: asMail({ ...outboundLetter, subject: label.subject, body: label.body }), label };
  }
}

function isFlagged({ report }: Scanned<unknown>): boolean {
  return report.findings.some(({ kind }) => kind === 'credential');
}

/** Whether each secret is the whole of some finding's span. */
function secretsFound({ label, report, readings }: Scanned<Labelled>): boolean {
  const texts = new Map(readings.texts.map(({ where, text }) => [where, text]));
  const spans = report.findings
    .filter(({ kind }) => kind === 'credential')
    .map(({ where, offset = 0, length = 0 }) => texts.get(where)?.slice(offset, offset + length));
  return label.secrets.every((secret) => spans.includes(secret));
}

export const realMailPasswords: Score = async ({ folder, labels, scan }) => {
  const expected = new Map((await readTsv(labels)).map((row) => [row.file ?? '', row.label ?? '']));
  const all = new Confusion();
  const misses: Miss[] = [];
  const samples = mails(await filesBelow(folder), (name) => {
    const label = expected.get(name);
    return label === undefined || label === 'borderline' ? null : label;
  });
  for await (const scanned of scan(samples)) {
    const disclosed = scanned.label === 'disclosed';
    const found = isFlagged(scanned);
    all.add(disclosed, found);
    if (disclosed !== found)
      misses.push({ file: scanned.file, why: found ? `false alarm (${scanned.label})` : 'missed' });
  }
  return { rows: all.rows('all'), misses };
};
