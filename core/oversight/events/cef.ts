// An OCSF event as one line of ArcSight's Common Event Format (version 0), for monitoring that only takes syslog.
import type { OcsfEvent } from '../../model/ocsf-event.ts';

/** CEF counts severity from 0 to 10, OCSF from 1 to 5. */
const severities: readonly number[] = [0, 1, 3, 5, 8, 10];

const dispositions: Readonly<Record<number, string>> = {
  1: 'allowed',
  2: 'blocked',
  3: 'quarantined',
  11: 'corrected',
  18: 'alerted',
};

/** Without a line end. */
export function cefLine(event: OcsfEvent): string {
  const { class_uid, activity_id, class_name, severity_id, metadata } = event;
  const header = ['CEF:0', 'Postern', 'Postern', metadata.version, `${class_uid}:${activity_id}`, class_name];
  const fields = Object.entries(fieldsOf(event)).filter(([, value]) => value !== '');
  const extension = fields.map(([name, value]) => `${name}=${escaped(value, /[\\=]/g)}`).join(' ');
  return `${[...header, String(severities[severity_id] ?? 5)].map((part) => escaped(part, /[\\|]/g)).join('|')}|${extension}`;
}

/** Names of CEF's own dictionary. */
function fieldsOf(event: OcsfEvent): Readonly<Record<string, string>> {
  const { email, disposition_id, finding_info, message_trace_uid } = event as Facts;
  return {
    rt: String(event.time),
    externalId: event.metadata.uid,
    act: dispositions[disposition_id ?? 0] ?? '',
    suser: email?.smtp_from ?? '',
    duser: email?.smtp_to.join(',') ?? '',
    reason: finding_info?.analytic.name ?? '',
    ...(message_trace_uid === undefined ? {} : { cs1Label: 'attempt', cs1: message_trace_uid }),
  };
}

/** What the classes that concern mail have beside the frame. */
type Facts = OcsfEvent & {
  readonly email?: { readonly smtp_from: string; readonly smtp_to: readonly string[] };
  readonly disposition_id?: number;
  readonly finding_info?: { readonly analytic: { readonly name: string } };
  readonly message_trace_uid?: string;
};

/** A line stays one line, whatever an address says. */
function escaped(text: string, signs: RegExp): string {
  return text.replace(signs, (sign) => `\\${sign}`).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
