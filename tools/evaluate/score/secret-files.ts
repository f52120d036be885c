// Source and configuration files with the lines where another scanner found secrets.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Miss, Scanned, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { attachments, outboundLetter } from '../samples.ts';

const record = 'tests__data__output.json';
/** A shorter one could stand on any line by chance. */
const shortestSecret = 5;

/** By line number: the rules that listed it and the secrets on it, which find it again where layout moved the lines. */
type Listed = ReadonlyMap<number, { readonly rules: readonly string[]; readonly secrets: readonly string[] }>;

const nothing: Listed = new Map();

interface Entry {
  readonly rule: string;
  readonly line_data_list: readonly {
    readonly path: string;
    readonly line_num: number;
    readonly info: string;
    readonly value: string | null;
  }[];
}

export const secretFiles: Score = async ({ folder, scan }) => {
  const paths = await filesBelow(folder);
  const list = paths.find((path) => basename(path) === record);
  if (list === undefined) throw new Error(`the set has no ${record}; unpack it again`);
  const listed = listedLines(JSON.parse(await readFile(list, 'utf8')) as readonly Entry[]);
  const recall = new Shares();
  const misses: Miss[] = [];
  let [flagged, unlisted, unlistedLines] = [0, 0, 0];
  const files = paths.filter((path) => path !== list);
  const samples = attachments(files, outboundLetter, (name) => listed.get(name) ?? nothing);
  for await (const scanned of scan(samples)) {
    const { file, label } = scanned;
    const lines = flaggedLines(scanned);
    const texts = [...lines.values()];
    for (const [line, { rules, secrets }] of label) {
      const hit = lines.has(line) || texts.some((text) => secrets.some((secret) => text.includes(secret)));
      for (const group of groupsOf(rules)) recall.add(group, hit);
      if (!hit) misses.push({ file, why: `line ${line} not flagged (${[...new Set(rules)].join(', ')})` });
    }
    flagged += lines.size;
    unlistedLines += linesOf(scanned) - label.size;
    const known = [...label.values()].flatMap(({ secrets }) => secrets);
    const extra = [...lines]
      .filter(([line, text]) => !label.has(line) && !known.some((secret) => text.includes(secret)))
      .map(([line]) => line);
    unlisted += extra.length;
    if (extra.length > 0) misses.push({ file, why: `flagged but not listed: lines ${extra.slice(0, 12).join(', ')}` });
  }
  return {
    rows: [
      ...recall.rows((group) => `recall by line, ${group}`),
      { measure: 'lines not listed that are flagged', count: unlisted, of: unlistedLines, bar: 'at most 5 %' },
      { measure: 'lines flagged that are not listed', count: unlisted, of: flagged },
    ],
    misses,
  };
};

function listedLines(entries: readonly Entry[]): ReadonlyMap<string, Listed> {
  const files = new Map<string, Map<number, { rules: string[]; secrets: string[] }>>();
  for (const { rule, line_data_list } of entries) {
    // The first line is where the finding stands; further ones belong to the same secret.
    for (const { path, line_num, info, value } of line_data_list.slice(0, 1)) {
      // What was found inside an archive or an encoding has no line of its own in the file.
      if (line_num < 1 || info.includes('|')) continue;
      const name = path.replace(/^\.\//, '').replaceAll('/', '__');
      const lines = files.get(name) ?? new Map<number, { rules: string[]; secrets: string[] }>();
      const listed = lines.get(line_num) ?? { rules: [], secrets: [] };
      listed.rules.push(rule);
      if (value !== null && value.length >= shortestSecret) listed.secrets.push(value);
      lines.set(line_num, listed);
      files.set(name, lines);
    }
  }
  return files;
}

function groupsOf(rules: readonly string[]): readonly string[] {
  const groups = ['all rules'];
  if (rules.some((rule) => /password/i.test(rule))) groups.push('password rules');
  if (rules.some((rule) => /token/i.test(rule))) groups.push('token rules');
  if (rules.some((rule) => /password|token/i.test(rule))) groups.push('password and token rules');
  if (rules.some((rule) => /password|token|key|secret/i.test(rule)))
    groups.push('password, token, key and secret rules');
  return groups;
}

/** Lines of text that were read out of the attached file. */
function linesOf({ file, readings }: Scanned<Listed>): number {
  const own = readings.texts.filter(({ where }) => where.split('#')[0] === `attachment:${file}`);
  return own.reduce((sum, { text }) => sum + text.split('\n').length, 0);
}

/** Lines of the attached file on which a credential finding begins, counted from 1, with their text. */
function flaggedLines({ file, report, readings }: Scanned<Listed>): ReadonlyMap<number, string> {
  const texts = new Map(readings.texts.map(({ where, text }) => [where, text]));
  const lines = new Map<number, string>();
  for (const { kind, where, offset } of report.findings) {
    const text = texts.get(where);
    if (kind !== 'credential' || offset === undefined || text === undefined) continue;
    if (where.split('#')[0] !== `attachment:${file}`) continue;
    const { line, content } = lineAt(text, offset);
    lines.set(line, content);
  }
  return lines;
}

/** The line, counted from 1, that holds a place in the text. */
export function lineAt(text: string, offset: number): { readonly line: number; readonly content: string } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  const end = text.indexOf('\n', start);
  return { line, content: text.slice(start, end === -1 ? undefined : end) };
}
