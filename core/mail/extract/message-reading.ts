// What a message says of itself outside its parts: subject and header fields, as texts to be searched.
import type { ParsedMessage } from '../../model/message.ts';
import type { TextRegion } from '../../model/part.ts';

/** Trace, routing, structure and address fields: written by programs, or found elsewhere in the parsed message. */
const skipped: ReadonlySet<string> = new Set([
  'received',
  'dkim-signature',
  'authentication-results',
  'return-path',
  'message-id',
  'in-reply-to',
  'references',
  'date',
  'mime-version',
  'from',
  'sender',
  'to',
  'cc',
  'bcc',
  'reply-to',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'errors-to',
  'disposition-notification-to',
  'subject',
  'received-spf',
  'domainkey-signature',
  'x-google-dkim-signature',
  'resent-from',
  'resent-to',
  'resent-cc',
  'resent-bcc',
  'resent-sender',
  'resent-date',
  'resent-message-id',
]);

const longestField = 100_000;
const mostFields = 2000;
/** Texts around parts; two a multipart. */
const mostRemarks = 100;

/** `prefix` is '' for the message itself, `<path>>` for a nested one. A field that repeats gets `:2`, `:3` … */
export function messageRegions(message: ParsedMessage, prefix: string): readonly TextRegion[] {
  const regions: TextRegion[] = [];
  if (message.subject !== '') regions.push({ where: `${prefix}subject`, kind: 'subject', text: message.subject });
  const seen = new Map<string, number>();
  for (const { name, value } of message.headers.slice(0, mostFields)) {
    const lower = name.toLowerCase();
    if (skipped.has(lower) || lower.startsWith('arc-') || lower.startsWith('content-') || value === '') continue;
    const count = (seen.get(lower) ?? 0) + 1;
    seen.set(lower, count);
    const where = `${prefix}header:${name.slice(0, 100)}${count === 1 ? '' : `:${count}`}`;
    regions.push({ where, kind: 'header-field', label: name, text: value.slice(0, longestField) });
  }
  const around = (message.around ?? []).slice(0, mostRemarks).map((text, i): TextRegion => {
    return { where: `${prefix}around${i === 0 ? '' : `:${i + 1}`}`, kind: 'body', text };
  });
  return [...regions, ...otherSubjects(message, prefix), ...around];
}

/** Mail programs differ in which of two subjects they show. */
function otherSubjects(message: ParsedMessage, prefix: string): readonly TextRegion[] {
  const subjects = message.headers.filter(
    ({ name, value }) => name.toLowerCase() === 'subject' && value !== message.subject,
  );
  return subjects
    .slice(0, 10)
    .map(
      ({ value }, i) =>
        ({ where: `${prefix}subject:${i + 2}`, kind: 'subject', text: value.slice(0, longestField) }) as const,
    );
}
