// Reads one message: parse → extract → detect. Runs in a worker process that may be killed (see scan.ts for the whole life).
import { createHash } from 'node:crypto';
import type { CandidateWindow, SealedCandidate } from '../model/candidate.ts';
import type { Examination, ExaminationContext, FoundKey } from '../model/examination.ts';
import type { Finding } from '../model/finding.ts';
import type { ParsedMessage } from '../model/message.ts';
import type { Reading } from '../model/part.ts';
import type { PartInspector } from '../ports.ts';
import type { Registers } from '../register-ports.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { detect, recognise } from './detect/detect.ts';
import type { DetectorInput } from './detect/detector.ts';
import { inspectionFindings } from './detect/engines/inspected-parts.ts';
import { classify } from './detect/markings/classify.ts';
import { detectSameDoor, keysAmong, sameDoorRule } from './detect/same-door/detect-same-door.ts';
import { nestedDefects } from './detect/unreadable/detect-unreadable.ts';
import { extract } from './extract/extract.ts';
import { Budget, defaultLimits, type Limits } from './extract/limits.ts';
import { listedParts } from './extract/listed-parts.ts';
import { threadOf } from './follow/thread-of.ts';
import { parse } from './parse/parse.ts';
import { secretsFound, secretsInNames } from './record/masked-names.ts';

export interface ExamineDependencies {
  readonly rulebook: Rulebook;
  readonly fingerprint: (secret: string) => string;
  /** Seals a password for the key service; absent where none is kept. */
  readonly sealCandidate?: (password: string, fingerprint: string, window: CandidateWindow) => SealedCandidate;
  /** What the organisation registered to be recognised; absent where that is nothing. */
  readonly registers?: Registers;
  /** Looks into the bytes of parts, such as by YARA rules; absent where there are none. */
  readonly inspector?: PartInspector;
  /** Monotonic clock, milliseconds. */
  readonly now: () => number;
}

/** Never throws for a bad message; what could not be read is in the findings. */
export async function examine(
  raw: Uint8Array,
  context: ExaminationContext,
  deps: ExamineDependencies,
): Promise<Examination> {
  const { rulebook, now } = deps;
  const started = now();
  const message = await parse(raw);
  const parsed = now();
  const first = await look(message, context, defaultLimits, deps);
  const keys = [...(context.openLocked === true ? keysFor(first, rulebook) : []), ...(context.keys ?? [])];
  const left = defaultLimits.time - (now() - parsed);
  const { readings, extracted, findings } =
    keys.length === 0 || left <= 0 ? first : await look(message, context, { ...defaultLimits, time: left }, deps, keys);
  const read = readings.map((reading) => reading.part);
  const parts = listedParts(
    read,
    findings.map((finding) => finding.where),
  );
  const defects = [...message.defects, ...readings.flatMap(({ part }) => nestedDefects(part))];
  const named = secretsInNames(secretsFound(findings, readings), { findings, parts, defects });
  const candidates = candidatesIn(first, context, deps);
  const ended = now();
  return {
    id: createHash('sha256').update(raw).digest('hex'),
    bytes: raw.length,
    headers: {
      subject: message.subject,
      from: message.from,
      to: message.to,
      cc: message.cc,
      bcc: message.bcc,
      returnPath: message.returnPath,
      messageId: message.messageId,
      thread: threadOf(message),
      received: message.headers.filter((header) => header.name.toLowerCase() === 'received').length,
    },
    protection: message.protection,
    findings,
    classification: classify(findings, rulebook.schemes),
    parts,
    defects,
    ...(named.length === 0 ? {} : { secretsInNames: named }),
    ...(candidates.length === 0 ? {} : { candidates }),
    timings: { parse: parsed - started, extract: extracted - parsed, detect: ended - extracted },
  };
}

interface Look {
  readonly readings: readonly Reading[];
  readonly findings: readonly Finding[];
  /** When extraction was over. */
  readonly extracted: number;
}

/** Everything that can be read, and what is found in it. */
async function look(
  message: ParsedMessage,
  context: ExaminationContext,
  limits: Limits,
  { rulebook, fingerprint, registers, inspector, now }: ExamineDependencies,
  keys?: readonly FoundKey[],
): Promise<Look> {
  const inspection = inspector?.();
  const readings = await extract(message, new Budget(limits, now), {
    ocr: context.ocr,
    ...(inspection === undefined ? {} : { inspect: inspection.add }),
    ...(keys === undefined ? {} : { keys }),
  });
  const inspected = (await inspection?.end()) ?? { found: [], complete: true };
  const extracted = now();
  const input: DetectorInput = {
    message,
    readings,
    context: { ...context, mailFrom: context.mailFrom ?? message.returnPath ?? message.from[0]?.address ?? '' },
    rulebook,
    fingerprint,
    ...(registers === undefined ? {} : { registers }),
  };
  const found = [...detect(input), ...(await recognise(input)), ...inspectionFindings(inspected, rulebook.rules)];
  const parts = readings.map(({ part }) => part);
  return { readings, extracted, findings: [...found, ...detectSameDoor(found, parts, rulebook)] };
}

const mostKeys = 8;
const longestKey = 128;

/** Passwords that came with a locked part; each is a guess that costs a try. */
function keysFor(look: Look, rulebook: Rulebook): readonly FoundKey[] {
  return look.findings.some(({ rule }) => rule === sameDoorRule) ? keysIn(look, rulebook) : [];
}

/** Passwords for files of other mails. */
function candidatesIn(
  look: Look,
  { window }: ExaminationContext,
  { rulebook, sealCandidate }: ExamineDependencies,
): readonly SealedCandidate[] {
  if (window === undefined || sealCandidate === undefined) return [];
  return keysIn(look, rulebook).map(({ password, fingerprint }) => sealCandidate(password, fingerprint, window));
}

function keysIn({ readings, findings }: Look, rulebook: Rulebook): readonly FoundKey[] {
  const keys = keysAmong(findings, rulebook).flatMap((finding) =>
    secretsFound([finding], readings).map(({ secret }) => ({
      password: secret,
      fingerprint: String(finding.value?.fingerprint),
    })),
  );
  return keys.filter(({ password }) => password.length <= longestKey).slice(0, mostKeys);
}
