// The functions of the AWS host (DESIGN section 8): what each needs to run. Read by lib/ to deploy and by the bundler.

/** Set by the infrastructure on every function that names them. */
export const environmentNames = [
  'POSTERN_TABLE',
  'POSTERN_RAW_BUCKET',
  'POSTERN_HELD_BUCKET',
  'POSTERN_AUDIT_BUCKET',
  'POSTERN_PEOPLE_BUCKET',
  'POSTERN_CONTENT_KEY',
  'POSTERN_CHECKPOINT_KEY',
  'POSTERN_DISPOSAL_KEY',
  'POSTERN_EXPORT_KEY',
  'POSTERN_FINISH_QUEUE',
  'POSTERN_NOTICES_QUEUE',
  'POSTERN_EVENT_BUS',
  'POSTERN_FINGERPRINT_SECRET',
  'POSTERN_RELAY_INBOUND',
  'POSTERN_RELAY_OUTBOUND',
  'POSTERN_RELAY_SECRET',
  'POSTERN_READ_ROLE',
  'POSTERN_DECIDERS',
  'POSTERN_MALWARE_SCAN',
  'POSTERN_APPROVERS',
  'POSTERN_USER_POOL',
  'POSTERN_USER_POOL_CLIENT',
  'POSTERN_CONSOLE_SECRET',
  'POSTERN_CONTENT_CALL_SECRET',
  'POSTERN_PUBLIC_URL',
  'POSTERN_DEPLOYMENT',
  'POSTERN_HOSTNAME',
  'POSTERN_PACK',
] as const;
export type EnvironmentName = (typeof environmentNames)[number];

/** `readers` holds the wasm engines and OCR data, `re2` the pattern engine. */
export const layerNames = ['re2', 'readers'] as const;
export type LayerName = (typeof layerNames)[number];

export const queueNames = ['envelopes', 'finish', 'notices'] as const;
export type QueueName = (typeof queueNames)[number];

export type Trigger =
  /** Called by SES while the client waits; 30 s at most. */
  | { readonly type: 'mail' }
  /** With partial batch failures reported. `delay`: seconds a message waits before it is seen. */
  | { readonly type: 'queue'; readonly queue: QueueName; readonly batch: number; readonly delay: number }
  /** EventBridge Scheduler expression. */
  | { readonly type: 'schedule'; readonly expression: string }
  /** Path of the HTTP API. */
  | { readonly type: 'http'; readonly path: string }
  /** Objects put under the prefix of the people bucket. */
  | { readonly type: 'people'; readonly prefix: string }
  /** Called by another function. */
  | { readonly type: 'call'; readonly by: readonly FunctionName[] };

export const functionNames = [
  'scan-message',
  'finish-message',
  'release-held',
  'rescan-held',
  'approve-access',
  'read-content',
  'send-notices',
  'serve-console',
  'dispose-expired',
  'checkpoint-audit',
  'import-people',
  'report-quarter',
] as const;
export type FunctionName = (typeof functionNames)[number];

export interface FunctionSpec {
  /** Folder under lambdas/ (handler.ts) and under dist/lambdas/ (the bundle). */
  readonly name: FunctionName;
  readonly purpose: string;
  /** MB. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  readonly triggers: readonly Trigger[];
  readonly environment: readonly EnvironmentName[];
  readonly layers: readonly LayerName[];
  /** Programs of processes of its own that read mail: to examine it, or to show it. */
  readonly workers?: readonly WorkerName[];
  /** Whether people act in it: the access policies are in its bundle. */
  readonly decidesAccess?: true;
}

export const workerNames = ['examine', 'view'] as const;
export type WorkerName = (typeof workerNames)[number];

/** Where lists of people lie in their bucket. */
export const peoplePrefix = 'people/';
/** Where the trail lies in the audit bucket. */
export const checkpointPrefix = 'checkpoints/';

const scanning: readonly EnvironmentName[] = [
  'POSTERN_TABLE',
  'POSTERN_RAW_BUCKET',
  'POSTERN_HELD_BUCKET',
  'POSTERN_CONTENT_KEY',
  'POSTERN_FINISH_QUEUE',
  'POSTERN_NOTICES_QUEUE',
  'POSTERN_EVENT_BUS',
  'POSTERN_FINGERPRINT_SECRET',
  'POSTERN_RELAY_INBOUND',
  'POSTERN_RELAY_OUTBOUND',
  'POSTERN_RELAY_SECRET',
  'POSTERN_HOSTNAME',
  'POSTERN_PACK',
];

