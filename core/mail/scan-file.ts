// Scans a message that came from no client: a file, or the body of an API call. Nothing is kept, nothing is sent.
import type { MessageDecision, Outcome } from '../model/decision.ts';
import type { Direction, Envelope } from '../model/envelope.ts';
import type { Examination } from '../model/examination.ts';
import type { Defect } from '../model/message.ts';
import type { Clock, Examiner } from '../ports.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { prepareStrips } from './act/prepare.ts';
import { type DecideInput, decide } from './decide/decide.ts';
import { concernsExemptOnly } from './decide/exempt.ts';
import { sameDoorRule } from './detect/same-door/detect-same-door.ts';
import { directionOf } from './intake/direction-of.ts';
import { report, type ScanReport } from './report.ts';

export interface FileScanOptions {
  /** Replaces Return-Path or From. */
  readonly from?: string;
  /** Replaces To, Cc and Bcc. */
  readonly to?: readonly string[];
  readonly direction?: Direction;
  readonly ocr: boolean;
}

/** Stands for a recipient nobody named; its relation is external (DESIGN section 7). */
export const unknownRecipient = 'unknown@invalid';

interface FileScanDependencies {
  readonly examiner: Examiner;
  readonly rulebook: Rulebook;
  /** Absent: what lasts until a date counts as over. */
  readonly clock?: Clock;
}

/** Rejects only when no worker can be had; `now` is a monotonic clock in milliseconds. */
export async function scanFile(
  file: string,
  raw: Uint8Array,
  options: FileScanOptions,
  { now, ...deps }: FileScanDependencies & { readonly now: () => number },
): Promise<ScanReport> {
  const started = now();
  const question = await examineFile(raw, options, deps);
  const decision = await withTriedStrips(raw, decide(question), deps.examiner);
  return report(file, question.examination, decision, now() - started);
}

/** As the gateway does: what cannot be taken out safely is held, and the decision says so. */
export async function withTriedStrips(
  raw: Uint8Array,
  decided: MessageDecision,
  examiner: Examiner,
): Promise<MessageDecision> {
  const { decision } = await prepareStrips(raw, decided, { examiner, notices: () => ({ removed: '' }) });
  return decision;
}

/** All that a decision asks for. Rejects only when no worker can be had. */
export async function examineFile(
  raw: Uint8Array,
  options: FileScanOptions,
  { examiner, rulebook, clock }: FileScanDependencies,
): Promise<DecideInput> {
  const { organisation } = rulebook.pack;
  const context = { mailFrom: options.from ?? null, ocr: options.ocr };
  const first = await examiner.examine(raw, context);
  const { mailFrom, recipients } = envelopeOf(first, options);
  const heading = directionOf({ mailFrom, recipients }, organisation);
  const direction = options.direction ?? heading.direction;
  // Whom it concerns may stand in the message alone: what was found in mail of exempt people is forgotten.
  const exempt = concernsExemptOnly({ mailFrom, recipients }, direction, organisation);
  const openLocked = direction === 'inbound' && first.findings.some(({ rule }) => rule === sameDoorRule);
  const examined = exempt || openLocked ? await examiner.examine(raw, { ...context, exempt, openLocked }) : first;
  const examination = withDefects(examined, options.direction === undefined ? heading.defects : []);
  const at = clock === undefined ? {} : { at: clock() };
  return { examination, mailFrom, recipients, direction, rulebook, ...at };
}

function envelopeOf({ headers }: Examination, options: FileScanOptions): Pick<Envelope, 'mailFrom' | 'recipients'> {
  const mailFrom = options.from ?? headers.returnPath ?? headers.from[0]?.address ?? '';
  const named = [...headers.to, ...headers.cc, ...headers.bcc]
    .map(({ address }) => address)
    .filter((address) => address.includes('@'));
  const addresses = [...new Set(options.to ?? named)];
  return {
    mailFrom,
    recipients: (addresses.length === 0 ? [unknownRecipient] : addresses).map((address) => ({ address })),
  };
}

function withDefects(examination: Examination, defects: readonly Defect[]): Examination {
  return defects.length === 0 ? examination : { ...examination, defects: [...examination.defects, ...defects] };
}

/** The line for a file whose bytes could not be had or read at all: a person looks. */
export function unreadableReport(file: string, why: string): Omit<ScanReport, 'id'> & { id: string } {
  const outcome: Outcome = 'hold';
  return {
    file,
    id: '',
    direction: 'inbound',
    outcome,
    recipients: [{ address: unknownRecipient, relation: 'external', outcome, reasons: ['postern/unreadable-file'] }],
    classification: null,
    findings: [
      {
        rule: `unreadable/${why}`,
        kind: 'unreadable',
        severity: 'high',
        confidence: 1,
        where: 'message',
        value: { why },
        owner: null,
      },
    ],
    parts: [],
    defects: [why],
    ms: 0,
  };
}
