// Files as samples, read one at a time: mails as they are, everything else attached to a small mail.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Sample } from './evaluation.ts';
import { type Letter, withAttachment } from './wrap.ts';

/** A letter that says nothing; from outside to the demonstration organisation. */
export const inboundLetter: Letter = {
  from: 'sender@sender.example',
  to: 'staff@agency.example',
  subject: 'The file you asked for',
  body: 'Hello,\n\nplease find the file attached.\n\nRegards\n',
};

/** From the demonstration organisation to somebody outside. */
export const outboundLetter: Letter = { ...inboundLetter, from: inboundLetter.to, to: 'reader@outside.example' };

/** `labelOf` gets the file's name; null leaves the file out. */
export async function* mails<Label>(
  paths: readonly string[],
  labelOf: (name: string) => Label | null,
): AsyncGenerator<Sample<Label>> {
  for (const path of paths) {
    const file = basename(path);
    const label = labelOf(file);
    if (label !== null) yield { file, raw: await readFile(path), label };
  }
}

export async function* attachments<Label>(
  paths: readonly string[],
  letter: Letter,
  labelOf: (name: string, path: string) => Label | null,
): AsyncGenerator<Sample<Label>> {
  for (const path of paths) {
    const file = basename(path);
    const label = labelOf(file, path);
    if (label !== null) yield { file, raw: withAttachment(letter, file, await readFile(path)), label };
  }
}
