// What SES tells of a message, in both shapes: Mail Manager's (mail and receipt side by side) and classic receipt rules'
// (records), by call or by way of SNS and SQS. Only the envelope is taken: header addresses prove nothing.
import type { SesVerdicts } from '../core/mail/detect/engines/hosted-verdicts.ts';

export interface StoredMail {
  /** SES's own id of the message: the last part of the object's key. */
  readonly id: string;
  readonly mailFrom: string;
  /** RCPT TO, in order, each once. */
  readonly recipients: readonly string[];
  /** What SES said of it; absent where its rules do not have it look. */
  readonly verdicts?: SesVerdicts;
}

/** A message whose envelope says nobody to deliver to. */
export type MailEvent =
  | { readonly state: 'mail'; readonly mail: StoredMail }
  | { readonly state: 'no-envelope'; readonly id: string }
  | { readonly state: 'unknown' };

const storedId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
/** RFC 5321 section 4.5.3.1.3, and room for what internationalised addresses need. */
const longestAddress = 1_000;

/** One message for each record of a classic event; one for every other shape. Never throws. */
export function mailEvents(event: unknown): readonly MailEvent[] {
  const records = fieldOf(event, 'Records');
  if (!Array.isArray(records)) return [mailEvent(event)];
  return records.length === 0 ? [{ state: 'unknown' }] : records.map((record) => mailEvent(fieldOf(record, 'ses')));
}

/** The body of an SQS message: from SNS, raw or wrapped, or our own of an earlier try. Never throws. */
export function queuedMail(body: string): { readonly event: MailEvent; readonly tries: number } {
  const outer = parsed(body);
  const inner = fieldOf(outer, 'Message');
  const tries = fieldOf(outer, 'tries');
  return {
    event: mailEvent(typeof inner === 'string' ? parsed(inner) : outer),
    tries: typeof tries === 'number' ? tries : 0,
  };
}

function mailEvent(told: unknown): MailEvent {
  const about = fieldOf(told, 'mail');
  const id = fieldOf(about, 'messageId');
  if (typeof id !== 'string' || !storedId.test(id)) return { state: 'unknown' };
  const source = fieldOf(about, 'source');
  const recipients = fieldOf(fieldOf(told, 'receipt'), 'recipients');
  if (typeof source !== 'string' || source.length > longestAddress || !isAddressList(recipients))
    return { state: 'no-envelope', id };
  const verdicts = verdictsOf(fieldOf(told, 'receipt'));
  const mail = { id, mailFrom: withoutBrackets(source), recipients: [...new Set(recipients)] };
  return { state: 'mail', mail: verdicts === null ? mail : { ...mail, verdicts } };
}

/** `spamVerdict` and `virusVerdict` of a receipt, each with its `status`; null when SES gave neither. */
function verdictsOf(receipt: unknown): SesVerdicts | null {
  const [spam, virus] = ['spamVerdict', 'virusVerdict'].map((name) => {
    const status = fieldOf(fieldOf(receipt, name), 'status');
    return typeof status === 'string' ? status.slice(0, 40) : undefined;
  });
  if (spam === undefined && virus === undefined) return null;
  return { ...(spam === undefined ? {} : { spam }), ...(virus === undefined ? {} : { virus }) };
}

/** The parts of a receipt that an envelope of our own carries on. */
export function receiptOf({ recipients, verdicts = {} }: StoredMail): Readonly<Record<string, unknown>> {
  const { spam, virus } = verdicts;
  return {
    recipients,
    ...(spam === undefined ? {} : { spamVerdict: { status: spam } }),
    ...(virus === undefined ? {} : { virusVerdict: { status: virus } }),
  };
}

/** The null sender comes as '' or '<>'. */
function withoutBrackets(address: string): string {
  return address.startsWith('<') && address.endsWith('>') ? address.slice(1, -1) : address;
}

function isAddressList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof one === 'string' && one.includes('@') && one.length <= longestAddress)
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
