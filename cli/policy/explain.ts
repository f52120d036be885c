// postern policy explain: why this message would go where it goes. Shows its text, so it reads local files alone.
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { explain } from '../../core/mail/decide/explain.ts';
import { examineFile } from '../../core/mail/scan-file.ts';
import type { Direction } from '../../core/model/envelope.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { TextRegion } from '../../core/model/part.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { loadPolicy } from '../../core/rulebook/load-rulebook.ts';
import type { PolicyData } from '../../core/rulebook/policy-data.ts';
import { PolicyError } from '../../core/rulebook/policy-error.ts';
import { startExaminers } from '../../gateway/workers/examiner-pool.ts';
import { CannotRun, exit } from '../exit.ts';
import { largestMessage } from '../scan/input.ts';
import type { ExplainedFile } from './explained-file.ts';
import { asText } from './explanation-text.ts';

export interface ExplainOptions {
  readonly policyFolder: string;
  readonly pack?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly from?: string | undefined;
  readonly to?: readonly string[] | undefined;
  readonly json: boolean;
  readonly 'no-ocr': boolean;
}

/** Milliseconds: the message is read twice. */
const deadline = 70_000;

export async function explainFile(file: string, options: ExplainOptions): Promise<number> {
  const raw = await messageIn(file);
  const explained = await explainMessage(file, raw, policyOf(options), options);
  process.stdout.write(options.json ? `${JSON.stringify(explained)}\n` : asText(explained));
  return ['strip', 'block', 'hold'].includes(explained.explanation.outcome) ? exit.stopped : exit.fine;
}

export async function explainMessage(
  file: string,
  raw: Uint8Array,
  policy: PolicyData,
  { direction, from, to, 'no-ocr': noOcr }: Omit<ExplainOptions, 'policyFolder' | 'json'>,
): Promise<ExplainedFile> {
  const examiner = await startExaminers({
    size: 1,
    policy,
    fingerprintKey: randomBytes(32),
    entry: new URL('./explain-worker.ts', import.meta.url),
    limits: { deadline },
  });
  try {
    const wanted = {
      ocr: !noOcr,
      ...(direction === undefined ? {} : { direction }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const question = await examineFile(raw, wanted, { examiner, rulebook: compileRulebook(policy) });
    const { texts = [], ...examination } = question.examination as Examination & { texts?: readonly TextRegion[] };
    return { file, mailFrom: question.mailFrom, examination, texts, explanation: explain(question) };
  } finally {
    await examiner.close();
  }
}

async function messageIn(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > largestMessage)
      throw new CannotRun(`${file} is larger than ${largestMessage} bytes; it would be held unread`);
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof CannotRun) throw cause;
    throw new CannotRun(`${file} cannot be read; name one message in a file`, { cause });
  }
}

function policyOf({ policyFolder, pack }: ExplainOptions): PolicyData {
  try {
    const onDisk = readPolicyFolder(policyFolder, pack);
    return loadPolicy(onDisk.files, onDisk.pack);
  } catch (cause) {
    if (cause instanceof PolicyError) throw new CannotRun(cause.message);
    throw cause;
  }
}
