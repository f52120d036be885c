// What `scan --json` and POST /api/v1/scan print of a message (DESIGN section 7; other programs rely on its shape).
import type { MessageDecision } from '../model/decision.ts';
import type { Examination } from '../model/examination.ts';
import { withMaskedNames } from './record/masked-names.ts';

/** `ms` is the time the whole scan took, in milliseconds. */
export function report(file: string, examined: Examination, decision: MessageDecision, ms: number) {
  const examination = withMaskedNames(examined);
  return {
    file,
    id: examination.id,
    direction: decision.direction,
    outcome: decision.outcome,
    recipients: decision.recipients.map(({ address, relation, outcome, reasons }) => ({
      address,
      relation,
      outcome,
      reasons: [...new Set(reasons.map((reason) => reason.clause))],
    })),
    classification: examination.classification,
    findings: examination.findings.map((finding) => ({
      ...finding,
      confidence: Math.round(finding.confidence * 100) / 100,
    })),
    parts: examination.parts
      .filter((part) => part.path !== 'message' || part.read !== 'full')
      .map(({ path, type, bytes, sha256, read, why }) => ({
        path,
        type,
        bytes,
        sha256,
        read,
        ...(why === undefined ? {} : { why }),
      })),
    defects: [...new Set(examination.defects.map((defect) => defect.kind))],
    ms: Math.round(ms * 10) / 10,
  };
}

export type ScanReport = ReturnType<typeof report>;
