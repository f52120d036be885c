// A security incident, and the record of a privacy breach that it may be.
import { createHash } from 'node:crypto';
import type { Severity } from '../../model/finding.ts';
import { addDays, dayOf } from '../calendar.ts';

/** `reported`: by somebody who works here; the first two are raised by the gateway itself. */
export const incidentKinds = [
  'repeated-attempts',
  'outbound-flood',
  'reported',
  'account-misuse',
  'malware',
  'privacy-breach',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

export interface Incident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly severity: Severity;
  /** The account, address or thing it is about. */
  readonly about: string;
  /** What a person said of it; null where the gateway raised it. */
  readonly summary: string | null;
  /** Attempts that led to it; null where nothing was counted. */
  readonly count: number | null;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly state: 'open' | 'contained' | 'closed';
  readonly breach: Breach | null;
  readonly history: readonly IncidentStep[];
}

export interface IncidentStep {
  readonly move: string;
  readonly at: number;
  readonly by: string;
  readonly why: string;
}

export const levels = ['low', 'medium', 'high'] as const;
export type Level = (typeof levels)[number];

/** The assessment of harm, and what follows from it. */
export interface Breach {
  /** Day on which it was found out. */
  readonly discovered: string;
  /** What kind of information, in a few words; never the information. */
  readonly information: string;
  /** People concerned; null while nobody knows. */
  readonly people: number | null;
  readonly sensitivity: Level;
  readonly likelihood: Level;
  /** It could do somebody real harm: the notifications are due. */
  readonly material: boolean;
  readonly assessed: { readonly by: string; readonly at: number };
  readonly notifications: readonly Notification[];
}

export const recipientsOfNotification = ['privacy-commissioner', 'treasury-board', 'people-concerned'] as const;

export interface Notification {
  readonly to: (typeof recipientsOfNotification)[number];
  /** Last day. */
  readonly due: string;
  readonly sent: { readonly by: string; readonly at: number } | null;
}

/** Days from the finding that a breach is material (Treasury Board, Directive on Privacy Practices). */
const noticeDays = 7;

/** As it is due from the day of the assessment. What was sent stays sent. */
export function notificationsDue(
  material: boolean,
  before: Breach | null,
  now: number,
  zone: string,
): readonly Notification[] {
  if (!material) return [];
  const due = addDays(dayOf(now, zone), noticeDays);
  return recipientsOfNotification.map(
    (to) => before?.notifications.find((one) => one.to === to) ?? { to, due, sent: null },
  );
}

/** Sensitive information, likely to be misused; the assessor may say otherwise, with a reason. */
export function isMaterial(sensitivity: Level, likelihood: Level): boolean {
  return levels.indexOf(sensitivity) + levels.indexOf(likelihood) >= 3;
}

export function newIncident(
  given: Pick<Incident, 'id' | 'kind' | 'severity' | 'about' | 'openedAt' | 'openedBy'> &
    Partial<Pick<Incident, 'summary' | 'count'>>,
): Incident {
  const { openedAt, openedBy } = given;
  return {
    summary: null,
    count: null,
    ...given,
    state: 'open',
    breach: null,
    history: [{ move: 'open', at: openedAt, by: openedBy, why: '' }],
  };
}

/** Begins the ids of the incidents of one kind about one account, so that they are found together. */
export function incidentsAbout(kind: IncidentKind, about: string): string {
  return `${kind}-${createHash('sha256').update(about).digest('hex').slice(0, 16)}-`;
}
