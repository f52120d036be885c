// postern exceptions: one-time leave to send what policy blocks, asked for, decided, listed.
import { parseArgs } from 'node:util';
import type { SenderException } from '../core/model/exception.ts';
import type { AskCommand, DecideCommand } from '../gateway/exception-commands.ts';
import { askGateway } from './ask-gateway.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern exceptions ask --from ADDRESS --to ADDRESS [--clause PACK/CLAUSE] --by ACCOUNT --why REASON [--data DIR]
       postern exceptions grant ID --hours N --by ACCOUNT --why REASON [--data DIR]
       postern exceptions refuse ID --by ACCOUNT --why REASON [--data DIR]
       postern exceptions list [--json] [--data DIR]

One mail from the sender to the recipient is let go although policy blocks it. Whoever asked, or sends, does not decide.
The gateway must be running on the same data folder.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, id] = positionals;
  const { data, json } = values;
  if (verb === 'ask') {
    const asked: AskCommand = {
      sender: given(values.from, '--from'),
      recipient: given(values.to, '--to'),
      clause: values.clause ?? null,
      by: given(values.by, '--by'),
      why: given(values.why, '--why'),
    };
    return printed([await askGateway<SenderException>(data, 'exception-ask', asked)], json);
  }
  if ((verb === 'grant' || verb === 'refuse') && id !== undefined) {
    const until = verb === 'refuse' ? null : Date.now() + hoursOf(values.hours) * 3_600_000;
    const decided: DecideCommand = { id, by: given(values.by, '--by'), why: given(values.why, '--why'), until };
    return printed([await askGateway<SenderException>(data, 'exception-decide', decided)], json);
  }
  if (verb === 'list') return printed(await askGateway<readonly SenderException[]>(data, 'exception-list', {}), json);
  throw new CannotRun('say ask, grant ID, refuse ID or list; see postern exceptions --help');
}

function printed(all: readonly SenderException[], json: boolean): number {
  for (const each of all) {
    const { id, sender, recipient, clause, state, until } = each;
    const end = until === null ? '' : `until ${new Date(until).toISOString().slice(0, 16)}Z`;
    const line = [state, `${sender} to ${recipient}`, clause ?? 'any block', end, id].filter((part) => part !== '');
    process.stdout.write(`${json ? JSON.stringify(each) : line.join('  ')}\n`);
  }
  return exit.fine;
}

function given(value: string | undefined, flag: string): string {
  if (value === undefined || value.trim() === '')
    throw new CannotRun(`${flag} is missing; see postern exceptions --help`);
  return value;
}

function hoursOf(text: string | undefined): number {
  const hours = Number(text);
  if (!(hours > 0)) throw new CannotRun('say with --hours how long the exception lasts, such as 24');
  return hours;
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      clause: { type: 'string' },
      by: { type: 'string' },
      why: { type: 'string' },
      hours: { type: 'string' },
      json: { type: 'boolean', default: false },
      data: { type: 'string', default: 'data' },
    },
  });
}
