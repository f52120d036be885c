// The program of an examining process: compiles the rulebook once, then examines (or strips) message after message.
import { safeCopies } from '../../core/mail/act/disarm/safe-copy.ts';
import { removalNotice } from '../../core/mail/act/removal-notice.ts';
import { strip } from '../../core/mail/act/strip.ts';
import { examine } from '../../core/mail/examine.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import { serveExaminer } from './serve-examiner.ts';

serveExaminer((deps) => ({
  examine: (raw, context) => examine(raw, context, deps),
  strip: async (raw, paths, notices) => {
    const scan = (copy: Uint8Array) => examine(copy, { mailFrom: '', ocr: false }, deps);
    return strip(raw, await parse(raw), paths, removalNotice(notices, safeCopies({ examine: scan, now: deps.now })));
  },
}));
