// --direction, --from and --to, which scan and policy explain take: checked before anything is read.
import { readAddresses } from '../core/mail/parse/addresses.ts';
import type { FileScanOptions } from '../core/mail/scan-file.ts';
import type { Direction } from '../core/model/envelope.ts';
import { CannotRun } from './exit.ts';

export const envelopeFlags = {
  direction: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string', multiple: true },
} as const;

interface Given {
  readonly direction?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: readonly string[] | undefined;
}

export type EnvelopeOptions = Pick<FileScanOptions, 'direction' | 'from' | 'to'>;

/** Only what was given. `--to` may name several, with commas between. Throws CannotRun. */
export function envelopeOptions({ direction, from, to }: Given): EnvelopeOptions {
  if (direction !== undefined && !isDirection(direction)) {
    throw new CannotRun(`--direction is inbound, outbound or internal, not "${direction}"`);
  }
  return {
    ...(direction === undefined ? {} : { direction }),
    ...(from === undefined ? {} : { from: senderIn(from) }),
    ...(to === undefined ? {} : { to: to.flatMap((list) => addressesIn('--to', list)) }),
  };
}

/** '' and <> are the null sender (RFC 5321 section 4.5.5). */
function senderIn(text: string): string {
  if (text === '' || text === '<>') return '';
  const [sender, other] = addressesIn('--from', text);
  if (sender === undefined || other !== undefined) throw new CannotRun(`--from takes one address, not "${text}"`);
  return sender;
}

function addressesIn(flag: string, text: string): readonly string[] {
  // The reader of headers takes them as they come over the wire, a byte a character.
  const wire = Buffer.from(text).toString('latin1');
  const found = readAddresses(wire).addresses.map(({ address }) => Buffer.from(address, 'latin1').toString());
  if (found.length === 0 || !found.every(isAddress)) {
    throw new CannotRun(`${flag} "${text}" is no address; write it as name@domain`);
  }
  return found;
}

function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && at < text.length - 1 && text.length <= 320 && !/\s/.test(text.slice(at));
}

function isDirection(word: string): word is Direction {
  return word === 'inbound' || word === 'outbound' || word === 'internal';
}
