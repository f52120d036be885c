// SPF, DKIM, DMARC and ARC results → findings. "Could not be checked" is a finding too, never a pass.
import type { Finding, Severity } from '../../../model/finding.ts';

/** Results in the words of RFC 8601 section 2.7: `pass`, `fail`, `softfail`, `none`, `temperror`, … */
export interface AuthenticityResults {
  readonly spf: string;
  readonly dkim: readonly { readonly result: string; readonly domain: string; readonly aligned: boolean }[];
  readonly dmarc: { readonly result: string; readonly policy: string };
  readonly arc: string;
}

/** `null` when no check could be made at all (no DNS). */
export function judgeAuthenticity(results: AuthenticityResults | null): readonly Finding[] {
  if (results === null) return [finding('unknown', 'low', { checked: 'nothing' })];
  const { spf, dkim, dmarc } = results;
  const findings: Finding[] = [];
  if (dmarc.result === 'fail') findings.push(finding('dmarc-fail', 'high', { policy: dmarc.policy, arc: results.arc }));
  if (spf === 'fail' || spf === 'softfail') findings.push(finding('spf-fail', 'low', { result: spf }));
  if (dkim.some(({ result }) => result === 'fail') && !dkim.some(({ result }) => result === 'pass')) {
    findings.push(finding('dkim-fail', 'low', { domains: dkim.map(({ domain }) => domain).slice(0, 5) }));
  }
  if ([spf, dmarc.result, ...dkim.map(({ result }) => result)].includes('temperror')) {
    findings.push(finding('unknown', 'low', { checked: 'partly' }));
  }
  return findings;
}

function finding(rule: string, severity: Severity, value: Finding['value']): Finding {
  return {
    rule: `authenticity/${rule}`,
    kind: 'authenticity',
    severity,
    confidence: 1,
    where: 'message',
    value,
    owner: null,
  };
}
