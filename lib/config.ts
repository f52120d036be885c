// What may stand in infra.yaml: everything about one deployment in AWS that differs between organisations.
import { readFileSync } from 'node:fs';
import { type Document, parseDocument } from 'yaml';
import { z } from 'zod';

/** The message is ready for the operator: one line for each mistake. */
export class InfraConfigError extends Error {
  override readonly name = 'InfraConfigError';
}

/** A string that must match; the remedy is all the operator reads. */
function text(pattern: RegExp, remedy: string) {
  return z.string({ error: remedy }).regex(pattern, remedy);
}

function whole(least: number, most: number, unit: string) {
  const remedy = `expected a whole number of ${unit} from ${least} to ${most}`;
  return z.number({ error: remedy }).int(remedy).min(least, remedy).max(most, remedy);
}

const moment = text(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'expected a moment in UTC, such as 2026-01-31T00:00:00Z');

const domain = text(
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
  'expected a domain in lower case, such as agency.example',
);

const host = text(/^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'expected a host name');

const cidr = text(
  /^(?:\d{1,3}\.){3}\d{1,3}\/(?:[89]|[12]\d|3[0-2])$/,
  'expected an IPv4 network such as 203.0.113.0/24, no wider than /8',
).refine(
  (network) =>
    network
      .split('/', 1)[0]
      ?.split('.')
      .every((octet) => Number(octet) <= 255) === true,
  'expected an IPv4 network such as 203.0.113.0/24',
);

const nextHop = z.strictObject(
  {
    host,
    port: whole(1, 65535, 'port numbers').default(25),
    /** `mail-manager`: by a relay of SES, which may use port 25. `direct`: the function itself speaks SMTP to it. */
    via: z.enum(['mail-manager', 'direct'], { error: 'expected mail-manager or direct' }).default('mail-manager'),
  },
  { error: 'expected a next hop: { host: …, port: …, via: mail-manager | direct }' },
);

const retentionDays = z
  .strictObject({
    /** Held and blocked content, unless the pack says less. */
    held: whole(1, 3650, 'days').default(90),
    /** Noncurrent versions of sealed content, for restoring what was deleted by mistake. */
    heldVersions: whole(1, 365, 'days').default(30),
    audit: whole(365, 3650, 'days').default(2557),
    logs: z.literal([30, 60, 90, 180, 365, 731], { error: 'expected 30, 60, 90, 180, 365 or 731 days' }).default(365),
  })
  .prefault({});

function senders(whose: string) {
  const remedy = `expected at least one network that ${whose} sends from`;
  return z.array(cidr, { error: remedy }).min(1, remedy);
}

const outboundSource = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('none') }),
    /** Servers of the organisation's own, known by address. */
    z.strictObject({ type: z.literal('exchange'), networks: senders('your mail servers') }),
    /** Its addresses serve all its customers: a field that routing of your domain adds tells your mail from theirs. */
    z.strictObject({
      type: z.literal('google'),
      networks: senders('Google Workspace'),
      header: z.strictObject(
        {
          name: text(/^X-[A-Za-z0-9-]{1,250}$/, 'expected a header field name that begins with X-'),
          value: text(/^[\x21-\x7e]{16,128}$/, 'expected at least 16 characters that nobody can guess'),
        },
        { error: 'expected the field that your routing adds: { name: X-…, value: … }' },
      ),
    }),
    /** Its addresses serve all its customers: the tenant that it stamps on each message is checked as well. */
    z.strictObject({
      type: z.literal('microsoft365'),
      networks: senders('Exchange Online Protection'),
      tenant: domain,
    }),
  ],
  { error: 'expected type: exchange, microsoft365, google or none' },
);

/** Mail Manager runs there in Canada, Europe, Australia, the United States and elsewhere; availability: docs/deploy.md. */
const region = text(
  /^(?!cn-|us-gov-|us-iso)[a-z]{2}-[a-z]+-\d$/,
  'expected a commercial AWS region such as ca-central-1',
);

