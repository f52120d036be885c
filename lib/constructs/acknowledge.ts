// A control that does not fit is acknowledged where it does not, with the reason; nothing is switched off as a whole.
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rule id (with its finding in brackets where it has one) to the reason, which a reviewer must be able to judge. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}
