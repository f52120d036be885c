// What `postern policy explain` tells of one message.
import type { Explanation } from '../../core/mail/decide/explain.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { MessageRecord } from '../../core/model/ledger.ts';
import type { TextRegion } from '../../core/model/part.ts';

export interface ExplainedFile {
  readonly file: string;
  readonly mailFrom: string;
  readonly examination: Omit<Examination, 'texts'>;
  /** The exact texts that detectors saw, of a file; none where a worker was lost over the message. */
  readonly texts: readonly TextRegion[];
  readonly explanation: Explanation;
  /** What the ledger has of a message of the past; its texts are not kept. */
  readonly recorded?: MessageRecord;
}
