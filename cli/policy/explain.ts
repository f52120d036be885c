// postern policy explain: why this message would go where it goes. Shows its text, so it reads local files alone.
import { randomBytes } from 'node:crypto';
import { explain } from '../../core/mail/decide/explain.ts';
import { withMaskedNames } from '../../core/mail/record/masked-names.ts';
import { examineFile, type FileScanOptions } from '../../core/mail/scan-file.ts';
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
    return {
      file,
      mailFrom: question.mailFrom,
      examination,
      texts,
      explanation: explain({ ...question, examination }),
    };
  } finally {
    await examiner.close();
  }
}
