// Reads MAIL and RCPT lines as the client wrote them: addresses and parameters must reach the next hop unchanged, and
// smtp-server hands over its own reading (domains in Unicode, xtext decoded).

import type { Extensions } from '../../adapters/smtp/extensions.ts';
import type { EnvelopeRecipient, MailParameters } from '../../core/model/envelope.ts';
import type { Reply } from '../../core/ports.ts';

interface AddressLine {
  readonly address: string;
  /** Keywords upper case; '' for one without a value. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface MailCommand {
  readonly mailFrom: string;
  readonly parameters: MailParameters;
  /** Declared in SIZE, in bytes. */
  readonly size: number;
}

const badSyntax: Reply = { code: 501, text: '5.5.4 the address or a parameter is not understood' };
const unknownParameter: Reply = { code: 555, text: '5.5.4 a parameter belongs to an extension that is not offered' };
const needsUtf8: Reply = { code: 553, text: '5.6.7 an internationalised address needs smtputf8' };

/** `line` is the whole command of a line that smtp-server accepted. */
function readLine(line: string): AddressLine | null {
  const [path = '', ...words] = line
    .slice(line.indexOf(':') + 1)
    .trim()
    .split(/\s+/);
  if (!path.startsWith('<') || !path.endsWith('>') || path.includes('\uFFFD')) return null;
  const parameters = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = (equals === -1 ? word : word.slice(0, equals)).toUpperCase();
    parameters.set(key, equals === -1 ? '' : word.slice(equals + 1));
  }
  return { address: withoutRoute(path.slice(1, -1)), parameters };
}

/** A source route is accepted and ignored (RFC 5321 appendix C). */
function withoutRoute(path: string): string {
  return path.startsWith('@') ? path.slice(path.indexOf(':') + 1) : path;
}

const mailKeywords: Readonly<Record<string, (offered: Extensions) => boolean>> = {
  SIZE: (offered) => offered.size !== null,
  BODY: (offered) => offered.eightBitMime,
  SMTPUTF8: (offered) => offered.smtpUtf8,
  RET: (offered) => offered.dsn,
  ENVID: (offered) => offered.dsn,
  // RFC 4954 section 5: only a peer we trust could vouch for another sender, and none is.
  AUTH: () => true,
};

export function readMail(line: string, offered: Extensions): MailCommand | Reply {
  const read = readLine(line);
  if (read === null) return badSyntax;
  const { address, parameters } = read;
  for (const key of parameters.keys()) if (mailKeywords[key]?.(offered) !== true) return unknownParameter;
  const smtputf8 = parameters.has('SMTPUTF8');
  if (!smtputf8 && !isAscii(address)) return needsUtf8;
  const body = parameters.get('BODY')?.toUpperCase();
  const ret = parameters.get('RET')?.toUpperCase();
  const envelopeId = parameters.get('ENVID');
  if (envelopeId !== undefined && !isXtext(envelopeId, 100)) return badSyntax;
  return {
    mailFrom: address,
    size: Number(parameters.get('SIZE') ?? 0),
    parameters: {
      ...(body === '7BIT' || body === '8BITMIME' ? { body } : {}),
      ...(smtputf8 ? { smtputf8 } : {}),
      ...(ret === 'FULL' || ret === 'HDRS' ? { ret } : {}),
      ...(envelopeId === undefined ? {} : { envelopeId }),
    },
  };
}

export function readRecipient(line: string, offered: Extensions, smtputf8: boolean): EnvelopeRecipient | Reply {
  const read = readLine(line);
  if (read === null || read.address === '') return badSyntax;
  const { address, parameters } = read;
  for (const key of parameters.keys()) {
    if (!(offered.dsn && (key === 'NOTIFY' || key === 'ORCPT'))) return unknownParameter;
  }
  if (!smtputf8 && !isAscii(address)) return needsUtf8;
  const notify = parameters.get('NOTIFY')?.toUpperCase().split(',');
  const originalRecipient = parameters.get('ORCPT');
  if (originalRecipient !== undefined && !smtputf8 && !isXtext(originalRecipient, 500)) return badSyntax;
  return {
    address,
    ...(notify === undefined ? {} : { notify }),
    ...(originalRecipient === undefined ? {} : { originalRecipient }),
  };
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}

/** Printable and no longer than RFC 3461 section 4.2 and 4.4 allow. */
function isXtext(text: string, longest: number): boolean {
  return text.length <= longest && isAscii(text);
}
