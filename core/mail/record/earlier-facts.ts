// Facts of an earlier reading of the same message that this reading could not establish again.
import type { Examination } from '../../model/examination.ts';
import type { MessageRecord } from '../../model/ledger.ts';
import type { Part } from '../../model/part.ts';
import type { Scheme } from '../../model/scheme.ts';
import { classify } from '../detect/markings/classify.ts';
import { sameDoorRule } from '../detect/same-door/detect-same-door.ts';
import { openedByPassword } from '../extract/locked/opened-by-password.ts';

/** What was found on arrival by asking others: DNS, engines, the mails before. */
export function withEarlierFacts(examination: Examination, earlier: MessageRecord | null): Examination {
  if (earlier === null) return examination;
  const repeated = new Set(
    earlier.findings.filter(({ value }) => value?.repeated === true).map(({ value }) => value?.fingerprint),
  );
  const findings = examination.findings.map((finding) =>
    finding.kind === 'credential' && repeated.has(finding.value?.fingerprint)
      ? { ...finding, value: { ...finding.value, repeated: true } }
      : finding,
  );
  const linked = findings.some(({ rule }) => rule === sameDoorRule);
  const others = earlier.findings.filter(
    ({ kind, rule, value }) =>
      kind === 'authenticity' || typeof value?.engine === 'string' || (rule === sameDoorRule && !linked),
  );
  return { ...examination, findings: [...findings, ...others] };
}

/** What was found behind a lock that was opened before: the password is gone by now, and what it showed still counts. */
export function withOpenedBefore(
  examination: Examination,
  earlier: MessageRecord | null,
  schemes: ReadonlyMap<string, Scheme>,
): Examination {
  const isLocked = ({ why }: Part) => why === 'encrypted';
  const opened = (earlier?.parts ?? []).filter(
    ({ facts, path }) =>
      facts.includes(openedByPassword) && examination.parts.some((part) => isLocked(part) && isWithin(part.path, path)),
  );
  if (earlier === null || opened.length === 0) return examination;
  const isBehind = (path: string) => opened.some((part) => isWithin(path, part.path));
  const parts = examination.parts.filter(({ path }) => !isBehind(path));
  const findings = [
    ...examination.findings.filter(({ where }) => !isBehind(where)),
    ...earlier.findings.filter(({ where }) => isBehind(where)),
  ];
  return {
    ...examination,
    parts: [...parts, ...earlier.parts.filter(({ path }) => isBehind(path))],
    findings,
    classification: classify(findings, schemes),
  };
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}>`) || path.startsWith(`${outer}#`);
}
