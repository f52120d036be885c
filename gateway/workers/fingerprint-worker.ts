// The program of a process that reads documents to be registered: fingerprints come out, the text never does.
import { printsOf } from '../../core/mail/detect/documents/prints.ts';
import { registerKey } from '../../core/mail/detect/documents/register-key.ts';
import { runningTexts } from '../../core/mail/detect/documents/running-texts.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { DocumentPrints } from '../../core/model/register.ts';
import { examineAndRead, serveExaminer } from './serve-examiner.ts';

/** What `examine` resolves with here. */
export interface PrintedExamination extends Examination {
  /** Of all that is attached, as one document; null where there is too little text. */
  readonly prints: DocumentPrints | null;
}

serveExaminer((deps) => {
  const key = registerKey(deps.fingerprint);
  return {
    examine: async (raw, context): Promise<PrintedExamination> => {
      const { examination, readings } = await examineAndRead(raw, context, deps);
      return { ...examination, prints: printsOf(runningTexts(readings), key) };
    },
  };
});
