// postern policy check: proves every rule, scheme and pack by its own examples and cases.
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { tryCases } from '../../core/mail/decide/try-cases.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { checkedPolicy } from '../../core/rulebook/load-rulebook.ts';
import { PolicyError } from '../../core/rulebook/policy-error.ts';
import { type PolicyFiles, type PolicyText, readPolicy } from '../../core/rulebook/read-policy.ts';
import { resolvePack } from '../../core/rulebook/resolve-pack.ts';
import type { Rulebook } from '../../core/rulebook/rulebook.ts';
import { askingAll, type Examine, needsMoreThanMail, tryExamples } from '../../core/rulebook/try-examples.ts';
import { CannotRun, exit } from '../exit.ts';

/** Prints what to correct, or a summary. `pack` is one of the policy's, or a folder of one's own. Rejects with CannotRun. */
export async function check(policyFolder: string, pack: string | undefined): Promise<number> {
  const { files, pack: name } = readPolicyFolder(policyFolder, pack);
  if (![`policy/packs/${name}.yaml`, `${name}/pack.yaml`].some((path) => files.has(path))) {
    throw new CannotRun(`there is no pack ${name}; name one of policy/packs, or a folder with pack.yaml in it`);
  }
  const { problems, summary } = await checkPolicy(files, (rulebook) => examinerFor(rulebook));
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (problems.length === 0) process.stdout.write(`${summary}\n`);
  return problems.length === 0 ? exit.fine : exit.stopped;
}

export interface PolicyCheck {
  readonly problems: readonly string[];
  readonly summary: string;
}

/** Everything that can be said about the policy without mail from outside. */
export async function checkPolicy(
  files: PolicyFiles,
  examinerOf: (rulebook: Rulebook) => Examine,
): Promise<PolicyCheck> {
  const { policy: text, problems } = readPolicy(files, () => true);
  if (problems.length > 0) return { problems, summary: '' };
  const yara = await yaraProblems(text);
  if (yara.length > 0) return { problems: yara, summary: '' };
  const packs = [...text.packs.keys()].map((name) => checkOnePack(text, name, files));
  const wrong = [...new Set(packs.flatMap((pack) => pack.problems))];
  const rulebook = widest(packs.flatMap((pack) => pack.rulebook ?? []));
  if (rulebook === null || wrong.length > 0) return { problems: wrong, summary: '' };
  const examples = await tryExamples(text, {
    examine: examinerOf(askingAll(rulebook)),
    skips: needsMoreThanMail,
  });
  const cases = packs.reduce((sum, pack) => sum + pack.cases, 0);
  return {
    problems: examples.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure}`])),
    summary: `${text.rules.size} rules, ${text.schemes.size} schemes, ${packs.length} packs, ${examples.length} examples, ${cases} cases: all hold`,
  };
}

/** Loaded where there are YARA rules alone: the engine is large. */
async function yaraProblems({ yara }: PolicyText): Promise<readonly string[]> {
  if (yara.size === 0) return [];
  const { compileYara } = await import('../../adapters/yara/yara-rules.ts');
  try {
    compileYara(yara);
    return [];
  } catch (cause) {
    return cause instanceof Error ? cause.message.split('\n') : ['yara: the rules cannot be compiled'];
  }
}

/** An example of a scheme only holds where that scheme is in force. */
function widest(rulebooks: readonly Rulebook[]): Rulebook | null {
  const [most] = rulebooks.toSorted((one, other) => other.pack.schemes.length - one.pack.schemes.length);
  return most === undefined ? null : { ...most, pack: { ...most.pack, schemes: allSchemes(most) } };
}

function allSchemes({ pack, schemes }: Rulebook): readonly string[] {
  return [...new Set([...pack.schemes, ...schemes.keys()])];
}

function checkOnePack(text: PolicyText, name: string, files: PolicyFiles) {
  try {
    const rulebook = compileRulebook(checkedPolicy(text, name, files));
    const resolved = resolvePack(text, name);
    const results = resolved.ok ? tryCases(resolved.definition, rulebook) : [];
    const problems = results.flatMap((each) => (each.failure === null ? [] : [`${each.name}: ${each.failure}`]));
    return { rulebook, problems, cases: results.length };
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    return { rulebook: null, problems: cause.problems, cases: 0 };
  }
}

/** Loaded when needed: the readers of attachments are large. */
function examinerFor(rulebook: Rulebook): Examine {
  const loaded = import('../../core/mail/examine.ts');
  return async (raw, context) => {
    const { examine } = await loaded;
    return examine(raw, context, { rulebook, fingerprint: () => '0'.repeat(64), now: () => performance.now() });
  };
}
