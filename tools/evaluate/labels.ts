// Label files: tab-separated with a heading line, or one JSON object a line.
import { readFile } from 'node:fs/promises';

export type TsvRow = Readonly<Record<string, string>>;

/** Fields by heading; a missing one is ''. A field with quotes in it may be quoted as in CSV (RFC 4180 section 2). */
export function parseTsv(text: string): readonly TsvRow[] {
  const [heading, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const names = (heading ?? '').split('\t');
  return lines.map((line) => {
    const fields = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, unquoted(fields[i] ?? '')]));
  });
}

function unquoted(field: string): string {
  return /^".*"$/.test(field) && field.length > 1 ? field.slice(1, -1).replaceAll('""', '"') : field;
}

export async function readTsv(path: string): Promise<readonly TsvRow[]> {
  return parseTsv(await readFile(path, 'utf8'));
}

export function parseJsonLines<T>(text: string): readonly T[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}
