// What is wrong with a policy, so that whoever wrote it can correct it.

/** One line: file, place in it, what is wrong, what to write instead. */
export type Problem = string;

export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(`the policy cannot be used:\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

export function problemAt(file: string, place: string, what: string, line: number | null): Problem {
  return `${file}: ${place === '' ? '' : `${place}: `}${what}${line === null ? '' : ` (line ${line})`}`;
}

export type Path = readonly (string | number)[];

/** `clauses[3].when.relation` */
export function placeOf(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}
