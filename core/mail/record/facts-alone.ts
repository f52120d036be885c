// What may be told of sealed content that was read again: facts, and nothing that the mail says (DESIGN 5a, rescan).
import type { Examination } from '../../model/examination.ts';
import { withMaskedNames } from './masked-names.ts';

/** Without its subject, what its conversation goes by, and secrets in names of files. */
export function factsAlone(examination: Examination): Examination {
  const { candidates: _candidates, ...facts } = withMaskedNames(examination);
  const { thread: _thread, ...headers } = facts.headers;
  return { ...facts, headers: { ...headers, subject: '', messageId: null } };
}
