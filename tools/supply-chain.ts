// npm run supply-chain: what Postern is built of may ship, is pinned and documented, and runs nothing while it is installed.
// With --sbom FILE also writes the bill of materials (CycloneDX).
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { licenceProblem } from './supply-chain/licences.ts';
import { type LockedPackage, lockedPackages } from './supply-chain/packages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Built from source by bin/set-up.sh; no other package's install script is ever run (.npmrc). */
const builtHere: ReadonlySet<string> = new Set(['re2']);

const { values } = parseArgs({ options: { sbom: { type: 'string' } } });
const packages = lockedPackages(root);
const problems = [...licenceProblems(packages), ...dependencyProblems(), ...scriptProblems()];
for (const problem of problems) process.stderr.write(`${problem}\n`);
const shipping = packages.filter(({ ships }) => ships);
process.stdout.write(`${shipping.length} packages ship, ${packages.length - shipping.length} build and test\n`);
process.stdout.write(`${vulnerabilities()}\n`);
if (values.sbom !== undefined) writeFileSync(values.sbom, billOfMaterials());
process.exitCode = problems.length === 0 ? 0 : 1;

function licenceProblems(all: readonly LockedPackage[]): readonly string[] {
  return all.flatMap(({ name, licence, ships }) => (ships ? (licenceProblem(name, licence) ?? []) : []));
}

/** Every package that we name ourselves has an exact version and says in docs/dependencies.md what it is for. */
function dependencyProblems(): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const documented = readFileSync(`${root}docs/dependencies.md`, 'utf8');
  return Object.entries(dependencies).flatMap(([name, version]) => [
    ...(/^\d+\.\d+\.\d+$/.test(version) ? [] : [`${name} is not pinned: write its exact version into package.json`]),
    ...(isDocumented(name, documented) ? [] : [`${name} has no line in docs/dependencies.md; say what it is for`]),
  ]);
}

/** Packages of one scope may share a line: `@aws-sdk/client-s3, -kms`. */
function isDocumented(name: string, text: string): boolean {
  if (text.includes(name)) return true;
  const [scope = '', rest = ''] = name.split('/');
  const last = rest.slice(rest.lastIndexOf('-'));
  return text
    .split('\n')
    .some((line) => line.includes(`${scope}/`) && (line.includes(last) || line.includes(`/${rest}`)));
}

function scriptProblems(): readonly string[] {
  const ignored = readFileSync(`${root}.npmrc`, 'utf8').includes('ignore-scripts=true');
  if (!ignored)
    return ['.npmrc no longer says ignore-scripts=true: packages could run programs while they are installed'];
  const set = readFileSync(`${root}bin/set-up.sh`, 'utf8');
  const rebuilt = [...set.matchAll(/npm rebuild (\S+)/g)].map(([, name = '']) => name);
  return rebuilt
    .filter((name) => !builtHere.has(name))
    .map((name) => `bin/set-up.sh builds ${name}, which is not allowed to`);
}

/** Known holes of what ships. Not every registry answers this question. */
function vulnerabilities(): string {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
  const report = JSON.parse(stdout === '' ? '{}' : stdout) as {
    readonly metadata?: { readonly vulnerabilities: { readonly high: number; readonly critical: number } };
  };
  if (report.metadata === undefined) return 'skipped: known vulnerabilities; this registry does not tell of any';
  const { high, critical } = report.metadata.vulnerabilities;
  if (high + critical > 0)
    problems.push(`${high + critical} packages have a known hole; npm audit --omit=dev names them`);
  return `${high} high and ${critical} critical vulnerabilities known`;
}

function billOfMaterials(): string {
  return execFileSync('npm', ['sbom', '--omit=dev', '--sbom-format=cyclonedx'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
}
