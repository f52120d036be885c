// What a detector is: a pure function from what was read to what was found.
import type { ExaminationContext } from '../../model/examination.ts';
import type { Finding } from '../../model/finding.ts';
import type { ParsedMessage } from '../../model/message.ts';
import type { Reading } from '../../model/part.ts';
import type { Registers } from '../../register-ports.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';

export interface DetectorInput {
  readonly message: ParsedMessage;
  readonly readings: readonly Reading[];
  readonly context: ExaminationContext;
  readonly rulebook: Rulebook;
  /** Keyed fingerprint of a secret (Keys.fingerprint). */
  readonly fingerprint: (secret: string) => string;
  /** Documents and records to recognise; absent where nothing is registered. */
  readonly registers?: Registers;
}

/** Must be linear in the size of the texts, keep no state between calls, and never put content into a finding. */
export type Detector = (input: DetectorInput) => readonly Finding[];

/** A detector that has to look something up; it keeps to the same rules. */
export type LookingDetector = (input: DetectorInput) => Promise<readonly Finding[]>;
