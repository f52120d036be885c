// postern policy trace: which clause of which document is kept by what, proved by which test, and both ways back.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { type CheckedFile, checkShape } from '../../core/rulebook/check-shape.ts';
import { PolicyError } from '../../core/rulebook/policy-error.ts';
import { readPolicy } from '../../core/rulebook/read-policy.ts';
import { requirementsFile } from '../../core/rulebook/shapes/requirements-file.ts';
import { sourcesFile } from '../../core/rulebook/shapes/sources-file.ts';
import { type Trace, traceOf } from '../../core/rulebook/trace.ts';
import { policyFolder } from '../chosen-policy.ts';
import { CannotRun, exit } from '../exit.ts';
import { resultsIn, testsIn } from './repository-tests.ts';
import { tracePage } from './trace-page.ts';
import { traceText } from './trace-text.ts';

export interface TraceOptions {
  readonly json: boolean;
  /** Writes the page, docs/generated/trace.md. */
  readonly write: boolean;
  /** Report of the last run of the tests. */
  readonly results?: string | undefined;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
export const pageFile = `${repository}docs/generated/trace.md`;

/** Exit 1 when something is not proved. Throws CannotRun. */
export function trace({ json, write, results }: TraceOptions): number {
  const traced = traceRepository(results);
  if (write) writeFileSync(pageFile, tracePage(traced));
  process.stdout.write(json ? `${JSON.stringify(traced)}\n` : traceText(traced));
  return traced.problems.length === 0 ? exit.fine : exit.stopped;
}

/** Of the policy that is shipped and the tests that stand beside it. Throws CannotRun. */
export function traceRepository(results?: string): Trace {
  if (!existsSync(`${repository}tests`)) throw new CannotRun('there are no tests here; run it in the repository');
  const { files } = readPolicyFolder(policyFolder);
  const { policy, problems } = readPolicy(files, () => true);
  if (problems.length > 0) throw new CannotRun(new PolicyError(problems).message);
  return traceOf({
    policy,
    sources: fileOf('sources.yaml', sourcesFile),
    requirements: fileOf('requirements.yaml', requirementsFile).requirements,
    tests: testsIn(`${repository}tests`),
    results: results === undefined ? null : resultsIn(results),
    has: (path) => existsSync(`${repository}${path}`),
  });
}

function fileOf<T>(name: string, shape: Parameters<typeof checkShape<T>>[2]): CheckedFile<T>['value'] {
  const text = readFileSync(`${policyFolder}/${name}`, 'utf8');
  const read = checkShape(`policy/${name}`, text, shape, { examples: true });
  if (!read.ok) throw new CannotRun(new PolicyError(read.problems).message);
  return read.checked.value;
}