const fields = z.strictObject({
  /** Twelve digits. */
  account: text(/^\d{12}$/, 'expected the twelve digits of the AWS account, in quotes'),
  region: region.default('ca-central-1'),
  /** Prefix of every stack and name; two deployments in one account need two. */
  name: text(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/, 'expected 3 to 20 letters, digits or hyphens in lower case').default(
    'postern',
  ),
  /** Of the organisation: mail to others is not taken in. */
  domains: z
    .array(domain, { error: 'expected a list of domains' })
    .min(1, 'expected at least one domain of the organisation')
    .max(100, 'expected at most 100 domains; deploy a second door for more'),
  /** What the door calls itself in trace fields. */
  hostname: domain,
  intake: z.enum(['mail-manager', 'classic'], { error: 'expected mail-manager or classic' }).default('mail-manager'),
  /** Whether mail from outside must come over TLS. */
  requireTls: z.boolean({ error: 'expected true or false' }).default(false),
  outbound: outboundSource.default({ type: 'none' }),
  nextHops: z.strictObject(
    { inbound: nextHop, outbound: nextHop.optional() },
    { error: 'expected nextHops: { inbound: …, outbound: … }' },
  ),
  pack: text(/^[a-z][a-z0-9-]{0,39}$/, 'expected the name of a folder under policy/packs').default('default'),
  retentionDays,
  /** `guardduty`: held content is looked at by GuardDuty Malware Protection for S3 before it is released, which takes up to a minute. */
  malwareScan: z.enum(['none', 'guardduty'], { error: 'expected none or guardduty' }).default('none'),
  /** Who may release held mail: name to Ed25519 public key (Base64 of SubjectPublicKeyInfo). None: nothing is released. */
  deciders: z
    .record(
      text(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected a name in lower case'),
      text(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/, 'expected an Ed25519 public key, Base64 of SubjectPublicKeyInfo'),
    )
    .default({}),
  /** Who may approve reading: the chief security officer, and deputies for a period. None: nobody reads anything. */
  approvers: z
    .record(
      text(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected a name in lower case'),
      z.strictObject({
        publicKey: text(/^M[A-Za-z0-9+/]{50,200}={0,2}$/, 'expected a public key, Base64 of SubjectPublicKeyInfo'),
        from: moment.optional(),
        until: moment.optional(),
        passkey: z
          .strictObject({
            origin: text(
              /^https:\/\/[a-z0-9.:-]+$/,
              'expected the address of the console, such as https://console.example',
            ),
            rpId: domain,
          })
          .optional(),
      }),
    )
    .default({}),
  alarmAddress: z.email({ error: 'expected the e-mail address that alarms go to' }),
  architecture: z.enum(['x86_64', 'arm64'], { error: 'expected x86_64 or arm64' }).default('x86_64'),
  /** Largest message taken in; SES takes at most 40 MB. */
  messageBytes: whole(1_048_576, 41_943_040, 'bytes').default(41_943_040),
  console: z
    .strictObject({
      /** Where the console may be opened from; everywhere when empty. */
      networks: z.array(cidr, { error: 'expected a list of networks' }).default([]),
      /** A certificate for a name of your own must be in the same region. */
      domain: domain.optional(),
      certificate: text(
        /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
        'expected the ARN of an ACM certificate',
      ).optional(),
    })
    .prefault({}),
  /** Tags on everything, besides our own. */
  tags: z
    .record(text(/^[\w.:/=+@-]{1,128}$/, 'expected a tag name'), text(/^[\w .:/=+@-]{0,256}$/, 'expected a tag value'))
    .default({}),
});

const schema = fields.superRefine((config, context) => {
  const refuse = (path: readonly string[], message: string): void => {
    context.addIssue({ code: 'custom', path: [...path], message });
  };
  for (const direction of ['inbound', 'outbound'] as const) {
    const hop = config.nextHops[direction];
    if (hop?.via === 'direct' && hop.port === 25)
      refuse(['nextHops', direction, 'port'], 'functions cannot use port 25; use 587, or via: mail-manager');
    if (hop?.via === 'mail-manager' && config.intake === 'classic')
      refuse(['nextHops', direction, 'via'], 'classic intake has no relay; use via: direct with port 587');
  }
  if (config.outbound.type !== 'none' && config.nextHops.outbound === undefined)
    refuse(['nextHops', 'outbound'], 'expected a next hop for outgoing mail, or outbound: { type: none }');
  if (config.outbound.type !== 'none' && config.intake === 'classic')
    refuse(['outbound'], 'classic intake takes mail in only; use intake: mail-manager or outbound: { type: none }');
  const { certificate, domain: name } = config.console;
  if ((certificate === undefined) !== (name === undefined))
    refuse(['console'], 'domain and certificate belong together; give both or neither');
  if (certificate !== undefined && certificate.split(':')[3] !== config.region)
    refuse(['console', 'certificate'], `expected a certificate in ${config.region}: nothing lies outside the region`);
  if (new Set(config.domains).size !== config.domains.length)
    refuse(['domains'], 'a domain is listed twice; list it once');
  for (const tag of Object.keys(config.tags))
    if (tag.toLowerCase().startsWith('aws:'))
      refuse(['tags', tag], 'names that begin with aws: are taken; choose another');
});

export type InfraConfig = z.infer<typeof fields>;
export type NextHop = z.infer<typeof nextHop>;

/** Where browsers reach the console. Without a name given for it, it is up to the organisation to make this one lead there. */
export function consoleUrl({ console, hostname }: InfraConfig): string {
  return `https://${console.domain ?? `console.${hostname}`}`;
}

/** Reads the file. Throws InfraConfigError, one line a mistake: file, field, remedy. */
export function readInfraConfig(path: string): InfraConfig {
  let yaml: string;
  try {
    yaml = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new InfraConfigError(`${path}: cannot be read; copy infra.example.yaml and give its path with INFRA_CONFIG`, {
      cause,
    });
  }
  return parseInfraConfig(yaml, path);
}

/** `name` is what mistakes are reported under. Throws InfraConfigError. */
export function parseInfraConfig(yaml: string, name = 'infra.yaml'): InfraConfig {
  const document = parseDocument(yaml);
  const [syntax] = document.errors;
  if (syntax !== undefined)
    throw new InfraConfigError(`${name}: ${syntax.message.split('\n', 1)[0]?.replace(/:$/, '')}; mend the YAML there`);
  const parsed = schema.safeParse(plainValue(document, name) ?? {});
  if (!parsed.success)
    throw new InfraConfigError(parsed.error.issues.flatMap((issue) => lines(name, issue)).join('\n'));
  return parsed.data;
}

/** A small file needs no aliases of aliases. */
function plainValue(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (cause) {
    throw new InfraConfigError(`${name}: repeats itself by too many aliases; write the values out`, { cause });
  }
}

function lines(name: string, issue: z.core.$ZodIssue): readonly string[] {
  const at = (more: readonly PropertyKey[] = []) =>
    `${name}: ${[...issue.path, ...more].map(String).join('.') || 'file'}`;
  if (issue.path.length === 0 && issue.code === 'invalid_type')
    return [`${name}: expected fields and values, as in infra.example.yaml`];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at([key])}: unknown key; take it out`);
  return [`${at()}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`];
}
