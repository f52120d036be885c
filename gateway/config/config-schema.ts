// What may stand in postern.yaml, with its defaults: a machine for trying it out, on loopback, delivering to Maildirs.
import { Resolver } from 'node:dns';
import { hostname } from 'node:os';
import { z } from 'zod';
import { networks } from '../smtp/admission.ts';
import { defaultSmtpLimits } from '../smtp/limits.ts';

export type NextHopConfig =
  | { readonly type: 'maildir' }
  | {
      readonly type: 'smtp';
      readonly host: string;
      readonly port: number;
      readonly tls: 'never' | 'offered' | 'required';
    };

const port = z
  .number({ error: 'expected a number from 1 to 65535' })
  .int('expected a number from 1 to 65535')
  .min(1, 'expected a number from 1 to 65535')
  .max(65535, 'expected a number from 1 to 65535');

const hostOrIp = z
  .string({ error: 'expected a host name or IP address' })
  .regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'expected a host name or IP address');

function count(unit: string, least = 1) {
  const error = `expected a whole number of ${unit}, ${least} or more`;
  return z.number({ error }).int(error).min(least, error);
}

const hopSyntax = 'expected smtp://host:port or maildir:';

/** `maildir:`, `smtp://host:port`, or `smtp://host:port?tls=never|offered|required`. */
const nextHop = z.string({ error: hopSyntax }).transform((text, context): NextHopConfig => {
  if (text === 'maildir:') return { type: 'maildir' };
  const url = URL.canParse(text) ? new URL(text) : null;
  const tls = url?.searchParams.get('tls') ?? 'offered';
  const extra =
    url !== null && (url.username !== '' || url.password !== '' || (url.pathname !== '' && url.pathname !== '/'));
  if (url?.protocol !== 'smtp:' || url.hostname === '' || extra) {
    context.addIssue({ code: 'custom', message: hopSyntax });
    return z.NEVER;
  }
  if (tls !== 'never' && tls !== 'offered' && tls !== 'required') {
    context.addIssue({ code: 'custom', message: 'expected tls=never, tls=offered or tls=required' });
    return z.NEVER;
  }
  return { type: 'smtp', host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 25), tls };
});

const network = z.string({ error: 'expected an IP address or network such as 10.0.0.0/8' }).refine((entry) => {
  try {
    networks([entry]);
    return true;
  } catch {
    return false;
  }
}, 'expected an IP address or network such as 10.0.0.0/8');

const nameServer = z.string({ error: 'expected an IP address, with :port if need be' }).refine((server) => {
  try {
    new Resolver().setServers([server]);
    return true;
  } catch {
    return false;
  }
}, 'expected an IP address, with :port if need be');

const addressOrDomain = 'expected an address or domain';

const account = z.strictObject({
  user: z
    .string({ error: 'expected a user name' })
    .min(1, 'expected a user name')
    .max(255, 'expected a user name of at most 255 characters'),
  passwordHash: z
    .string({ error: 'expected scrypt:<salt, hex>:<hash, hex>' })
    .regex(/^scrypt:[0-9a-f]{32}:[0-9a-f]{64}$/, 'expected scrypt:<salt, hex>:<hash, hex>'),
  addresses: z
    .array(z.string().regex(/^[^\s<>]{1,320}$/, addressOrDomain), { error: 'expected a list of addresses or domains' })
    .min(1, 'expected at least one address or domain')
    .optional(),
});

/** An account of ours at the next hop. */
const signIn = z.strictObject({
  user: z.string({ error: 'expected a user name' }).min(1, 'expected a user name').max(255, 'expected a user name'),
  passwordFile: z.string({ error: 'expected the path of a file' }).min(1, 'expected the path of a file'),
});

function listener(defaultPort: number) {
  return z
    .strictObject({
      port: port.default(defaultPort),
      nextHop: nextHop.default({ type: 'maildir' }),
      signIn: signIn.nullable().default(null),
    })
    .superRefine(({ nextHop: hop, signIn: account }, context) => {
      const safe = hop.type === 'smtp' && (hop.tls === 'required' || /^(?:127\.[\d.]+|::1|localhost)$/.test(hop.host));
      if (account === null || safe) return;
      context.addIssue({ code: 'custom', path: ['signIn'], message: 'needs a next hop smtp://host:587?tls=required' });
    })
    .prefault({});
}

const engineAddress = z
  .string({ error: 'expected host:port or the path of a socket' })
  .regex(
    /^(?:\/.{1,100}|\[[0-9a-fA-F:]{2,39}\]:\d{1,5}|[A-Za-z0-9._-]{1,253}:\d{1,5})$/,
    'expected host:port or the path of a socket',
  )
  .refine((address) => {
    const port = address.startsWith('/') ? 1 : Number(address.slice(address.lastIndexOf(':') + 1));
    return port >= 1 && port <= 65535;
  }, 'expected a port from 1 to 65535');

/** Milliseconds that one engine, or one of several hosts, may take; all of it ends before the client's 120 s are over. */
const engineTime = count('milliseconds', 100).max(30_000, 'expected at most 30000 milliseconds').default(20_000);

const engine = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('clamd'),
      hosts: z.array(engineAddress).min(1, 'expected at least one host').max(3, 'expected at most three hosts'),
      time: engineTime,
    }),
    z.strictObject({
      type: z.literal('rspamd'),
      url: z.url('expected a URL such as http://127.0.0.1:11333'),
      time: engineTime,
    }),
    z.strictObject({ type: z.literal('spamd'), host: engineAddress, time: engineTime }),
  ],
  { error: 'expected type clamd, rspamd or spamd' },
);

