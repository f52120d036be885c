// Authenticator by the mailauth library, loaded when the first message needs it.
import { Resolver } from 'node:dns/promises';
import { type AuthenticityResults, judgeAuthenticity } from '../../core/mail/detect/authenticity/judge-authenticity.ts';
import { headerFields } from '../../core/model/header-fields.ts';
import type { Authenticator } from '../../core/ports.ts';
import { within } from '../within.ts';
import { loadMailauth } from './load-mailauth.ts';
import { isAnswer, type Lookup, rememberedLookup } from './remembered-lookup.ts';

export interface AuthenticatorOptions {
  /** Authserv-id of RFC 8601: our host name. */
  readonly hostname: string;
  /** Milliseconds for all checks of one message together. */
  readonly time: number;
  /** Clients of ours that hand on mail from outside: the client they had stands in the Received field they added. */
  isOwnRelay(address: string): boolean;
  /** Name servers, `address` or `address:port`; the system's when absent or empty. */
  readonly dnsServers?: readonly string[];
  /** Answers DNS questions in their place. */
  readonly lookup?: Lookup;
}

/**
 * After this many messages without any DNS answer, checks pause for `pauseFor` milliseconds instead of slowing every mail: but
 * only when nobody answers for our own host name either. What a sender's domain answers is the sender's choice.
 */
const failuresBeforePause = 3;
const pauseFor = 60_000;

export function mailauthAuthenticator({
  hostname,
  time,
  isOwnRelay,
  dnsServers = [],
  lookup = rememberedLookup(askedOf(dnsServers)),
}: AuthenticatorOptions): Authenticator {
  let failures = 0;
  let pausedUntil = 0;
  return {
    async authenticate(raw, envelope) {
      if (performance.now() < pausedUntil) return { findings: judgeAuthenticity(null), results: null };
      const dns = { answered: 0, failed: 0 };
      const checked = await within(
        time,
        check(raw, envelope, { hostname, isOwnRelay, lookup: counted(lookup, dns) }),
        () => null,
      ).catch(() => null);
      const deaf = checked === null || (dns.answered === 0 && dns.failed > 0);
      failures = deaf ? failures + 1 : 0;
      if (failures >= failuresBeforePause) {
        if (await isAnswered(hostname, lookup, time)) failures = 0;
        else pausedUntil = performance.now() + pauseFor;
      }
      if (deaf || checked === null) return { findings: judgeAuthenticity(null), results: null };
      return { findings: judgeAuthenticity(checked.results), results: checked.header };
    },
  };
}

/** Whether somebody answers, were it that there is no such name. */
function isAnswered(name: string, lookup: Lookup, time: number): Promise<boolean> {
  return within(
    time,
    lookup(name, 'NS').then(() => true, isAnswer),
    () => false,
  );
}

async function check(
  raw: Uint8Array,
  envelope: Parameters<Authenticator['authenticate']>[1],
  { hostname, isOwnRelay, lookup }: Pick<AuthenticatorOptions, 'hostname' | 'isOwnRelay'> & { readonly lookup: Lookup },
): Promise<{ results: AuthenticityResults; header: string }> {
  const { authenticate } = await loadMailauth();
  const result = await authenticate(whatIsChecked(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)), {
    ...(isOwnRelay(envelope.client.address)
      ? { trustReceived: true }
      : { ip: envelope.client.address, helo: envelope.client.helo }),
    sender: envelope.mailFrom,
    // Its own name is not part of what is used here, and must be a token (RFC 8601 section 2.5).
    mta: /^[\w.-]{1,253}$/.test(hostname) ? hostname : 'postern.invalid',
    disableBimi: true,
    // Every check as its RFC has it: leniency would pass records that RFC 7208 calls in error.
    strict: true,
    resolver: lookup as never,
  });

  const results: AuthenticityResults = {
    spf: status(result.spf),
    dkim: (result.dkim?.results ?? []).map((signature) => ({
      result: status(signature),
      domain: String(signature.signingDomain ?? ''),
      aligned: Boolean(signature.status?.aligned),
    })),
    dmarc: { result: status(result.dmarc), policy: result.dmarc ? String(result.dmarc.p ?? 'none') : 'none' },
    arc: status(result.arc),
    author: authorOf(result.dkim?.headerFrom),
    spfDomain: result.spf ? String(result.spf.domain ?? '') : '',
  };
  return { results, header: resultsValue(result.headers) };
}

/** RFC 5322 section 2.2. What is written otherwise is left to the library to make sense of. */
const isField = /^[!-9;-~]+:/;
/** What mbox files put before a message, and some programs send along. */
const isMboxLine = /^From [^\s:]/;
const signs = /^(?:dkim-signature|arc-)/i;
const speaksOfTheSender = /^(?:from|return-path|received):/i;
const namesTheClient = /^received:\s*from\s/i;

/**
 * The whole message where something is signed. Else nothing is said about the body, and of the header only about the
 * author and the client, which stands in the topmost Received field that names one: the library takes long for the rest.
 */
function whatIsChecked(raw: Buffer): Buffer {
  const kept: Buffer[] = [];
  let client = false;
  for (const { start, end } of headerFields(raw)) {
    const beginning = raw.toString('latin1', start, Math.min(end, start + longestName));
    if (start === 0 && isMboxLine.test(beginning)) continue;
    if (!isField.test(beginning) || signs.test(beginning)) return raw;
    if (!speaksOfTheSender.test(beginning) || (client && /^received/i.test(beginning))) continue;
    client ||= namesTheClient.test(beginning);
    kept.push(raw.subarray(start, end));
  }
  return Buffer.concat([...kept, Buffer.from('\r\n')]);
}

/** Characters in which a field's name and its first word stand, spaces included. */
const longestName = 80;

function authorOf(headerFrom: readonly string[] | undefined): string {
  const [only, ...others] = headerFrom ?? [];
  return only === undefined || others.length > 0 ? '' : only.slice(only.lastIndexOf('@') + 1).toLowerCase();
}

/** mailauth leaves out (`false`) what it did not check. */
function status(of: false | null | undefined | { readonly status?: { readonly result?: string } }): string {
  return of ? (of.status?.result ?? 'none') : 'none';
}

/** The value of mailauth's own Authentication-Results field, without the authserv-id in front. */
function resultsValue(headers: unknown): string {
  const text = String(headers ?? '');
  const start = text.search(/^Authentication-Results:/im);
  if (start === -1) return 'none';
  const lines = text.slice(start).split('\r\n');
  const end = lines.findIndex((line, index) => index > 0 && !/^[ \t]/.test(line));
  const field = lines.slice(0, end === -1 ? undefined : end).join('\r\n');
  return field.slice(field.indexOf(';') + 1).trim();
}

function counted(lookup: Lookup, count: { answered: number; failed: number }): Lookup {
  return async (name, type) => {
    try {
      const answer = await lookup(name, type);
      count.answered++;
      return answer;
    } catch (cause) {
      if (isAnswer(cause)) count.answered++;
      else count.failed++;
      throw cause;
    }
  };
}

function askedOf(servers: readonly string[]): Lookup {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return (name, type) => resolver.resolve(name, type);
}
