// An entry of the audit trail as an OCSF event: who signed in, whose rights changed, and what else was done to what.
import type { AuditEntry, AuditEvent } from '../../model/ledger.ts';
import type { OcsfEvent } from '../../model/ocsf-event.ts';
import { type EventFrame, ocsfEvent, ocsfSeverity, status } from './ocsf.ts';

const refusal = '-refused';

type Mapping = Pick<EventFrame, 'class' | 'activity'>;

/** Activities as OCSF numbers them in each class; what is named nowhere is Entity Management. */
const mappings: Readonly<Record<string, Mapping>> = {
  'sign-in': { class: 'Authentication', activity: 1 },
  'sign-out': { class: 'Authentication', activity: 2 },
  'person-imported': { class: 'Account Change', activity: 1 },
  'reset-account': { class: 'Account Change', activity: 4 },
  'account-locked': { class: 'Account Change', activity: 9 },
  'account-changed': { class: 'Account Change', activity: 99 },
  'give-right': { class: 'Account Change', activity: 7 },
  'authorise-investigator': { class: 'Account Change', activity: 7 },
  'end-right': { class: 'Account Change', activity: 8 },
  'item-disposed': { class: 'Entity Management', activity: 4 },
  'outbound-flood': { class: 'Detection Finding', activity: 1 },
  'incident-opened': { class: 'Detection Finding', activity: 1 },
};

/** Verbs that begin the names of actions. */
const verbs: Readonly<Record<string, number>> = {
  ask: 1,
  hold: 1,
  open: 1,
  export: 2,
  list: 2,
  search: 2,
  view: 2,
  revoke: 4,
};
const update = 3;

export function auditEvent({ event, hash }: AuditEntry): OcsfEvent {
  const refused = event.action.endsWith(refusal);
  const action = refused ? event.action.slice(0, -refusal.length) : event.action;
  const mapping = mappings[action] ?? { class: 'Entity Management', activity: verbs[verbOf(action)] ?? update };
  const notable = refused || action === 'account-locked' || mapping.class === 'Detection Finding';
  const frame = {
    ...mapping,
    severity: notable ? ocsfSeverity.medium : ocsfSeverity.informational,
    at: event.at,
    // Its own place in the chain.
    identity: [hash],
  };
  return ocsfEvent(frame, {
    ...status(!refused),
    ...concerned(mapping.class, event),
    actor: { user: { name: event.actor } },
    unmapped: { action: event.action, detail: event.detail },
  });
}

function verbOf(action: string): string {
  return action.split('-', 1)[0] ?? '';
}

function concerned(name: Mapping['class'], { action, subject }: AuditEvent) {
  if (name === 'Authentication' || name === 'Account Change') return { user: { name: subject } };
  if (name === 'Detection Finding') return { finding_info: { uid: `${action} ${subject}`, title: action } };
  return { entity: { name: subject, type: action.slice(verbOf(action).length + 1) || action } };
}
