// What a next hop's answer to the end of DATA means (RFC 5321 section 4.3.2).
import type { Reply } from '../../ports.ts';

export type Said = 'taken' | 'later' | 'refused' | 'nothing';

/** No answer, and one that DATA does not have, say nothing: nobody knows who has the message. */
export function saidBy(reply: Reply | undefined): Said {
  const code = reply?.code ?? 0;
  if (code >= 200 && code < 300) return 'taken';
  if (code >= 400 && code < 500) return 'later';
  return code >= 500 && code < 600 ? 'refused' : 'nothing';
}