const limits = z
  .strictObject({
    messageBytes: count('bytes', 1024).default(defaultSmtpLimits.messageBytes),
    bytesInFlight: count('bytes', 1024).default(defaultSmtpLimits.bytesInFlight),
    messagesInFlight: count('messages').default(defaultSmtpLimits.messagesInFlight),
    connections: count('connections').default(defaultSmtpLimits.connections),
    connectionsPerClient: count('connections').default(defaultSmtpLimits.connectionsPerClient),
    // RFC 5321 section 4.5.3.1.8 asks for 100 at least.
    recipients: count('recipients', 100)
      .max(1000, 'expected at most 1000 recipients')
      .default(defaultSmtpLimits.recipients),
    commandBytes: count('bytes', 1024).default(defaultSmtpLimits.commandBytes),
    idleTimeout: count('milliseconds', 1000).default(defaultSmtpLimits.idleTimeout),
    transactionTimeout: count('milliseconds', 1000).default(defaultSmtpLimits.transactionTimeout),
    crowdedTimeout: count('milliseconds', 1000).default(defaultSmtpLimits.crowdedTimeout),
    answerTimeout: count('milliseconds', 1000).default(defaultSmtpLimits.answerTimeout),
    failedSignIns: count('sign-ins').default(defaultSmtpLimits.failedSignIns),
    /** What one account may send in an hour: these, or so many times the most it sent in an hour of the last 30 days. */
    flood: z
      .strictObject({
        messages: count('messages').default(200),
        recipients: count('recipients').default(500),
        timesHistory: count('times').default(3),
      })
      .prefault({}),
  })
  .prefault({});

const publicUrlSyntax = 'expected an address such as https://postern.agency.example, without a path';

/** Passwords and tokens pass here: in clear only to this machine itself. */
const publicUrl = z.string({ error: publicUrlSyntax }).transform((text, context): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && isLoopback(url);
  const plain = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (url !== null && plain && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) return url.origin;
  context.addIssue({ code: 'custom', message: publicUrlSyntax });
  return z.NEVER;
});

const webhookUrlSyntax = 'expected an address such as https://siem.agency.example/postern';

/** Who sends to whom is told in clear to this machine itself alone. */
const webhookUrl = z.string({ error: webhookUrlSyntax }).refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null && url.username === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))
  );
}, webhookUrlSyntax);

function isLoopback({ hostname: name }: URL): boolean {
  return /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(name);
}

export const configSchema = z.strictObject({
  /** What the gateway calls itself: in greetings, Received and Authentication-Results. */
  hostname: hostOrIp.default(() => hostname()),
  /** Address that both SMTP listeners bind to. */
  host: hostOrIp.default('127.0.0.1'),
  data: z.string({ error: 'expected a folder' }).min(1, 'expected a folder').default('data'),
  /** Name of a pack under policy/packs, or a folder. */
  pack: z
    .string({ error: 'expected the name of a pack or a folder' })
    .min(1, 'expected the name of a pack or a folder')
    .default('default'),
  smtp: z
    .strictObject({
      inbound: listener(2525),
      outbound: listener(2526),
    })
    .refine(({ inbound, outbound }) => inbound.port !== outbound.port, {
      path: ['outbound', 'port'],
      error: 'expected another port than smtp.inbound.port',
    })
    .prefault({}),
  /** Its own address: a gateway that serves a network need not show its health, nor scan, to all of it. */
  http: z.strictObject({ host: hostOrIp.default('127.0.0.1'), port: port.default(8080) }).prefault({}),
  /** Sign-in and the API of oversight. */
  oversight: z
    .strictObject({
      /** Where people's browsers reach this installation; none means http://localhost and the HTTP port. */
      publicUrl: publicUrl.nullable().default(null),
    })
    .prefault({}),
  /** Who may send through the outbound listener. */
  accounts: z.array(account, { error: 'expected a list of accounts' }).default([]),
  trustedNetworks: z.array(network, { error: 'expected a list of networks' }).default(['127.0.0.0/8', '::1']),
  /** Your own servers that take mail from outside and hand it to the inbound listener: SPF is judged by who came to them. */
  inboundRelays: z.array(network, { error: 'expected a list of networks' }).default([]),
  /** Name servers that are asked about senders, `address` or `address:port`; none means the machine's own. */
  dnsServers: z.array(nameServer, { error: 'expected a list of IP addresses' }).default([]),
  /** PEM files. Without them STARTTLS is not offered. */
  tls: z
    .strictObject({
      key: z.string({ error: 'expected the path of a PEM file' }),
      cert: z.string({ error: 'expected the path of a PEM file' }),
    })
    .nullable()
    .default(null),
  /** Key that seals changed mail (ARC). Without it such mail goes unsealed. */
  arc: z
    .strictObject({
      domain: z.string({ error: 'expected a domain' }).regex(/^[A-Za-z0-9.-]{1,253}$/, 'expected a domain'),
      selector: z.string({ error: 'expected a selector' }).regex(/^[A-Za-z0-9._-]{1,63}$/, 'expected a selector'),
      key: z.string({ error: 'expected the path of a PEM file' }),
    })
    .nullable()
    .default(null),
  limits,
  /** OCSF events for the organisation's monitoring. */
  events: z
    .strictObject({
      /** NDJSON. */
      file: z
        .string({ error: 'expected the path of a file' })
        .min(1, 'expected the path of a file')
        .nullable()
        .default(null),
      webhook: z
        .strictObject({
          url: webhookUrl,
          secretFile: z.string({ error: 'expected the path of a file' }).min(1, 'expected the path of a file'),
        })
        .nullable()
        .default(null),
    })
    .prefault({}),
  /** Outside programs that judge every message too. None is a choice that the health page shows. */
  engines: z.array(engine, { error: 'expected a list of engines' }).default([]),
});

export type Config = z.infer<typeof configSchema>;
