// postern appeals: appeals against a block or refusal, and what the body that decides them said (R-212).
import { parseArgs } from 'node:util';
import type { Appeal } from '../core/model/exception.ts';
import type { AppealCommand, DecideAppealCommand } from '../gateway/exception-commands.ts';
import { askGateway } from './ask-gateway.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern appeals lodge REFERENCE --by ACCOUNT --why REASON [--data DIR]
       postern appeals uphold|dismiss ID --by ACCOUNT --why REASON [--data DIR]
       postern appeals list [--json] [--data DIR]

REFERENCE is what the notice names, or the id of a refused exception. An appeal that is upheld is followed by an exception
or a release, which are acts of their own. The gateway must be running on the same data folder.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, id] = positionals;
  const { by, why, data, json } = values;
  if (verb === 'list') return printed(await askGateway<readonly Appeal[]>(data, 'appeal-list', {}), json);
  if (id !== undefined && by !== undefined && why !== undefined) {
    if (verb === 'lodge') {
      const lodged: AppealCommand = { against: id, by, why };
      return printed([await askGateway<Appeal>(data, 'appeal-lodge', lodged)], json);
    }
    if (verb === 'uphold' || verb === 'dismiss') {
      const decided: DecideAppealCommand = { id, by, why, uphold: verb === 'uphold' };
      return printed([await askGateway<Appeal>(data, 'appeal-decide', decided)], json);
    }
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
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      by: { type: 'string' },
      why: { type: 'string' },
      json: { type: 'boolean', default: false },
      data: { type: 'string', default: 'data' },
    },
  });
}
