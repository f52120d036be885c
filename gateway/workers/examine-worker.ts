// The program of an examining process: compiles the rulebook once, then examines (or strips) message after message.
import { strip } from '../../core/mail/act/strip.ts';
import { examine } from '../../core/mail/examine.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import { serveExaminer } from './serve-examiner.ts';

serveExaminer((deps) => ({
  examine: (raw, context) => examine(raw, context, deps),
  strip: async (raw, paths, notice) =>
    strip(raw, await parse(raw), paths, (name) => ({ text: notice.replaceAll('{name}', () => shown(name)) })),
}));

/** A file name comes from the sender: it may neither break the notice's lines nor turn them around. */
function shown(name: string | null): string {
  return (name ?? '?').slice(0, 120).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
