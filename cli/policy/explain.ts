// postern policy explain: why this message would go where it goes. Shows its text, so it reads local files alone.
import { randomBytes } from 'node:crypto';
import { decide } from '../../core/mail/decide/decide.ts';
import { type ExplainedRecipient, explain } from '../../core/mail/decide/explain.ts';
import { withMaskedNames } from '../../core/mail/record/masked-names.ts';
import { examineFile, type FileScanOptions, withTriedStrips } from '../../core/mail/scan-file.ts';
import type { RecipientDecision } from '../../core/model/decision.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { TextRegion } from '../../core/model/part.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import type { PolicyData } from '../../core/rulebook/policy-data.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { examiners } from '../examiners.ts';
import { exitFor } from '../exit.ts';
import { oneMessage } from '../scan/one-message.ts';
import type { ExplainedFile } from './explained-file.ts';
import { asText } from './explanation-text.ts';

export interface ExplainOptions extends FileScanOptions {
  readonly pack?: string | undefined;
  readonly json: boolean;
}

/** Milliseconds: the message is read twice. */
const deadline = 70_000;

/** `path` is a message, or one message of an mbox. Rejects with CannotRun. */
export async function explainFile(path: string, { pack, json, ...wanted }: ExplainOptions): Promise<number> {
  const { file, raw } = await oneMessage(path);
  const explained = await explainMessage(file, raw, chosenPolicy(pack), wanted);
  process.stdout.write(json ? `${JSON.stringify(explained)}\n` : asText(explained));
  return exitFor(explained.explanation.outcome);
}

export async function explainMessage(
  file: string,
  raw: Uint8Array,
  policy: PolicyData,
  wanted: FileScanOptions,
): Promise<ExplainedFile> {
  const examiner = await examiners({
    size: 1,
    policy,
    fingerprintKey: randomBytes(32),
    entry: new URL('./explain-worker.ts', import.meta.url),
    limits: { deadline },
  });
  try {
    const question = await examineFile(raw, wanted, { examiner, rulebook: compileRulebook(policy) });
    const examined = question.examination as Examination & { texts?: readonly TextRegion[] };
    const { texts = [], ...examination } = withMaskedNames(examined) as typeof examined;
    const told = explain({ ...question, examination });
    // Parts are named as they stand in the message there.
    const tried = await withTriedStrips(raw, decide(question), examiner);
    const recipients = told.recipients.map((recipient, i) => ({
      ...recipient,
      ...triedFor(recipient, tried.recipients[i]),
    }));
    return {
      file,
      mailFrom: question.mailFrom,
      examination,
      texts,
      explanation: { ...told, recipients, outcome: tried.outcome },
    };
  } finally {
    await examiner.close();
  }
}

/** What cannot be taken out safely is held, and has one reason more. */
function triedFor(
  told: ExplainedRecipient,
  tried: RecipientDecision | undefined,
): Pick<RecipientDecision, 'outcome' | 'reasons'> {
  const more = tried?.reasons.slice(told.reasons.length) ?? [];
  return { outcome: tried?.outcome ?? told.outcome, reasons: [...told.reasons, ...more] };
}
