// An explanation as a person reads it at a terminal. What a mail says is shown there without power over the terminal.
import type { Cell, ExplainedRecipient } from '../../core/mail/decide/explain.ts';
import type { NearMiss } from '../../core/mail/decide/near-miss.ts';
import type { Destination, Otherwise } from '../../core/mail/decide/otherwise.ts';
import type { Reason } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { MessageRecord } from '../../core/model/ledger.ts';
import type { TextRegion } from '../../core/model/part.ts';
import type { ExplainedFile } from './explained-file.ts';

export function asText({ file, mailFrom, examination, texts, explanation, recorded }: ExplainedFile): string {
  const { direction, outcome, marks, pack, recipients } = explanation;
  const lines = [
    `${outcome.toUpperCase()} ${file}`,
    `  ${direction}, from ${mailFrom === '' ? 'the null sender' : mailFrom}, ${recorded === undefined ? `${examination.bytes} bytes, ` : ''}pack ${pack.name} ${pack.hash.slice(0, 12)}`,
    ...(recorded === undefined ? [] : [recordedLine(recorded, pack)]),
    '',
    'READ',
    ...examination.parts.map(
      ({ path, type, bytes, read, why, facts }) =>
        `  ${path}: ${type}, ${bytes} bytes, ${readAs(read, why)}${facts.length > 0 ? `; ${facts.join(', ')}` : ''}`,
    ),
    ...examination.defects.map(
      ({ kind, where, hidesPayload }) =>
        `  defect ${kind} in ${where || 'the message'}${hidesPayload ? ', hides content' : ''}`,
    ),
    ...(recorded === undefined ? ['', 'TEXT, as detectors saw it', ...texts.flatMap(regionLines)] : []),
    '',
    'FOUND',
    ...none(examination.findings.map((finding, i) => findingLine(finding, i, texts))),
    ...marks.map(
      ({ scheme, level, sensitive, known }) =>
        `  bears ${level || 'no level'} (${scheme || 'no scheme'})${known ? '' : ', a level nobody knows'}${sensitive ? ', sensitive' : ''}`,
    ),
    ...recipients.flatMap(recipientLines),
  ];
  return `${lines.map(harmless).join('\n')}\n`;
}

function recordedLine({ at, outcome, pack }: MessageRecord, now: MessageRecord['pack']): string {
  const by = pack.hash === now.hash ? 'the same policy' : `pack ${pack.name} ${pack.hash.slice(0, 12)}`;
  return `  recorded ${new Date(at).toISOString()} as ${outcome} by ${by}; below is what follows from its facts now`;
}

function readAs(read: string, why: string | undefined): string {
  if (read === 'full') return 'read in full';
  return `${read === 'partial' ? 'read in part' : 'not read'} (${why ?? 'no reason known'})`;
}

function regionLines({ where, kind, label, text }: TextRegion): readonly string[] {
  const head = `  ${where} [${kind}${label === undefined ? '' : `, ${label}`}]`;
  return [head, ...text.split('\n').map((line) => `    | ${line}`)];
}

function findingLine(finding: Finding, index: number, texts: readonly TextRegion[]): string {
  const { rule, severity, confidence, where, value, owner } = finding;
  // A fingerprint is of this run alone and tells a person nothing.
  const told = Object.entries(value ?? {}).filter(([name]) => name !== 'fingerprint');
  const facts = told.map(([name, fact]) => `${name} ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`);
  const more = [...facts, ...(owner === null ? [] : [`owner ${owner}`])];
  return `  ${index + 1}. ${rule}: ${severity}, confidence ${confidence}, in ${where}${placeIn(finding, texts)}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

function placeIn({ where, offset, length }: Finding, texts: readonly TextRegion[]): string {
  if (offset === undefined) return '';
  const before = texts.find((region) => region.where === where && offset <= region.text.length)?.text.slice(0, offset);
  if (before === undefined) return ` at ${offset}`;
  const line = before.split('\n').length;
  return `, line ${line} column ${offset - before.lastIndexOf('\n')}, ${length ?? 0} characters`;
}

function recipientLines(recipient: ExplainedRecipient): readonly string[] {
  const { address, relation, relationReason, outcome, channel, exempt, ownAddress, reasons, almost, cells, otherwise } =
    recipient;
  const standing = [
    relationReason === null ? relation : `${relation}: ${relationReason}`,
    `channel ${channel}`,
    ...(exempt ? ['exempt from content rules'] : []),
    ...(ownAddress ? ["resembles the sender's own name"] : []),
  ];
  return [
    '',
    `FOR ${address} (${standing.join('; ')}): ${outcome.toUpperCase()}`,
    ...(reasons.length === 0 ? ['  no clause matched'] : reasons.map(reasonLine)),
    ...cells.map(cellLine),
    ...almost.map(nearMissLine),
    ...otherwise.map(otherwiseLine),
  ];
}

function reasonLine({ clause, outcome, source, findings, strip, monitored, failed }: Reason): string {
  const what = monitored === undefined ? outcome : `${outcome}; monitored only, would ${monitored}`;
  const more = [
    ...(failed ? ['could not be evaluated'] : []),
    ...(findings.length > 0 ? [`by ${findings.map((index) => index + 1).join(', ')}`] : []),
    ...(strip.length > 0 ? [`takes out ${strip.join(', ')}`] : []),
    ...(source === null ? [] : [source]),
  ];
  return `  matched ${clause}: ${what}${more.length > 0 ? ` (${more.join('; ')})` : ''}`;
}

function cellLine({ scheme, level, rows, outcome }: Cell): string {
  const by = rows.map((row) => `${row.levels.join('/')} × ${row.relation.join('/')} × ${row.channel}`);
  return `  matrix  ${scheme} ${level}: ${outcome} (${by.length === 0 ? 'no row says anything' : `row ${by.join('; row ')}`})`;
}

function otherwiseLine(other: Otherwise): string {
  const where = 'without' in other ? `without ${other.without.join(' and ')}` : `to ${other.to.map(nameOf).join(', ')}`;
  return `  would be ${other.outcome.toUpperCase()} ${where}`;
}

function nameOf({ relation, channel }: Destination): string {
  return relation === 'partner' ? `partner (${channel})` : relation;
}

function nearMissLine({ clause, outcome, failed, wanted }: NearMiss): string {
  if (failed === 'exempt') return `  almost  ${clause} (${outcome}): but exempt people are outside it`;
  const said = Array.isArray(wanted)
    ? wanted.join(' or ')
    : typeof wanted === 'object'
      ? JSON.stringify(wanted)
      : wanted;
  return failed === 'unless'
    ? `  almost  ${clause} (${outcome}): but for unless ${said}`
    : `  almost  ${clause} (${outcome}): but ${failed} is not ${said}`;
}

function none(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  nothing'] : lines;
}

/** Escape sequences and signs that turn text around would change what the person sees. */
function harmless(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    sign === '\t' ? sign : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
