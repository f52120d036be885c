// A rule is its examples: writes each as a small mail, has it examined, and tells which ones do not hold.
import type { Examination, ExaminationContext } from '../model/examination.ts';
import type { Clause } from '../model/pack.ts';
import { exampleMail } from './example-mail.ts';
import type { PolicyText } from './read-policy.ts';
import type { Rulebook } from './rulebook.ts';
import type { Example } from './shapes/example-shape.ts';

export type Examine = (raw: Uint8Array, context: ExaminationContext) => Promise<Examination>;

export interface ExampleResult {
  /** `credentials/password-disclosed must_match 2` */
  readonly name: string;
  /** Null when it holds; never more of the example than its number. */
  readonly failure: string | null;
}

export interface TryExamplesOptions {
  readonly examine: Examine;
  /** Rules left out: those whose detector needs more than the mail itself, such as DNS. */
  readonly skips: (rule: { readonly id: string; readonly detector: string; readonly kind: string }) => boolean;
}

const beyondTheMail: ReadonlySet<string> = new Set(['sender-check', 'engine', 'flood', 'register']);

/** What DNS, an engine, the ledger or a register says cannot be written into an example; such rules have tests of their own. */
export function needsMoreThanMail({ detector }: { readonly detector: string }): boolean {
  return beyondTheMail.has(detector);
}

/** The rulebook with a pack that asks about every rule, also those that are only looked for when a pack does (R-106). */
export function askingAll(rulebook: Rulebook): Rulebook {
  const clause: Clause = {
    id: 'every-rule',
    title: { en: 'Every rule', fr: 'Chaque règle' },
    source: null,
    when: { finding: { rule: [...rulebook.rules.keys()] } },
    unless: null,
    outcome: 'deliver',
    advice: null,
    monitor: false,
  };
  return { ...rulebook, pack: { ...rulebook.pack, clauses: [...rulebook.pack.clauses, clause] } };
}

/** Results in the order of the files. Rejects only when `examine` does. */
export async function tryExamples(
  policy: PolicyText,
  { examine, skips }: TryExamplesOptions,
): Promise<readonly ExampleResult[]> {
  const results: ExampleResult[] = [];
  const tryAll = async (id: string, key: string, examples: readonly Example[], judge: Judge) => {
    for (const [i, example] of examples.entries()) {
      const examination = await examine(exampleMail(example), { mailFrom: null, ocr: true });
      results.push({ name: `${id} ${key} ${i + 1}`, failure: judge(examination, example) });
    }
  };
  for (const [id, { value }] of policy.rules) {
    if (skips({ id, detector: value.detector, kind: value.kind })) continue;
    await tryAll(id, 'must_match', value.must_match, (examination) =>
      finds(examination, id) ? null : missed(examination),
    );
    await tryAll(id, 'must_not_match', value.must_not_match, (examination) =>
      finds(examination, id) ? 'is found and should not be' : null,
    );
  }
  for (const [id, { value }] of policy.schemes) {
    await tryAll(id, 'must_match', value.must_match, (examination, { level }) => bears(examination, id, level));
    await tryAll(id, 'must_not_match', value.must_not_match, (examination, { level }) =>
      bearsNot(examination, id, level),
    );
  }
  return results;
}

type Judge = (examination: Examination, example: Example) => string | null;

function finds(examination: Examination, rule: string): boolean {
  return examination.findings.some((finding) => finding.rule === rule);
}

function missed({ findings }: Examination): string {
  const others = [...new Set(findings.map((finding) => finding.rule))];
  return `is not found${others.length === 0 ? '' : `; found instead: ${others.join(', ')}`}`;
}

function bears({ classification }: Examination, scheme: string, level: string | undefined): string | null {
  if (level === undefined) return 'names no level; add it';
  if (classification?.scheme === scheme && classification.level === level) return null;
  const got = classification === null ? 'nothing' : `${classification.scheme} ${classification.level}`;
  return `should be ${level}, is ${got}`;
}

/** Without a level, the example must bear no sensitive level of the scheme; with one, not that. */
function bearsNot({ classification }: Examination, scheme: string, level: string | undefined): string | null {
  if (classification?.scheme !== scheme) return null;
  const wrong = level === undefined ? classification.sensitive : classification.level === level;
  return wrong ? `is taken for ${classification.level}` : null;
}
