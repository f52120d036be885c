// The machine-readable part of a delivery status notification (RFC 3464).
import { rfc5322Date } from '../../mail/act/stamp.ts';

export interface RecipientStatus {
  /** Null when the recipient may not be named (not in the visible To or Cc). */
  readonly address: string | null;
  /** RFC 3461 ORCPT as received. */
  readonly originalRecipient?: string;
  readonly action: 'failed' | 'delayed';
  /** RFC 3463, e.g. `5.7.1`. */
  readonly status: string;
  /** The next hop's reply, null when we decided ourselves. */
  readonly diagnostic: string | null;
}

export function deliveryStatus(
  message: { readonly hostname: string; readonly envelopeId: string | undefined; readonly arrivedAt: number },
  recipients: readonly RecipientStatus[],
): string {
  const fields = [
    `Reporting-MTA: dns; ${message.hostname}`,
    ...(message.envelopeId === undefined ? [] : [`Original-Envelope-Id: ${fromXtext(message.envelopeId)}`]),
    `Arrival-Date: ${rfc5322Date(message.arrivedAt)}`,
  ];
  return [fields.join('\r\n'), ...recipients.map(recipientFields)].map((group) => `${group}\r\n`).join('\r\n');
}

function recipientFields({ address, originalRecipient, action, status, diagnostic }: RecipientStatus): string {
  const utf8 = address !== null && /[^\x20-\x7e]/.test(address);
  return [
    ...(originalRecipient === undefined || address === null
      ? []
      : [`Original-Recipient: ${oneLine(originalRecipient)}`]),
    // RFC 6533 section 3 names the address type of internationalised addresses.
    `Final-Recipient: ${utf8 ? 'utf-8' : 'rfc822'}; ${address === null ? 'undisclosed@invalid' : oneLine(address)}`,
    `Action: ${action}`,
    `Status: ${status}`,
    // The next hop's words usually name the mailbox.
    ...(diagnostic === null || address === null ? [] : [`Diagnostic-Code: smtp; ${oneLine(diagnostic)}`]),
  ].join('\r\n');
}

function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').slice(0, 500);
}

/** RFC 3461 section 4: `+XX` stands for a byte. */
function fromXtext(text: string): string {
  return oneLine(
    text.slice(0, 200).replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}
