// What every program of an examining process begins with: libraries made to work, the policy compiled, the keys taken.
import { createHmac } from 'node:crypto';
import { sealCandidate } from '../../adapters/local/candidates.ts';
import { openRegisters } from '../../adapters/local/registers/open-registers.ts';
import { type ExamineDependencies, examine } from '../../core/mail/examine.ts';
import { extract } from '../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../core/mail/extract/limits.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import type { Examination, ExaminationContext } from '../../core/model/examination.ts';
import type { ParsedMessage } from '../../core/model/message.ts';
import type { Reading } from '../../core/model/part.ts';
import type { PartInspector } from '../../core/ports.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { offerFileConstants } from './library-surroundings.ts';
import { serveJobs } from './serve-jobs.ts';
import type { MailWorker } from './worker-protocol.ts';

/** Called once, by the program of a process. What cannot strip or draw answers null to it. */
export function serveExaminer(
  workerOf: (deps: ExamineDependencies) => Partial<MailWorker> & Pick<MailWorker, 'examine'>,
) {
  offerFileConstants();
  serveJobs(async ({ policy, fingerprintKey, registers }) => ({
    strip: () => Promise.resolve(null),
    draw: () => Promise.resolve(null),
    ...workerOf({
      ...(policy.yara === undefined ? {} : { inspector: await startInspector(policy.yara) }),
      rulebook: compileRulebook(policy),
      fingerprint: (secret) => createHmac('sha256', fingerprintKey).update(secret).digest('hex'),
      sealCandidate,
      now: () => performance.now(),
      ...(registers === null ? {} : { registers: openRegisters(registers) }),
    }),
  }));
}

/** Loaded where there are rules alone: the engine takes a while and much memory. */
async function startInspector(sources: ReadonlyMap<string, string>): Promise<PartInspector> {
  const { startYara } = await import('../../adapters/yara/yara-inspector.ts');
  return startYara(sources);
}

/** For programs that also need what was read: it is read a second time, since an examination keeps no text. */
export async function examineAndRead(
  raw: Uint8Array,
  context: ExaminationContext,
  deps: ExamineDependencies,
): Promise<{
  readonly examination: Examination;
  readonly message: ParsedMessage;
  readonly readings: readonly Reading[];
}> {
  const examination = await examine(raw, context, deps);
  const message = await parse(raw);
  const readings = await extract(message, new Budget(defaultLimits, deps.now), { ocr: context.ocr });
  return { examination, message, readings };
}
