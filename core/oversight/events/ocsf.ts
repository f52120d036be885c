// The frame of an OCSF event: class, activity, time, and an id that stays the same when it is sent again.
import { createHash } from 'node:crypto';
import type { OcsfEvent } from '../../model/ocsf-event.ts';

/** Classes of OCSF 1.3.0 that Postern speaks, with the category each belongs to. */
const classes = {
  'Detection Finding': [2004, 2],
  'Data Security Finding': [2006, 2],
  'Account Change': [3001, 3],
  Authentication: [3002, 3],
  'Entity Management': [3004, 3],
  'Email Activity': [4009, 4],
} as const;

export interface EventFrame {
  readonly class: keyof typeof classes;
  readonly activity: number;
  readonly severity: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the event is, in texts that are the same for the same event alone. */
  readonly identity: readonly string[];
}

export function ocsfEvent(frame: EventFrame, attributes: Readonly<Record<string, unknown>>): OcsfEvent {
  const [class_uid, category_uid] = classes[frame.class];
  return {
    class_uid,
    class_name: frame.class,
    category_uid,
    activity_id: frame.activity,
    type_uid: class_uid * 100 + frame.activity,
    time: frame.at,
    severity_id: frame.severity,
    metadata: {
      version: '1.3.0',
      product: { name: 'Postern', vendor_name: 'Postern' },
      uid: createHash('sha256')
        .update(JSON.stringify([frame.class, ...frame.identity]))
        .digest('hex')
        .slice(0, 32),
    },
    ...attributes,
  };
}

/** `severity_id` of OCSF. */
export const ocsfSeverity = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;

/** `status_id` of OCSF. */
export function status(succeeded: boolean) {
  return succeeded ? { status_id: 1, status: 'Success' } : { status_id: 2, status: 'Failure' };
}
