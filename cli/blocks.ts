// postern blocks: senders to be blocked, asked for, decided, undone, listed.
import { parseArgs } from 'node:util';
import { type BlockScope, type BlockTarget, blockScopes } from '../core/model/sender-block.ts';
import { wordsOfTarget } from '../core/oversight/blocks/block-target.ts';
import type { BlockDecision, ListedBlock } from '../core/oversight/blocks/decide-block.ts';
import type { AskBlockCommand, DecideBlockCommand } from '../gateway/block-commands.ts';
import { askGateway } from './ask-gateway.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern blocks ask SENDER [--name NAME] [--scope self|team|organisation] --by ACCOUNT --why REASON [--data DIR]
       postern blocks approve|review ID --until DAY --by ACCOUNT --why REASON [--data DIR]
       postern blocks refuse|undo ID --by ACCOUNT --why REASON [--data DIR]
       postern blocks list [--json] [--data DIR]

SENDER is an address, a domain, or a pattern such as 'offers-*@*.shop.example'; with --name, a display name at that domain.
--scope says whose mail is stopped (default: organisation). Whoever asked does not decide. The gateway must be running.
`;

type Values = ReturnType<typeof argumentsOf>['values'];

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, what] = positionals;
  const { data, json } = values;
  if (verb === 'list') return printed(await askGateway<readonly ListedBlock[]>(data, 'block-list', {}), json);
  if (verb === 'ask' && what !== undefined)
    return printed([await askGateway<ListedBlock>(data, 'block-ask', asked(what, values))], json);
  if (what !== undefined && isDecision(verb)) {
    const decided: DecideBlockCommand = { id: what, by: given(values, 'by'), decision: decisionOf(verb, values) };
    return printed([await askGateway<ListedBlock>(data, 'block-decide', decided)], json);
  }
  throw new CannotRun('say ask SENDER, approve, review, refuse or undo ID, or list; see postern blocks --help');
}

function asked(sender: string, values: Values): AskBlockCommand {
  const scope = blockScopes.find((each) => each === values.scope);
  if (scope === undefined) throw new CannotRun('--scope is self, team or organisation');
  return {
    target: targetOf(sender, values.name),
    scope,
    report: null,
    by: given(values, 'by'),
    why: given(values, 'why'),
  };
}

function targetOf(sender: string, name: string | undefined): BlockTarget {
  if (name !== undefined) return { kind: 'name', name, domain: sender };
  if (/[*?]/.test(sender)) return { kind: 'pattern', pattern: sender };
  return sender.lastIndexOf('@') > 0 ? { kind: 'address', address: sender } : { kind: 'domain', domain: sender };
}

function isDecision(verb: string | undefined): verb is BlockDecision['do'] {
  return verb === 'approve' || verb === 'review' || verb === 'refuse' || verb === 'undo';
}

function decisionOf(verb: BlockDecision['do'], values: Values): BlockDecision {
  const why = given(values, 'why');
  return verb === 'approve' || verb === 'review' ? { do: verb, until: given(values, 'until'), why } : { do: verb, why };
}

function printed(all: readonly ListedBlock[], json: boolean): number {
  for (const block of all) {
    const { id, state, target, scope, until } = block;
    const line = [state, wordsOfTarget(target), scopeWords[scope], until === null ? '' : `until ${until.day}`, id];
    process.stdout.write(`${json ? JSON.stringify(block) : line.filter((part) => part !== '').join('  ')}\n`);
  }
  return exit.fine;
}

const scopeWords: Readonly<Record<BlockScope, string>> = {
  self: 'for the one who asked',
  team: 'for a team',
  organisation: 'for everybody',
};

function given(values: Values, name: 'by' | 'why' | 'until'): string {
  const value = values[name]?.trim() ?? '';
  if (value === '') throw new CannotRun(`say with --${name} ${name === 'until' ? 'the last day' : 'who and why'}`);
  return value;
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      scope: { type: 'string', default: 'organisation' },
      by: { type: 'string' },
      why: { type: 'string' },
      until: { type: 'string' },
      json: { type: 'boolean', default: false },
      data: { type: 'string', default: 'data' },
    },
  });
}
