// postern held: lists what was kept, shows its facts, lets it go on, has it read again. Content is never shown here (DESIGN 5a).
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { operator, signRelease } from '../adapters/local/opening-proof.ts';
import type { HeldItem } from '../core/model/ledger.ts';
import type { HeldFacts, HeldQuery } from '../gateway/held-commands.ts';
import { askGateway } from './ask-gateway.ts';
import { CannotRun, exit } from './exit.ts';
import { describeHeld, listLine } from './held/describe.ts';
import { rescanHeld } from './held/rescan.ts';
import { signed } from './held/signed.ts';

export const help = `usage: postern held list [--class held|blocked|stripped-original] [--all] [--json] [--data DIR]
       postern held show ID [--json] [--data DIR]
       postern held release ID [--data DIR]
       postern held rescan ID|--all [--data DIR]

rescan reads held mail again, say after a change of policy: its facts are brought up to date, and it stays held.
The gateway must be running on the same data folder. ID is an item of the list, the id of a message, or the
reference that a notice gives.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, id] = positionals;
  const folder = resolve(values.data);
  if (verb === 'list') return list(folder, values);
  if (verb === 'show' && id !== undefined) return show(folder, id, values.json);
  if (verb === 'release' && id !== undefined) return release(folder, id);
  if (verb === 'rescan' && (id === undefined) === values.all) return rescanHeld(folder, id);
  throw new CannotRun('say list, show ID, release ID or rescan ID; see postern held --help');
}

async function list(
  folder: string,
  { class: heldClass, all, json }: { class?: string; all: boolean; json: boolean },
): Promise<number> {
  if (heldClass !== undefined && !isClass(heldClass)) {
    throw new CannotRun(`--class is held, blocked or stripped-original, not "${heldClass}"`);
  }
  const query: HeldQuery = { ...(heldClass === undefined ? {} : { class: heldClass }), all };
  const items = await askGateway<readonly HeldItem[]>(folder, 'held-list', query);
  for (const item of items) process.stdout.write(`${json ? JSON.stringify(item) : listLine(item)}\n`);
  if (items.length === 0 && !json) process.stderr.write('nothing is held\n');
  return exit.fine;
}

async function show(folder: string, id: string, json: boolean): Promise<number> {
  const facts = await askGateway<readonly HeldFacts[]>(folder, 'held-show', id);
  if (facts.length === 0) throw new CannotRun(`nothing is kept under ${id}; postern held list shows what is`);
  for (const each of facts) process.stdout.write(`${json ? JSON.stringify(each) : describeHeld(each)}\n`);
  return exit.fine;
}

async function release(folder: string, id: string): Promise<number> {
  const facts = await askGateway<readonly HeldFacts[]>(folder, 'held-show', id);
  const waiting = facts.map(({ item }) => item).filter((item) => item.class === 'held' && item.state === 'kept');
  const [item, other] = waiting;
  if (item === undefined)
    throw new CannotRun(`nothing under ${id} waits to be released; postern held list shows what does`);
  if (other !== undefined)
    throw new CannotRun(
      `several items belong to ${id}; name one of them: ${waiting.map((each) => each.id).join(', ')}`,
    );
  const proof = signed((until) => signRelease(folder, item.id, operator, until));
  const states = await askGateway<readonly (readonly [string, string])[]>(folder, 'held-release', {
    item: item.id,
    proof,
  });
  for (const [address, state] of states) process.stdout.write(`${state.padEnd(8)} ${address}\n`);
  return states.every(([, state]) => state === 'served') ? exit.fine : exit.stopped;
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      class: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      data: { type: 'string', default: 'data' },
    },
  });
}

function isClass(word: string): word is HeldItem['class'] {
  return word === 'held' || word === 'blocked' || word === 'stripped-original';
}
