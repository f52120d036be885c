// SPF, DKIM, DMARC and ARC results → findings. "Could not be checked" is a finding too, never a pass.
import type { Finding } from '../../../model/finding.ts';
import type { Rule } from '../../../rulebook/rulebook.ts';
import { registrableDomain } from '../../decide/registrable-domain.ts';

/** Results in the words of RFC 8601 section 2.7: `pass`, `fail`, `softfail`, `none`, `temperror`, … */
export interface AuthenticityResults {
  readonly spf: string;
  readonly dkim: readonly { readonly result: string; readonly domain: string; readonly aligned: boolean }[];
  readonly dmarc: { readonly result: string; readonly policy: string };
  readonly arc: string;
  /** Domain of the one author, '' when there is none or several. */
  readonly author: string;
  /** What SPF was asked about: domain of the envelope's sender, or of the client for the null sender. */
  readonly spfDomain: string;
}

/**
 * One finding a result that is no pass: `authenticity/spf-softfail`, `authenticity/dmarc-fail` …; `null` when no check
 * could be made at all (no DNS). All weigh the same here: what each weighs is said by its rule, see gradeAuthenticity.
 */
export function judgeAuthenticity(results: AuthenticityResults | null): readonly Finding[] {
  if (results === null) return [finding('unknown', { checked: 'nothing' })];
  const { spf, dkim, dmarc, arc, author } = results;
  const signed = dkim.some(({ result }) => result === 'pass');
  const proven =
    dmarc.result === 'pass' ||
    (spf === 'pass' && isRelated(results.spfDomain, author)) ||
    dkim.some(({ result, aligned }) => result === 'pass' && aligned);
  const findings: Finding[] = [];
  if (spf !== 'pass') findings.push(finding(`spf-${spf}`, { result: spf }));
  if (dmarc.result !== 'pass') findings.push(finding(`dmarc-${dmarc.result}`, { policy: dmarc.policy, arc }));
  if (!signed) {
    const [worst] = dkim.filter(({ result }) => result !== 'none');
    if (worst !== undefined) findings.push(finding(`dkim-${worst.result}`, { result: worst.result }));
  }
  if (arc !== 'pass' && arc !== 'none') findings.push(finding(`arc-${arc}`, { result: arc }));
  if (!proven) findings.push(finding('unproven', { author }));
  if ([spf, dmarc.result, ...dkim.map(({ result }) => result)].includes('temperror'))
    findings.push(finding('unknown', { checked: 'partly' }));
  return findings;
}

/**
 * Severity and confidence as the rules have them; a result that no rule speaks of is not worth a finding. A message in
 * our own name that came from outside and proves nothing is `own-domain-unproven`.
 */
export function gradeAuthenticity(
  findings: readonly Finding[],
  rules: ReadonlyMap<string, Pick<Rule, 'severity' | 'confidence'>>,
  isOurs: (domain: string) => boolean,
): readonly Finding[] {
  return findings.flatMap((found) => {
    const author = found.value?.author;
    const own = found.rule === unproven && typeof author === 'string' && author !== '' && isOurs(author);
    const rule = own ? 'authenticity/own-domain-unproven' : found.rule;
    const graded = rules.get(rule);
    return graded === undefined ? [] : [{ ...found, rule, severity: graded.severity, confidence: graded.confidence }];
  });
}

/** Relaxed alignment (RFC 7489 section 3.1.2), for authors whose domain asks for none. */
function isRelated(domain: string, author: string): boolean {
  const organisation = (host: string) => registrableDomain(host.toLowerCase())?.domain ?? host.toLowerCase();
  return author !== '' && organisation(domain) === organisation(author);
}

const unproven = 'authenticity/unproven';

function finding(rule: string, value: Finding['value']): Finding {
  return {
    rule: `authenticity/${rule}`,
    kind: 'authenticity',
    severity: 'low',
    confidence: 1,
    where: 'message',
    value,
    owner: null,
  };
}
