// The project's own messages that disclose a secret or only look so (tests/fixtures/disclosures).
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { filesBelow } from './files.ts';

export interface Labelled {
  readonly id: string;
  readonly lang: string;
  readonly subject: string;
  readonly body: string;
  readonly disclosed: boolean;
  readonly secrets: readonly string[];
  readonly kind: string | null;
  readonly form: string;
}

/** A line holds form, secrets parted by ` ⏐ ` or `-`, text with `\\n` and `\\t`, and a subject or nothing; a file `en-b.tsv` is the second set in English. */
export async function readDisclosures(folder: string): Promise<readonly Labelled[]> {
  const rows: Labelled[] = [];
  for (const path of (await filesBelow(folder)).filter((name) => name.endsWith('.tsv'))) {
    const name = basename(path, '.tsv');
    const lines = (await readFile(path, 'utf8')).trim().split('\n').slice(1);
    for (const [i, line] of lines.entries()) rows.push(labelled(`${name}-${i + 2}`, line));
  }
  return rows;
}

function labelled(id: string, line: string): Labelled {
  const [form = '', secret = '-', text = '', subject = ''] = line.split('\t');
  const disclosed = secret !== '-';
  return {
    id,
    lang: id.slice(0, id.indexOf('-')),
    subject,
    body: unescaped(text),
    disclosed,
    secrets: disclosed ? secret.split(' ⏐ ').map(unescaped) : [],
    kind: disclosed ? form : null,
    form,
  };
}

function unescaped(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
}
