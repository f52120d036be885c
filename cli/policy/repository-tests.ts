// Which tests of this repository carry ids of requirements in their names, and how they ended in the last run.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedTest, TestState } from '../../core/rulebook/trace.ts';
import { CannotRun } from '../exit.ts';

/** A name stands in one string; what it is put together from while tests run still begins with the id. */
const namedAfter = /(['"`])((?:R-\d{3}\b[ ,]*)+(?:\\.|(?!\1)[^\\\n])*)\1/g;

/** In the order of file and place. */
export function testsIn(folder: string): readonly NamedTest[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  return files.sort().flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(namedAfter)].map(([, , name = '']) => ({
      file: `tests/${file}`,
      name,
      requirements: idsIn(name),
    })),
  );
}

function idsIn(name: string): readonly string[] {
  return [...new Set(name.match(/R-\d{3}/g))];
}

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** By requirement, from what `vitest run --reporter=json` wrote. Throws CannotRun. */
export function resultsIn(file: string): ReadonlyMap<string, readonly TestState[]> {
  const results = new Map<string, TestState[]>();
  for (const { assertionResults } of reportIn(file).testResults)
    for (const { fullName, status } of assertionResults)
      for (const id of idsIn(fullName)) results.set(id, [...(results.get(id) ?? []), stateOf(status)]);
  return results;
}

function reportIn(file: string): VitestReport {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
    if (Array.isArray(report.testResults)) return report;
  } catch (cause) {
    throw new CannotRun(`${file} cannot be read; name the report of a run: npx vitest run --reporter=json`, { cause });
  }
  throw new CannotRun(
    `${file} is no report of vitest; write one with npx vitest run --reporter=json --outputFile FILE`,
  );
}

function stateOf(status: string): TestState {
  return status === 'passed' || status === 'failed' ? status : 'skipped';
}
