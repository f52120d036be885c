// Mails opened in the console's viewer by a real browser: nothing of them may run, load or lead away.
import type { HostileMail } from '../../../tests/console/hostile-mail.ts';
import type { Miss, Sample, Score, SetContext, SetResult } from '../evaluation.ts';
import { filesBelow } from '../files.ts';
import { attachments, inboundLetter, mails } from '../samples.ts';

export const viewedMails: Score = (context) => viewed(context, (paths) => mails(paths, (name) => name));

/** Files that are no mails, each attached to one. */
export const viewedFiles: Score = (context) =>
  viewed(context, (paths) => attachments(paths, inboundLetter, (name) => name));

async function viewed(
  { folder, every, step }: SetContext,
  samplesOf: (paths: readonly string[]) => AsyncIterable<Sample<string>>,
): Promise<SetResult> {
  const samples: HostileMail[] = [];
  const paths = (await filesBelow(folder)).filter((_, n) => n % every === 0);
  for await (const { file, raw } of samplesOf(paths)) samples.push({ file, raw });
  // Loaded late: only this score needs a browser.
  const [{ pagesUnderTest }, { lookedAt }] = await Promise.all([
    import('../../../tests/console/pages-under-test.ts'),
    import('../../../tests/console/hostile-mail.ts'),
  ]);
  const web = await pagesUnderTest();
  const misses: Miss[] = [];
  let refused = 0;
  try {
    for await (const { file, shown, problems } of lookedAt(web, samples)) {
      step();
      if (shown === null) refused++;
      const [first] = problems;
      if (first !== undefined) misses.push({ file, why: first.slice(0, 100) });
    }
  } finally {
    await web.close();
  }
  const of = samples.length;
  const { length: strays } = web.strays;
  return {
    rows: [
      { measure: 'something ran, or could act', count: misses.length, of, bar: 'none' },
      { measure: 'requests that left the page', count: strays, bar: 'none' },
      { measure: 'not shown: cannot be read safely', count: refused, of },
    ],
    misses,
  };
}
