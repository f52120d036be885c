// Runs the cases that packs state about their own clauses and matrices: each is a test of the whole decision.
import type { Direction } from '../../model/envelope.ts';
import type { Examination } from '../../model/examination.ts';
import type { Classification, Finding } from '../../model/finding.ts';
import type { Part, UnreadReason } from '../../model/part.ts';
import type { PackDefinition } from '../../rulebook/resolve-pack.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import type { CaseFile, Situation } from '../../rulebook/shapes/pack-file.ts';
import { directionOf } from '../intake/direction-of.ts';
import { decide } from './decide.ts';

export interface CaseResult {
  /** Place of the case: `default/classified-to-personal case 2`. */
  readonly name: string;
  /** Null when it holds. */
  readonly failure: string | null;
}

/** `rulebook` is compiled from the same pack. What it takes from a pack below is tried there, with its organisation. */
export function tryCases(definition: PackDefinition, rulebook: Rulebook): readonly CaseResult[] {
  const pack = definition.name;
  const isOwn = (written: { readonly pack: string }) => written.pack === pack;
  const own = [
    ...definition.clauses.filter(isOwn).map(({ value }) => ({
      id: value.id,
      outcome: value.then,
      monitor: value.monitor,
      cases: value.cases,
    })),
    ...definition.matrices.filter(isOwn).map(({ value }) => ({
      id: `handling-${value.scheme}`,
      outcome: null,
      monitor: definition.file.value.monitor,
      cases: value.cases,
    })),
  ];
  return own.flatMap(({ id, outcome, monitor, cases }) =>
    cases.map((each, i): CaseResult => {
      // A case that ends as its clause ends is due to that clause, unless it names another; otherwise the clause stays out.
      const due =
        each.because ?? (outcome === each.expect || (outcome === null && each.expect !== 'deliver') ? id : null);
      const failure = tryCase(
        each,
        { clause: `${pack}/${id}`, due: due === null ? null : `${pack}/${due}`, monitor },
        rulebook,
      );
      return { name: `${pack}/${id} case ${i + 1}`, failure };
    }),
  );
}

function tryCase(
  { given, expect }: CaseFile,
  { clause, due, monitor }: { readonly clause: string; readonly due: string | null; readonly monitor: boolean },
  rulebook: Rulebook,
): string | null {
  const { from, to, direction } = partiesOf(given, rulebook);
  const examination = examinationOf(given, { from, to }, rulebook);
  if (typeof examination === 'string') return examination;
  const decision = decide({ examination, recipients: [{ address: to }], mailFrom: from, direction, rulebook });
  const reasons = decision.recipients.flatMap((recipient) => recipient.reasons);
  const matched = reasons.map((reason) => reason.clause);
  const heard = matched.length === 0 ? 'no clause' : matched.join(', ');
  if (monitor) return null;
  if (decision.outcome !== expect) return `expected ${expect}, got ${decision.outcome} by ${heard}`;
  if (due !== null && !matched.includes(due)) return `expected ${due} to match, got ${heard}`;
  if (due === null && matched.includes(clause)) return `expected ${clause} not to match`;
  return null;
}

function partiesOf(given: Situation, { pack }: Rulebook): { from: string; to: string; direction: Direction } {
  const domain = pack.organisation.domains[0] ?? 'invalid';
  const inbound = given.direction === 'inbound';
  const from = given.from ?? (inbound ? 'someone@elsewhere.example' : `pat.smith@${domain}`);
  const to = given.to ?? (given.direction === 'outbound' ? 'someone@elsewhere.example' : `lee.jones@${domain}`);
  const { direction } = directionOf({ mailFrom: from, recipients: [{ address: to }] }, pack.organisation);
  return { from, to, direction: given.direction ?? direction };
}

/** A text says why the situation cannot be. */
function examinationOf(
  given: Situation,
  { from, to }: { readonly from: string; readonly to: string },
  rulebook: Rulebook,
): Examination | string {
  const findings: Finding[] = [];
  for (const each of given.findings ?? []) {
    const rule = each.rule === undefined ? undefined : rulebook.rules.get(each.rule);
    const kind = rule?.kind ?? each.kind;
    if (kind === undefined)
      return `the case names ${each.rule ?? 'neither a rule nor a kind'}, which is no rule; correct it`;
    findings.push({
      rule: rule?.id ?? `${kind}/any`,
      kind,
      severity: each.severity ?? rule?.severity ?? 'high',
      confidence: each.confidence ?? rule?.confidence ?? 1,
      where: each.where,
      value: each.value ?? null,
      owner: null,
    });
  }
  const classification = classificationOf(given, rulebook);
  if (typeof classification === 'string') return classification;
  return {
    id: '0'.repeat(64),
    bytes: 1000,
    headers: {
      subject: '',
      from: [{ name: given.from_name ?? '', address: from }],
      to: [{ name: given.to_name ?? '', address: to }],
      cc: [],
      bcc: [],
      returnPath: null,
      messageId: null,
      received: 1,
    },
    protection: 'none',
    findings: classification === null ? findings : [...findings, markingOf(classification)],
    classification,
    parts: partsOf(given, findings),
    defects: (given.defects ?? []).map(({ kind, hides_payload }) => ({ kind, where: '', hidesPayload: hides_payload })),
    timings: { parse: 0, extract: 0, detect: 0 },
  };
}

function classificationOf({ marked }: Situation, { schemes }: Rulebook): Classification | null | string {
  if (marked === undefined) return null;
  const level = schemes.get(marked.scheme)?.levels.find(({ name }) => name === marked.level);
  if (level === undefined) return `the case is marked ${marked.scheme} ${marked.level}, which is no level; correct it`;
  return { scheme: marked.scheme, level: level.name, rank: level.rank, sensitive: level.sensitive, carrier: 'subject' };
}

function markingOf({ scheme, level, carrier }: Classification): Finding {
  const value = { scheme, level };
  return { rule: 'markings/any', kind: 'marking', severity: 'high', confidence: 1, where: carrier, value, owner: null };
}

function partsOf({ unread = [], attached }: Situation, findings: readonly Finding[]): readonly Part[] {
  const attachments = new Set(
    findings.flatMap(({ where }) => (where.startsWith('attachment:') ? [where.split(/[>#]/, 1)[0] ?? where] : [])),
  );
  return [
    partOf('body', unread.includes('end-to-end') ? 'end-to-end' : null),
    ...(attached === undefined ? [] : [partOf(`attachment:${attached}`, null)]),
    ...[...attachments].map((path) => partOf(path, null)),
    ...unread.filter((why) => why !== 'end-to-end').map((why) => partOf(`attachment:${why}.bin`, why)),
  ];
}

function partOf(path: string, why: UnreadReason | null): Part {
  const role = path === 'body' ? 'body' : 'attachment';
  const known = {
    path,
    role,
    name: null,
    declaredType: null,
    type: 'application/octet-stream',
    bytes: 1,
    sha256: '',
    facts: [],
  } as const;
  return why === null ? { ...known, read: 'full' } : { ...known, read: 'none', why };
}
