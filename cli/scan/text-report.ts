// A scan report for a person at a terminal: what happens to whom, and why.
import type { ScanReport } from '../../core/mail/report.ts';

export function asText(report: ScanReport): string {
  const lines = [`${report.outcome.toUpperCase().padEnd(8)} ${report.file} (${report.direction})`];
  for (const { address, relation, outcome, reasons } of report.recipients) {
    lines.push(
      `  ${outcome.padEnd(8)} ${address} [${relation}]${reasons.length > 0 ? ` because of ${reasons.join(', ')}` : ''}`,
    );
  }
  const { classification } = report;
  if (classification !== null)
    lines.push(`  marked ${classification.level} (${classification.scheme}) in ${classification.carrier}`);
  for (const finding of report.findings) lines.push(`  found ${finding.rule} in ${finding.where}`);
  for (const part of report.parts) {
    if (part.read !== 'full')
      lines.push(
        `  not read${part.read === 'partial' ? ' to the end' : ''}: ${part.path} (${part.why ?? 'no reason known'})`,
      );
  }
  return lines.join('\n');
}
