// Holds a policy file against its shape and says in one line each what to correct.
import type { z } from 'zod';
import { type Path, type Problem, placeOf, problemAt } from './policy-error.ts';
import { readYaml, type YamlData } from './read-yaml.ts';
import { withoutExamples } from './without-examples.ts';

/** A file that has its shape; other checks name places in it. */
export interface CheckedFile<T> {
  readonly file: string;
  readonly value: T;
  problem(path: Path, what: string): Problem;
}

export type ShapeResult<T> =
  | { readonly ok: true; readonly checked: CheckedFile<T> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ShapeOptions {
  /** Whether examples and cases are wanted; leaving them out halves the time a scanner needs to start. */
  readonly examples: boolean;
}

export function checkShape<T>(
  file: string,
  text: string,
  shape: z.ZodType<T>,
  { examples }: ShapeOptions,
): ShapeResult<T> {
  if (!examples) {
    const short = checkShape(file, withoutExamples(text), shape, { examples: true });
    // An anchor may stand in an example: whatever is wrong with the short text is judged by the whole.
    if (short.ok) return short;
  }
  const read = readYaml(file, text);
  if (!read.ok) return read;
  const { yaml } = read;
  const problem = (path: Path, what: string) => problemAt(file, placeOf(path), what, yaml.lineOf(path));
  // Each shape is used a few dozen times once: compiling it costs more than it saves.
  const parsed = shape.safeParse(yaml.data, { jitless: true });
  if (parsed.success) return { ok: true, checked: { file, value: parsed.data, problem } };
  const problems = parsed.error.issues.map((issue) => {
    const path = pathIn(yaml, issue.path);
    return problem(path, explain(issue, valueAt(yaml.data, path)));
  });
  return { ok: false, problems };
}

/** Shortened to what the file has: a single value stands for a list of one, so its index is not written there. */
function pathIn(yaml: YamlData, path: readonly PropertyKey[]): Path {
  const keys: (string | number)[] = path.map((key) => (typeof key === 'number' ? key : String(key)));
  while (keys.length > 0 && typeof keys.at(-1) === 'number' && !Array.isArray(valueAt(yaml.data, keys.slice(0, -1)))) {
    keys.pop();
  }
  return keys;
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

function explain(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map(shown).join(', ')} — remove it or correct its spelling`;
    case 'invalid_value':
      if (value === undefined) return `is missing — write one of ${issue.values.map(String).join(', ')}`;
      return `${shown(value)} is not one of ${issue.values.map(String).join(', ')} — write one of these`;
    case 'invalid_type':
      if (value === undefined) return `is missing — add it (${issue.expected})`;
      return `${shown(value)} is not what belongs here — write ${article(issue.expected)}`;
    case 'invalid_format':
      return `${shown(value)} ${issue.message.startsWith('Invalid') ? 'is not of the right form' : `is ${issue.message}`}`;
    case 'too_small':
      return issue.message.startsWith('must') ? issue.message : 'must not be empty — add an entry';
    default:
      return `${shown(value)} does not belong here — ${issue.message.toLowerCase()}`;
  }
}

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'a map',
    record: 'a map',
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value) ?? 'nothing';
}
