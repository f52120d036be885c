// The program of an examining process: loads the rulebook once, then examines message after message.
import { createHmac } from 'node:crypto';
import { examine } from '../../core/mail/examine.ts';
import { loadRulebook } from '../../core/rulebook/load-rulebook.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs(async ({ files, pack, fingerprintKey }) => {
  const rulebook = loadRulebook(files, pack);
  const fingerprint = (secret: string) => createHmac('sha256', fingerprintKey).update(secret).digest('hex');
  const now = () => performance.now();
  return {
    examine: (raw, context) => examine(raw, context, { rulebook, fingerprint, now }),
    strip: async () => null,
  };
});
