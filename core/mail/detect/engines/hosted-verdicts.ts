// Verdicts that the cloud host gives of its own accord: Amazon SES on receipt.
import type { Finding } from '../../../model/finding.ts';
import type { EngineVerdict, Examiner } from '../../../ports.ts';
import type { Rule } from '../../../rulebook/rulebook.ts';
import { verdictFindings } from './consult-engines.ts';

/** As SES writes them into a receipt: PASS, FAIL, GRAY, PROCESSING_FAILED, DISABLED. Never taken from header fields. */
export interface SesVerdicts {
  readonly spam?: string;
  readonly virus?: string;
}

/** GRAY and DISABLED say nothing; a check that failed is a finding, not a pass. */
export function sesFindings(
  { spam, virus }: SesVerdicts,
  rules: ReadonlyMap<string, Pick<Rule, 'severity' | 'confidence'>>,
): readonly Finding[] {
  const found: EngineVerdict[] = [];
  if (virus === 'FAIL') found.push({ state: 'malware', name: 'SES virus verdict' });
  if (virus === 'PROCESSING_FAILED') found.push({ state: 'unscanned', why: 'SES virus check failed' });
  if (spam === 'FAIL') found.push({ state: 'unwanted', score: 1, threshold: 1, marks: ['SES spam verdict'] });
  return found.flatMap((verdict) => verdictFindings('ses', verdict, rules));
}

/** An Examiner of one message that SES judged when it came. The examiner itself where SES said nothing. */
export function heedingSes(
  examiner: Examiner,
  verdicts: SesVerdicts,
  rules: ReadonlyMap<string, Pick<Rule, 'severity' | 'confidence'>>,
): Examiner {
  const told = sesFindings(verdicts, rules);
  if (told.length === 0) return examiner;
  return {
    strip: examiner.strip,
    async examine(raw, context) {
      const examination = await examiner.examine(raw, context);
      // A spam filter has no say over mail of exempt people.
      const heeded = context.exempt === true ? told.filter(({ kind }) => kind !== 'unwanted') : told;
      return { ...examination, findings: [...examination.findings, ...heeded] };
    },
  };
}
