// postern people add-administrator: the first one, by who runs the machine; every other right is given in the console.
import { resolve } from 'node:path';
import { callControl, NotRunning } from '../../adapters/local/control-socket.ts';
import { CannotRun, exit } from '../exit.ts';

export interface AddedAdministrator {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

/** Prints the one-time password, which is kept nowhere. Rejects with CannotRun. */
export async function addAdministrator(data: string, asked: AddedAdministrator): Promise<number> {
  try {
    const answer = (await callControl(resolve(data), 'people-add-administrator', asked)) as { oneTimePassword: string };
    process.stdout.write(`${answer.oneTimePassword}\n`);
    process.stderr.write(
      `${asked.id} administers this installation for a year. This password works once, within a week: the first\n` +
        'sign-in asks for another, and for a second factor.\n',
    );
    return exit.fine;
  } catch (cause) {
    if (cause instanceof NotRunning || !(cause instanceof Error)) throw new CannotRun('start the gateway first');
    throw new CannotRun(cause.message);
  }
}
