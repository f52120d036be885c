// What a message's conversation goes by (RFC 5322 section 3.6.4), and its subject for programs that set no references.
import type { ParsedMessage } from '../../model/message.ts';

const mostReferences = 10;
const longest = 300;
/** A shorter subject, such as "file", is everybody's. */
const shortestSubject = 8;
/** What programs in several languages put before the subject of an answer or a forwarded mail. */
const answered = /^(?:(?:re|fwd?|tr|rép|ref|aw|wg|rv|enc|res)(?:\[\d{1,3}\])?\s{0,3}:\s{0,3})+/i;

export function threadOf({ messageId, inReplyTo, references, subject }: ParsedMessage): readonly string[] {
  const topic = subject.slice(0, longest).trim().replace(answered, '').toLowerCase();
  const ids = [messageId, inReplyTo, references[0], ...references.slice(-mostReferences)];
  const named = ids.flatMap((id) => (id === null || id === undefined || id === '' ? [] : [id.slice(0, longest)]));
  return [...new Set([...named, ...(topic.length < shortestSubject ? [] : [`subject ${topic}`])])];
}
