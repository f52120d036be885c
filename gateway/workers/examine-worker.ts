// The program of an examining process: compiles the rulebook once, then examines (or strips) message after message.
import { createHmac } from 'node:crypto';
import { openRegisters } from '../../adapters/local/registers/open-registers.ts';
import { strip } from '../../core/mail/act/strip.ts';
import { examine } from '../../core/mail/examine.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { offerFileConstants } from './library-surroundings.ts';
import { serveJobs } from './serve-jobs.ts';

offerFileConstants();
serveJobs(async ({ policy, fingerprintKey, registers: folder }) => {
  const rulebook = compileRulebook(policy);
  const fingerprint = (secret: string) => createHmac('sha256', fingerprintKey).update(secret).digest('hex');
  const registers = folder === null ? {} : { registers: openRegisters(folder) };
  const now = () => performance.now();
  return {
    examine: (raw, context) => examine(raw, context, { rulebook, fingerprint, now, ...registers }),
    strip: async (raw, paths, notice) =>
      strip(raw, await parse(raw), paths, (name) => ({ text: notice.replaceAll('{name}', () => shown(name)) })),
  };
});

/** A file name comes from the sender: it may neither break the notice's lines nor turn them around. */
function shown(name: string | null): string {
  return (name ?? '?').slice(0, 120).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
