// The program of a process that reads documents to be registered: fingerprints come out, the text never does.
import { createHmac } from 'node:crypto';
import { printsOf } from '../../core/mail/detect/documents/prints.ts';
import { registerKey } from '../../core/mail/detect/documents/register-key.ts';
import { runningTexts } from '../../core/mail/detect/documents/running-texts.ts';
import { examine } from '../../core/mail/examine.ts';
import { extract } from '../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../core/mail/extract/limits.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { DocumentPrints } from '../../core/model/register.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { offerFileConstants } from './library-surroundings.ts';
import { serveJobs } from './serve-jobs.ts';

/** What `examine` resolves with here. */
export interface PrintedExamination extends Examination {
  /** Of all that is attached, as one document; null where there is too little text. */
  readonly prints: DocumentPrints | null;
}

offerFileConstants();
serveJobs(async ({ policy, fingerprintKey }) => {
  const rulebook = compileRulebook(policy);
  const fingerprint = (secret: string) => createHmac('sha256', fingerprintKey).update(secret).digest('hex');
  const key = registerKey(fingerprint);
  const now = () => performance.now();
  return {
    examine: async (raw, context): Promise<PrintedExamination> => {
      const examination = await examine(raw, context, { rulebook, fingerprint, now });
      const readings = await extract(await parse(raw), new Budget(defaultLimits, now), { ocr: context.ocr });
      return { ...examination, prints: printsOf(runningTexts(readings), key) };
    },
    strip: () => Promise.resolve(null),
  };
});
