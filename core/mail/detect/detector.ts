// What a detector is: a pure function from what was read to what was found.
import type { ExaminationContext } from '../../model/examination.ts';
import type { Finding } from '../../model/finding.ts';
import type { ParsedMessage } from '../../model/message.ts';
import type { Reading } from '../../model/part.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';

export interface DetectorInput {
  readonly message: ParsedMessage;
  readonly readings: readonly Reading[];
  readonly context: ExaminationContext;
  readonly rulebook: Rulebook;
  /** Keyed fingerprint of a secret (Keys.fingerprint). */
  readonly fingerprint: (secret: string) => string;
}

/** Must be linear in the size of the texts, keep no state between calls, and never put content into a finding. */
export type Detector = (input: DetectorInput) => readonly Finding[];
