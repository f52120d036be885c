// postern password-hash: what stands in postern.yaml as an account's passwordHash.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { hashPassword } from '../gateway/smtp/admission.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern password-hash

Reads a password, without showing it, or the first line of standard input, and prints the passwordHash of an account
for postern.yaml.
`;

/** As many characters as a sign-in looks at. */
const longest = 1000;

export async function run(args: readonly string[]): Promise<number> {
  parseArgs({ args: [...args], options: {} });
  const password = await firstLine();
  if (password === '') throw new CannotRun('there is no password; type one, or give it on standard input');
  if (password.length > longest) throw new CannotRun(`the password is too long; take at most ${longest} characters`);
  process.stdout.write(`${await hashPassword(password, randomBytes(16))}\n`);
  return exit.fine;
}

/** What is typed at a terminal is not echoed. Empty when there is nothing. */
async function firstLine(): Promise<string> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write('password: ');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      lines.once('SIGINT', () => reject(new CannotRun('stopped; nothing was hashed')));
    });
  } finally {
    lines.close();
    if (terminal) process.stderr.write('\n');
  }
}
