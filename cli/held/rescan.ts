// postern held rescan: has held mail read again, say after a change of policy; only facts come back (DESIGN 5a).
import { operator, signRescan } from '../../adapters/local/opening-proof.ts';
import type { Rescanned } from '../../core/mail/rescan.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { HeldFacts, HeldQuery } from '../../gateway/held-commands.ts';
import { askGateway } from '../ask-gateway.ts';
import { CannotRun, exit } from '../exit.ts';
import { signed } from './signed.ts';

/** Of one held item or message; without an id, of all that is held. Exits as a scan does. */
export async function rescanHeld(folder: string, id: string | undefined): Promise<number> {
  const items = id === undefined ? await allHeld(folder) : await heldUnder(folder, id);
  let stopped = false;
  for (const item of items) {
    const proof = signed((until) => signRescan(folder, item.id, operator, until));
    const { opened, outcome } = await askGateway<Rescanned>(folder, 'held-rescan', { item: item.id, proof });
    stopped ||= outcome !== 'deliver' && outcome !== 'flag';
    process.stdout.write(`${item.id}  would now be: ${outcome}${opened ? '; a password opened it' : ''}\n`);
  }
  return stopped ? exit.stopped : exit.fine;
}

async function allHeld(folder: string): Promise<readonly HeldItem[]> {
  const query: HeldQuery = { class: 'held' };
  return (await askGateway<readonly HeldItem[]>(folder, 'held-list', query)).filter(isReadable);
}

async function heldUnder(folder: string, id: string): Promise<readonly HeldItem[]> {
  const facts = await askGateway<readonly HeldFacts[]>(folder, 'held-show', id);
  const items = facts.map(({ item }) => item).filter((item) => item.class === 'held' && item.state === 'kept');
  if (items.length === 0)
    throw new CannotRun(`nothing under ${id} waits to be read again; postern held list shows what does`);
  return items;
}

/** What concerns an exempt party is never read. */
function isReadable({ exempt }: HeldItem): boolean {
  return exempt !== true;
}
