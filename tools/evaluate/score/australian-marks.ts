// Markings that an Australian library reads and writes, as its tests recorded them: fields, subjects and Office files.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Miss, Sample, Scanned, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { outboundLetter } from '../samples.ts';
import { asMail, type Letter, withAttachment } from '../wrap.ts';
import { type AustralianMark, markIn, parsedMarks } from './australian-records.ts';

interface Case {
  readonly carrier: string;
  readonly mark: AustralianMark;
}

/** Office files of the set that carry a marking in their properties; the level is what the library wrote there. */
const marked = /Patch(?:Docx|Pptx|Xlsx)\.verified|correctProps/;

export const australianMarks: Score = async ({ folder, scan }) => {
  const [levels, caveats, expiries] = [new Shares(), new Shares(), new Shares()];
  const misses: Miss[] = [];
  for await (const { file, label, report } of scan(cases(await filesBelow(folder)))) {
    const { carrier, mark } = label;
    const level = report.classification?.level ?? null;
    const right = mark.level === 'any' ? level !== null : level === mark.level;
    levels.add(carrier, right);
    if (!right)
      misses.push({ file, why: `${carrier}: ${mark.level ?? 'no level'} expected, ${level ?? 'none'} found` });
    const facts = factsOf(report);
    for (const caveat of mark.caveats) {
      const found = facts.includes(fold(caveat));
      caveats.add(carrier, found);
      if (!found) misses.push({ file, why: `${carrier}: a caveat is not among the facts of the marking` });
    }
    if (mark.expires !== null) {
      const found = facts.includes(fold(mark.expires));
      expiries.add(carrier, found);
      if (!found) misses.push({ file, why: `${carrier}: the expiry is not among the facts of the marking` });
    }
  }
  return {
    rows: [
      ...levels.rows((carrier) => `exact level, ${carrier}`).map((row) => ({ ...row, bar: 'all' })),
      ...caveats.rows((carrier) => `caveats found, ${carrier}`),
      ...expiries.rows((carrier) => `expiry found, ${carrier}`),
    ],
    misses,
  };
};

async function* cases(paths: readonly string[]): AsyncGenerator<Sample<Case>> {
  for (const path of paths) {
    const file = basename(path).replace(/^src__Tests__/, '');
    if (/\.(?:docx|pptx|xlsx)$/.test(file)) {
      const mark = { level: marked.test(file) ? 'any' : null, caveats: [], expires: null };
      const raw = withAttachment(outboundLetter, file, await readFile(path));
      yield { file, raw, label: { carrier: marked.test(file) ? 'Office property' : 'Office file without', mark } };
      continue;
    }
    const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    if (/RenderEmailHeader/.test(file)) yield inField(file, text.trim());
    if (/RenderEmailSubject/.test(file)) yield inSubject(file, text.trim());
    if (/RenderClassificationAndCaveats/.test(file)) yield inPage(file, text.trim());
    if (/ParserTests\.Simple/.test(file)) for (const one of parsedMarks(text)) yield parsed(file, one);
  }
}

function inField(file: string, field: string): Sample<Case> {
  const letter = { ...outboundLetter, fields: [`X-Protective-Marking: ${field}`] };
  return { file, raw: asMail(letter), label: { carrier: 'header field', mark: markIn(field) } };
}

function inSubject(file: string, suffix: string): Sample<Case> {
  const letter: Letter = { ...outboundLetter, subject: `The minutes ${suffix}` };
  return { file, raw: asMail(letter), label: { carrier: 'subject', mark: markIn(suffix) } };
}

function inPage(file: string, line: string): Sample<Case> {
  const text = Buffer.from(`${line}\n\nThe committee met on Monday and agreed the plan.\n\n${line}\n`);
  const raw = withAttachment(outboundLetter, 'minutes.txt', text);
  return { file, raw, label: { carrier: 'page', mark: markIn(line) } };
}

function parsed(file: string, { input, mark }: ReturnType<typeof parsedMarks>[number]): Sample<Case> {
  const bare = input.includes('=') ? 'header field' : 'header field, a bare level';
  const carrier = mark.level === null ? 'header field, refused by the library' : bare;
  const wanted = mark.level === null ? { ...mark, level: input.includes('SEC=') ? markIn(input).level : null } : mark;
  const letter = { ...outboundLetter, fields: [`X-Protective-Marking: ${input}`] };
  return { file: `${file} (${input})`, raw: asMail(letter), label: { carrier, mark: wanted } };
}

/** Whatever the markings' findings say besides the level, folded for comparing. */
function factsOf({ findings }: Scanned<Case>['report']): string {
  return fold(JSON.stringify(findings.filter(({ kind }) => kind === 'marking').map(({ value }) => value)));
}

function fold(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