export const functions: readonly FunctionSpec[] = [
  {
    name: 'scan-message',
    purpose: 'reads, decides and hands on a message while SES waits',
    memory: 2048,
    timeout: 30,
    triggers: [{ type: 'mail' }],
    environment: scanning,
    layers: ['re2', 'readers'],
    workers: ['examine'],
  },
  {
    name: 'finish-message',
    purpose: 'brings every recipient that is in no terminal state to one',
    memory: 2048,
    timeout: 300,
    triggers: [
      { type: 'queue', queue: 'envelopes', batch: 5, delay: 60 },
      { type: 'queue', queue: 'finish', batch: 5, delay: 30 },
      { type: 'schedule', expression: 'rate(5 minutes)' },
    ],
    environment: scanning,
    layers: ['re2', 'readers'],
    workers: ['examine'],
  },
  {
    name: 'release-held',
    purpose: 'opens a held message on a signed release decision, and hands it on',
    memory: 2048,
    timeout: 120,
    triggers: [{ type: 'call', by: ['serve-console'] }],
    environment: [...scanning, 'POSTERN_DECIDERS', 'POSTERN_MALWARE_SCAN'],
    layers: ['re2', 'readers'],
    workers: ['examine'],
  },
  {
    name: 'rescan-held',
    purpose: 'reads held mail again when a password came for it or a decider asks, and shows it to nobody',
    memory: 2048,
    timeout: 300,
    triggers: [{ type: 'schedule', expression: 'rate(5 minutes)' }],
    environment: [
      'POSTERN_TABLE',
      'POSTERN_RAW_BUCKET',
      'POSTERN_HELD_BUCKET',
      'POSTERN_CONTENT_KEY',
      'POSTERN_NOTICES_QUEUE',
      'POSTERN_FINGERPRINT_SECRET',
      'POSTERN_HOSTNAME',
      'POSTERN_PACK',
      'POSTERN_DECIDERS',
    ],
    layers: ['re2', 'readers'],
    workers: ['examine'],
  },
  {
    name: 'approve-access',
    purpose: 'gives access to held items on an approver’s proof, and takes back what has ended',
    memory: 256,
    timeout: 300,
    triggers: [
      { type: 'call', by: ['serve-console'] },
      { type: 'schedule', expression: 'rate(15 minutes)' },
    ],
    environment: ['POSTERN_TABLE', 'POSTERN_CONTENT_KEY', 'POSTERN_READ_ROLE', 'POSTERN_APPROVERS'],
    layers: [],
  },
  {
    name: 'read-content',
    purpose: 'opens one item for one person under a grant, on record before it is shown',
    memory: 2048,
    timeout: 28,
    triggers: [{ type: 'call', by: ['serve-console'] }],
    environment: [
      'POSTERN_TABLE',
      'POSTERN_HELD_BUCKET',
      'POSTERN_CONTENT_KEY',
      'POSTERN_EXPORT_KEY',
      'POSTERN_READ_ROLE',
      'POSTERN_APPROVERS',
      'POSTERN_FINGERPRINT_SECRET',
      'POSTERN_CONTENT_CALL_SECRET',
      'POSTERN_PACK',
    ],
    layers: ['re2', 'readers'],
    workers: ['view'],
    decidesAccess: true,
  },
  {
    name: 'send-notices',
    purpose: 'sends queued notices through the next hop',
    memory: 512,
    timeout: 60,
    triggers: [
      { type: 'queue', queue: 'notices', batch: 10, delay: 0 },
      { type: 'schedule', expression: 'rate(1 minute)' },
    ],
    environment: [
      'POSTERN_TABLE',
      'POSTERN_NOTICES_QUEUE',
      'POSTERN_RELAY_INBOUND',
      'POSTERN_RELAY_OUTBOUND',
      'POSTERN_RELAY_SECRET',
      'POSTERN_HOSTNAME',
      'POSTERN_PACK',
    ],
    layers: [],
  },
  {
    name: 'serve-console',
    purpose: 'serves the console and its API',
    memory: 2048,
    timeout: 29,
    triggers: [{ type: 'http', path: '/{proxy+}' }],
    environment: [
      'POSTERN_TABLE',
      'POSTERN_FINGERPRINT_SECRET',
      'POSTERN_USER_POOL',
      'POSTERN_USER_POOL_CLIENT',
      'POSTERN_CHECKPOINT_KEY',
      'POSTERN_CONSOLE_SECRET',
      'POSTERN_CONTENT_CALL_SECRET',
      'POSTERN_PUBLIC_URL',
      'POSTERN_DEPLOYMENT',
      'POSTERN_PACK',
    ],
    layers: ['re2', 'readers'],
    workers: ['examine'],
    decidesAccess: true,
  },
  {
    name: 'dispose-expired',
    purpose: 'ends what was kept for long enough, legal holds first',
    memory: 512,
    timeout: 900,
    triggers: [{ type: 'schedule', expression: 'rate(1 hour)' }],
    environment: ['POSTERN_TABLE', 'POSTERN_HELD_BUCKET', 'POSTERN_DISPOSAL_KEY', 'POSTERN_PACK'],
    layers: [],
  },
  {
    name: 'checkpoint-audit',
    purpose: 'signs the state of the audit trail and puts it where nobody can change it',
    memory: 1024,
    timeout: 55,
    triggers: [{ type: 'schedule', expression: 'rate(1 minute)' }],
    environment: ['POSTERN_TABLE', 'POSTERN_AUDIT_BUCKET', 'POSTERN_CHECKPOINT_KEY', 'POSTERN_PACK'],
    layers: [],
  },
  {
    name: 'import-people',
    purpose: 'takes over lists of people that Human Resources puts into the bucket',
    memory: 1024,
    timeout: 900,
    triggers: [{ type: 'people', prefix: peoplePrefix }],
    environment: ['POSTERN_TABLE', 'POSTERN_PEOPLE_BUCKET', 'POSTERN_PACK'],
    layers: ['readers'],
    decidesAccess: true,
  },
  {
    name: 'report-quarter',
    purpose: 'makes the report of a quarter once it is over',
    memory: 1024,
    timeout: 900,
    triggers: [{ type: 'schedule', expression: 'cron(0 8 * * ? *)' }],
    environment: ['POSTERN_TABLE', 'POSTERN_PACK'],
    layers: ['readers'],
    decidesAccess: true,
  },
];

