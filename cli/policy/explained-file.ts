// What `postern policy explain` tells of one file.
import type { Explanation } from '../../core/mail/decide/explain.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { TextRegion } from '../../core/model/part.ts';

/** All that is to be told of one file. */
export interface ExplainedFile {
  readonly file: string;
  readonly mailFrom: string;
  readonly examination: Omit<Examination, 'texts'>;
  /** The exact texts that detectors saw; none where a worker was lost over the message. */
  readonly texts: readonly TextRegion[];
  readonly explanation: Explanation;
}
