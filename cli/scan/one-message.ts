// Picks the one message that a path stands for: the file itself, or FILE#2 for the second of an mbox.
import { stat } from 'node:fs/promises';
import { CannotRun } from '../exit.ts';
import { inputs } from './messages.ts';

interface Message {
  readonly file: string;
  readonly raw: Uint8Array;
}

/** Rejects with CannotRun when it is no message, or several. */
export async function oneMessage(path: string): Promise<Message> {
  const { file, number } = await placeOf(path);
  let seen = 0;
  for await (const input of inputs([file], process.stdin)) {
    if ('problem' in input) throw new CannotRun(`${input.file} ${input.problem}; name one message in a file`);
    seen++;
    // Only an mbox with several messages numbers them.
    if (input.file !== path && !(input.file === file && number === 1)) continue;
    if ('tooLarge' in input) throw new CannotRun(`${input.file} is too large to be read; it would be held unread`);
    return input;
  }
  if (number === null && seen > 1) throw new CannotRun(`${file} holds ${seen} messages; name one of them as ${file}#1`);
  throw new CannotRun(`${path} is no message; name one message in a file`);
}

async function placeOf(path: string): Promise<{ readonly file: string; readonly number: number | null }> {
  const whole = { file: path, number: null };
  if (path === '-') return whole;
  const facts = await stat(path).catch(() => null);
  if (facts?.isDirectory()) throw new CannotRun(`${path} is a folder; name one message in a file`);
  const [, file, digits] = /^(.+)#([1-9]\d{0,8})$/s.exec(path) ?? [];
  return facts !== null || file === undefined ? whole : { file, number: Number(digits) };
}