/**
 * Where objects lie in the raw bucket. The rules of each door store under its own prefix, and the object's key is this and SES's
 * message id: the prefix tells which way the mail goes.
 */
export const rawPrefixes = { inbound: 'raw/inbound/', outbound: 'raw/outbound/', attempts: 'raw/attempts/' } as const;
/** There GuardDuty looks for malware, where the deployment has it do so. */
export const malwarePrefix = 'raw/malware/';

/** The single table: every key is a string. Both indexes project keys alone; bodies are read from the table, consistently. */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Seconds since the epoch; turns and arrivals go by themselves. */
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'by-state', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    { name: 'by-day', partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
  ],
} as const;

/** Counted by the functions in namespace `Postern` (embedded metric format); the alarms in lib/ watch them. */
export const metricNames = [
  /** A stored message whose envelope never came: held. */
  'EnvelopeMissing',
  /** An event of no known shape. */
  'EventUnknown',
  /** The stored object was not there or too large. */
  'MessageUnavailable',
  /** Held because something failed rather than because of what it says. */
  'HeldByFailure',
  /** 4xx or no answer from the next hop. */
  'NextHopTemporary',
  /** 5xx from the next hop to inbound mail: held. */
  'NextHopRefused',
  /** Recipients in no terminal state for over 15 minutes, as last counted. */
  'Unfinished',
  /** Open KMS grants, as last counted; the quota is 50,000. */
  'GrantsOpen',
  /** A release was asked for without a proof that holds. */
  'ReleaseRefused',
  /** Held mail was to be read again without a proof that holds. */
  'RescanRefused',
  /** A grant was asked for without a proof that holds. */
  'GrantRefused',
  /** What is registered to be recognised could not be brought anew: an earlier state of it counts, or mail waits. */
  'RegistersNotBrought',
  /** The audit trail is signed and put away up to now. */
  'CheckpointSigned',
  /** Items that were disposed of. */
  'ItemsDisposed',
  /** A list of people, or rows of it, was not as it should be. */
  'PeopleRefused',
] as const;
export type MetricName = (typeof metricNames)[number];
