// Facts of held mail in words for a terminal.
import type { HeldItem } from '../../core/model/ledger.ts';
import type { HeldFacts } from '../../gateway/held-commands.ts';

export function listLine(item: HeldItem): string {
  const who = item.recipients.map(({ address }) => address).join(', ');
  return `${item.id}  ${item.class.padEnd(17)} ${new Date(item.retainedAt).toISOString()}  ${item.direction.padEnd(8)} ${item.envelope.mailFrom || '<>'} -> ${who}${item.state === 'kept' ? '' : `  (${item.state})`}`;
}

export function describeHeld({ item, message }: HeldFacts): string {
  const lines = [
    `item       ${item.id} (${item.class}, ${item.state})`,
    `since      ${new Date(item.retainedAt).toISOString()}`,
    `direction  ${item.direction}`,
    `sender     ${item.envelope.mailFrom || '<>'}`,
  ];
  for (const { address, relation, outcome, reasons } of item.recipients) {
    lines.push(`recipient  ${address} [${relation}]: ${outcome}`);
    for (const reason of reasons)
      lines.push(`           because of ${reason.clause}${reason.source === null ? '' : ` (${reason.source})`}`);
  }
  if (message !== null) lines.push(...messageLines(message));
  return lines.join('\n');
}

function messageLines(message: NonNullable<HeldFacts['message']>): readonly string[] {
  const { classification } = message;
  return [
    `message    ${message.messageId}`,
    ...(classification === null
      ? []
      : [`marked     ${classification.level} (${classification.scheme}) in ${classification.carrier}`]),
    ...message.findings.map(
      (finding) =>
        `found      ${finding.rule} in ${finding.where}, ${finding.severity}, confidence ${finding.confidence.toFixed(2)}`,
    ),
    ...message.parts
      .filter((part) => part.path !== 'message')
      .map(
        (part) =>
          `part       ${part.path}, ${part.type}, ${part.bytes} bytes, read: ${part.read}${part.why === undefined ? '' : ` (${part.why})`}`,
      ),
    ...message.defects.map((defect) => `defect     ${defect}`),
  ];
}
