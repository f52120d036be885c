// An examining process that also hands back the texts it read, for a person who explains a file of their own to themselves.
import { createHmac } from 'node:crypto';
import { examine } from '../../core/mail/examine.ts';
import { extract } from '../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../core/mail/extract/limits.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { offerFileConstants } from '../../gateway/workers/library-surroundings.ts';
import { serveJobs } from '../../gateway/workers/serve-jobs.ts';

offerFileConstants();
serveJobs(async ({ policy, fingerprintKey }) => {
  const rulebook = compileRulebook(policy);
  const fingerprint = (secret: string) => createHmac('sha256', fingerprintKey).update(secret).digest('hex');
  const now = () => performance.now();
  return {
    examine: async (raw, context) => {
      const examination = await examine(raw, context, { rulebook, fingerprint, now });
      const readings = await extract(await parse(raw), new Budget(defaultLimits, now), { ocr: context.ocr });
      return Object.assign(examination, { texts: readings.flatMap(({ regions }) => regions) });
    },
    strip: () => Promise.resolve(null),
  };
});
