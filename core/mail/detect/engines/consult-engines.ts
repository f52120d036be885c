// An Examiner that also asks outside engines; what they say, or that they say nothing, joins the findings.
import type { Finding } from '../../../model/finding.ts';
import type { Engine, EngineVerdict, Examiner } from '../../../ports.ts';
import type { Rule } from '../../../rulebook/rulebook.ts';

/** Rules by which verdicts are graded; one that has no file weighs high. */
type Rules = ReadonlyMap<string, Pick<Rule, 'severity' | 'confidence'>>;

/** Engines work while the message is read here. Without any, the examiner itself. */
export function consultEngines(examiner: Examiner, engines: readonly Engine[], rules: Rules): Examiner {
  if (engines.length === 0) return examiner;
  return {
    strip: examiner.strip,
    async examine(raw, context) {
      const asked = engines.filter(({ judges }) => judges === 'malware' || context.exempt !== true);
      const [examination, ...answers] = await Promise.all([
        examiner.examine(raw, context),
        ...asked.map(async (engine) => verdictFindings(engine.name, await ask(engine, raw, context.mailFrom), rules)),
      ]);
      return { ...examination, findings: [...examination.findings, ...answers.flat()] };
    },
  };
}

async function ask(engine: Engine, raw: Uint8Array, mailFrom: string | null): Promise<EngineVerdict> {
  try {
    return await engine.inspect(raw, mailFrom ?? '');
  } catch {
    return { state: 'unscanned', why: 'no answer' };
  }
}

/** What follows from one engine's verdict; nothing from `clean`. */
export function verdictFindings(engine: string, verdict: EngineVerdict, rules: Rules): readonly Finding[] {
  switch (verdict.state) {
    case 'clean':
      return [];
    case 'malware':
      return [finding('unsafe/engine-detection', 'unsafe', { engine, name: plain(verdict.name) }, rules)];
    case 'unwanted': {
      const { score, threshold, marks } = verdict;
      const value = { engine, score, threshold, marks: marks.slice(0, mostMarks).map(plain) };
      return [finding('unwanted/engine-verdict', 'unwanted', value, rules)];
    }
    case 'unscanned':
      return [
        finding(
          'unreadable/engine-silent',
          'unreadable',
          { why: 'engine-silent', engine, said: plain(verdict.why) },
          rules,
        ),
      ];
  }
}

const mostMarks = 20;

/** Names come from another program: kept short and to one line. */
function plain(name: string): string {
  return name.slice(0, 120).replace(/[^\x20-\x7e]/g, '?');
}

function finding(rule: string, kind: Finding['kind'], value: Finding['value'], rules: Rules): Finding {
  const { severity = 'high', confidence = 1 } = rules.get(rule) ?? {};
  return { rule, kind, severity, confidence, where: 'message', value, owner: null };
}
