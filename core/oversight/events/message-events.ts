// A decided message as OCSF events: the mail, and what was found in one that did not simply pass. No subject, no content.
import type { Outcome } from '../../model/decision.ts';
import type { Direction } from '../../model/envelope.ts';
import { type Finding, type FindingKind, severities } from '../../model/finding.ts';
import type { MessageRecord } from '../../model/ledger.ts';
import type { OcsfEvent } from '../../model/ocsf-event.ts';
import { ocsfEvent, ocsfSeverity } from './ocsf.ts';

/** `action_id` and `disposition_id` of OCSF's security control profile. */
const controls: Readonly<Record<Outcome, { readonly action_id: number; readonly disposition_id: number }>> = {
  deliver: { action_id: 1, disposition_id: 1 },
  flag: { action_id: 1, disposition_id: 18 },
  strip: { action_id: 1, disposition_id: 11 },
  block: { action_id: 2, disposition_id: 2 },
  hold: { action_id: 2, disposition_id: 3 },
};

const directions: Readonly<Record<Direction, { readonly direction_id: number; readonly direction: string }>> = {
  inbound: { direction_id: 1, direction: 'Inbound' },
  outbound: { direction_id: 2, direction: 'Outbound' },
  internal: { direction_id: 3, direction: 'Internal' },
};

/** What is the organisation's own and must not leave; everything else endangers it. */
const aboutData: ReadonlySet<FindingKind> = new Set(['marking', 'document', 'identifier', 'credential']);

export function messageEvents(record: MessageRecord): readonly OcsfEvent[] {
  const { findings, outcome } = record;
  if (outcome === 'deliver') return [emailActivity(record)];
  const [data, threats] = [
    findings.filter(({ kind }) => aboutData.has(kind)),
    findings.filter(({ kind }) => !aboutData.has(kind)),
  ];
  return [
    emailActivity(record),
    ...(data.length === 0 ? [] : [dataFinding(record, data)]),
    ...(threats.length === 0 ? [] : [detectionFinding(record, threats)]),
  ];
}

function emailActivity(record: MessageRecord): OcsfEvent {
  const { attempt, at, direction, outcome, findings, messageId, recipients } = record;
  const frame = {
    class: 'Email Activity',
    // Scan: sending and receiving are the next hops'.
    activity: 3,
    severity: outcome === 'deliver' ? ocsfSeverity.informational : severityOf(findings),
    at,
    identity: identityOf(record),
  } as const;
  return ocsfEvent(frame, {
    ...directions[direction],
    ...controls[outcome],
    email: emailOf(record),
    message_trace_uid: attempt,
    unmapped: {
      message_id: messageId,
      outcome,
      recipients: recipients.map(({ address, relation, outcome: own, reasons }) => ({
        address,
        relation,
        outcome: own,
        clauses: reasons,
      })),
      pack: record.pack,
    },
  });
}

function dataFinding(record: MessageRecord, findings: readonly Finding[]): OcsfEvent {
  const { classification } = record;
  return ocsfEvent(findingFrame('Data Security Finding', record, findings), {
    ...findingOf('protected content in a message', record, findings),
    data_security: {
      // In transit.
      data_lifecycle_state_id: 2,
      ...(classification === null ? {} : { confidentiality_id: 99, confidentiality: classification.level }),
    },
  });
}

function detectionFinding(record: MessageRecord, findings: readonly Finding[]): OcsfEvent {
  return ocsfEvent(
    findingFrame('Detection Finding', record, findings),
    findingOf('unsafe, unread or deceptive content in a message', record, findings),
  );
}

function findingFrame<Class extends string>(name: Class, record: MessageRecord, findings: readonly Finding[]) {
  return {
    class: name,
    activity: 1,
    severity: severityOf(findings),
    at: record.at,
    identity: identityOf(record),
  } as const;
}

function findingOf(title: string, record: MessageRecord, findings: readonly Finding[]) {
  return {
    ...controls[record.outcome],
    status_id: 1,
    finding_info: {
      uid: record.attempt,
      title,
      types: [...new Set(findings.map(({ kind }) => kind))],
      analytic: { type_id: 1, name: [...new Set(findings.map(({ rule }) => rule))].sort().join(', ').slice(0, 1_000) },
    },
    message_trace_uid: record.attempt,
    unmapped: { outcome: record.outcome, direction: record.direction },
  };
}

/** The envelope: header fields may say anything. */
function emailOf({ mailFrom, recipients, attempt }: MessageRecord) {
  const to = recipients.map(({ address }) => address);
  return { uid: attempt, from: mailFrom, to, smtp_from: mailFrom, smtp_to: to };
}

/** A later try decides for other recipients, which is another event. */
function identityOf({ attempt, recipients }: MessageRecord): readonly string[] {
  return [attempt, ...recipients.map(({ address, outcome }) => `${address} ${outcome}`).sort()];
}

function severityOf(findings: readonly Finding[]): number {
  const highest = Math.max(-1, ...findings.map(({ severity }) => severities.indexOf(severity)));
  const severity = severities[highest];
  return severity === undefined ? ocsfSeverity.low : ocsfSeverity[severity];
}
