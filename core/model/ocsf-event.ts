// What leaves the system for the organisation's security monitoring, in the Open Cybersecurity Schema Framework (OCSF 1.3.0).

/** The attributes that every event has; each class adds its own. */
export interface OcsfEvent {
  readonly class_uid: number;
  readonly class_name: string;
  readonly category_uid: number;
  readonly activity_id: number;
  /** class_uid × 100 + activity_id. */
  readonly type_uid: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly severity_id: number;
  readonly metadata: {
    readonly version: '1.3.0';
    readonly product: { readonly name: string; readonly vendor_name: string };
    /** The same whenever the same event is sent again. */
    readonly uid: string;
  };
  readonly [attribute: string]: unknown;
}
