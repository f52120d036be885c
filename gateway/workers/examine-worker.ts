// The program of an examining process: compiles the rulebook once, then examines (or strips) message after message.
import { removalNotice } from '../../core/mail/act/removal-notice.ts';
import { strip } from '../../core/mail/act/strip.ts';
import { type ExamineDependencies, examine } from '../../core/mail/examine.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import type { RemovalNotices } from '../../core/ports.ts';
import { serveExaminer } from './serve-examiner.ts';

serveExaminer((deps) => ({
  examine: (raw, context) => examine(raw, context, deps),
  strip: async (raw, paths, notices) =>
    strip(raw, await parse(raw), paths, removalNotice(notices, await copiesFor(notices, deps))),
}));

/** Loaded where the pack offers copies alone: most do not, and every process starts with what stands above. */
async function copiesFor({ withCopy }: RemovalNotices, deps: ExamineDependencies) {
  if (withCopy === undefined) return async () => null;
  const { safeCopies } = await import('../../core/mail/act/disarm/safe-copy.ts');
  return safeCopies({ examine: (copy) => examine(copy, { mailFrom: '', ocr: false }, deps), now: deps.now });
}
