// Reads docs/data-inventory.md as tables, and the types that it names.
import { readFileSync } from 'node:fs';

export interface Line {
  readonly cells: readonly string[];
}

/** The lines of the table under a heading. */
export function inventory(heading: string): Line[] {
  const text = readFileSync('docs/data-inventory.md', 'utf8');
  const [, part = ''] = text.split(`\n## ${heading}\n`);
  const lines = (part.split('\n## ', 1)[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => ({
    cells: line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  }));
}

/** `type` is written as "`Name` in `file`"; the names of its fields, in their order. */
export function fieldsOf(type: string): readonly string[] {
  const [, name = '', file = ''] = /^`(\w+)` in `([\w./-]+)`$/.exec(type) ?? [];
  const text = readFileSync(file, 'utf8');
  const [, body] = new RegExp(`interface ${name} \\{\\n([^]*?)\\n\\}`).exec(text) ?? [];
  if (body === undefined) throw new Error(`${file} has no interface ${name} with fields of its own`);
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field = '']) => field);
}
