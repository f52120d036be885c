// Reads the texts of ordinary mail, which hold no secrets, from folders of .eml files.
import { readFile } from 'node:fs/promises';
import { extract } from '../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../core/mail/extract/limits.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import { filesBelow } from '../evaluate/files.ts';
import type { Message } from './examples.ts';

/** Characters of a body that are looked at: enough of a digest. */
const most = 60_000;

export async function* ordinaryMail(folders: readonly string[]): AsyncGenerator<Message> {
  for (const folder of folders)
    for (const path of await filesBelow(folder)) {
      const message = await parse(await readFile(path));
      const readings = await extract(message, new Budget(defaultLimits, () => performance.now()), { ocr: false });
      const bodies = readings.flatMap(({ regions }) => regions.filter(({ kind }) => kind === 'body'));
      for (const { text } of bodies) yield { subject: message.subject, body: text.slice(0, most), secrets: [] };
    }
}
