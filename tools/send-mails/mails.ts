// Message files → mails ready for SMTP: lines ended by CRLF, sender and recipients given.
import { inputs } from '../../cli/scan/messages.ts';
import { readAddresses } from '../../core/mail/parse/addresses.ts';
import type { SendOptions } from './options.ts';

export interface Mail {
  readonly file: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  /** As it goes over the wire, before dots are doubled. */
  readonly raw: Buffer;
}

const anybody = 'sender@elsewhere.example';
const cr = 0x0d;
const lf = 0x0a;

/** Files that cannot be read are told on stderr and left out. */
export async function* mailsOf({ paths, from, to }: Pick<SendOptions, 'paths' | 'from' | 'to'>): AsyncGenerator<Mail> {
  let number = 0;
  for await (const input of inputs(paths, process.stdin)) {
    if (!('raw' in input)) {
      process.stderr.write(`${input.file}: left out, ${'problem' in input ? input.problem : 'too large'}\n`);
      continue;
    }
    number++;
    const numbered = (address: string): string => address.replaceAll('<n>', String(number));
    const raw = withCrlf(input.raw);
    yield {
      file: input.file,
      mailFrom: from === null ? senderOf(raw) : numbered(from),
      recipients: to.map(numbered),
      raw,
    };
  }
}

/** Every LF gets its CR, the last line its end; a CR alone stays as it is. */
export function withCrlf(raw: Uint8Array): Buffer {
  let missing = 0;
  for (let at = raw.indexOf(lf); at !== -1; at = raw.indexOf(lf, at + 1)) if (raw[at - 1] !== cr) missing++;
  const open = raw.length > 0 && raw[raw.length - 1] !== lf;
  const out = Buffer.alloc(raw.length + missing + 2);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] ?? 0;
    if (byte === lf && raw[at - 1] !== cr) out[length++] = cr;
    out[length++] = byte;
  }
  if (open) {
    if (out[length - 1] !== cr) out[length++] = cr;
    out[length++] = lf;
  }
  return out.subarray(0, length);
}

/** Return-Path, else From, as far as SMTP takes it without an extension; a null Return-Path is a sender too. */
function senderOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  const header = raw.toString('latin1', 0, Math.min(end === -1 ? raw.length : end, 200_000));
  const lines = header.replace(/\r\n[ \t]/g, ' ').split('\r\n');
  for (const name of ['return-path:', 'from:']) {
    const line = lines.find((candidate) => candidate.slice(0, name.length).toLowerCase() === name)?.slice(name.length);
    if (line === undefined) continue;
    if (name === 'return-path:' && line.trim() === '<>') return '';
    const address = readAddresses(line.slice(0, 2_000)).addresses[0]?.address ?? '';
    if (address.length < 250 && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]+$/.test(address)) return address;
  }
  return anybody;
}
