// A trace as a person reads it at a terminal: every promise, what is not proved, and how many there are of each.
import type { RequirementRow, Trace } from '../../core/rulebook/trace.ts';

export function traceText({ requirements, sources, rules, problems }: Trace): string {
  const proved = requirements.filter(({ built }) => built).length;
  const beyond = sources.filter((row) => row.beyond !== null).length;
  return `${[
    ...requirements.map(requirementLine),
    ...problems.map((problem) => `NOT PROVED ${problem}`),
    '',
    `${requirements.length} requirements, ${proved} of them built; ${sources.length} clauses of the documents, ${beyond} of them out of reach; ` +
      `${rules.length} rules; ${problems.length === 0 ? 'everything that is built is proved' : `${problems.length} not proved`}`,
  ].join('\n')}\n`;
}

function requirementLine({
  id,
  built,
  promise,
  sources,
  rules,
  clauses,
  controls,
  tests,
  result,
}: RequirementRow): string {
  if (!built) return `${id} not built  ${promise}`;
  const kept = `${rules.length} rules, ${clauses.length} clauses, ${controls.length} controls`;
  return `${id} ${result.padEnd(9)}  ${promise}\n    asked by ${sources.join(' · ')}\n    kept by ${kept}; ${tests.length} tests are named after it`;
}
