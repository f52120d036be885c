// postern appeals: appeals against a block or refusal, and what the body that decides them said (R-212).
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { callControl } from '../adapters/local/control-socket.ts';
import type { Appeal } from '../core/model/exception.ts';
import type { AppealCommand, DecideAppealCommand } from '../gateway/exception-commands.ts';
import { CannotRun, exit } from './exit.ts';

const help = `usage: postern appeals lodge REFERENCE --by ACCOUNT --why REASON [--data DIR]
       postern appeals uphold|dismiss ID --by ACCOUNT --why REASON [--data DIR]
       postern appeals list [--json] [--data DIR]

REFERENCE is what the notice names, or the id of a refused exception. An appeal that is upheld is followed by an exception
or a release, which are acts of their own. The gateway must be running on the same data folder.
`;

export async function appeals(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, id] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return exit.fine;
  }
  const ask = (command: string, parameters: unknown) => callControl(resolve(values.data), command, parameters);
  const { by, why } = values;
  try {
    if (verb === 'list') return printed((await ask('appeal-list', {})) as readonly Appeal[], values.json);
    if (id !== undefined && by !== undefined && why !== undefined) {
      if (verb === 'lodge') {
        const lodged: AppealCommand = { against: id, by, why };
        return printed([(await ask('appeal-lodge', lodged)) as Appeal], values.json);
      }
      if (verb === 'uphold' || verb === 'dismiss') {
        const decided: DecideAppealCommand = { id, by, why, uphold: verb === 'uphold' };
        return printed([(await ask('appeal-decide', decided)) as Appeal], values.json);
      }
    }
  } catch (cause) {
    throw new CannotRun(cause instanceof Error ? cause.message : 'the gateway did not answer');
  }
  throw new CannotRun('say lodge, uphold, dismiss with --by and --why, or list; see postern appeals --help');
}

function printed(all: readonly Appeal[], json: boolean): number {
  for (const each of all) {
    const { id, state, against, by, body } = each;
    process.stdout.write(`${json ? JSON.stringify(each) : [state, `${by} against ${against}`, body, id].join('  ')}\n`);
  }
  return exit.fine;
}

function argumentsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        by: { type: 'string' },
        why: { type: 'string' },
        json: { type: 'boolean', default: false },
        data: { type: 'string', default: 'data' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch {
    throw new CannotRun('the arguments are wrong; see postern appeals --help');
  }
}
