// Decides about a message of the past by what is recorded of it: findings are kept, content is not needed.
import type { MessageRecord } from '../../model/ledger.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import type { DecideInput } from './decide.ts';

/**
 * Names beside addresses are not recorded, so that a likeness which only they show is not seen again; nor are exceptions
 * and blocks of senders, which were of that day.
 */
export function recordedInput(record: MessageRecord, rulebook: Rulebook): DecideInput {
  const { messageId, mailFrom, authors = [], recipients, direction, findings, classification, parts, at } = record;
  return {
    examination: {
      id: messageId,
      bytes: 0,
      headers: {
        subject: '',
        from: authors.map((address) => ({ name: '', address })),
        to: [],
        cc: [],
        bcc: [],
        returnPath: null,
        messageId: null,
        received: 0,
      },
      protection: protectionOf(record),
      findings,
      classification,
      parts,
      defects: record.defects.map((kind) => ({
        kind,
        where: '',
        hidesPayload: record.hiding?.includes(kind) ?? false,
      })),
      timings: { parse: 0, extract: 0, detect: 0 },
    },
    mailFrom,
    recipients: recipients.map(({ address }) => ({ address })),
    direction,
    rulebook,
    at,
  };
}

/** Earlier records tell it by their unread parts alone. */
function protectionOf({ protection, parts }: MessageRecord): DecideInput['examination']['protection'] {
  return protection ?? (parts.some(({ why }) => why === 'end-to-end') ? 'smime-encrypted' : 'none');
}
