// What the command line may ask of a running gateway about people and the audit trail.
import { open } from 'node:fs/promises';
import type { ControlCommands } from '../adapters/local/control-socket.ts';
import { exportTrail } from '../core/oversight/audit/export-trail.ts';
import { appointFirstAdministrator, type FirstAdministrator } from '../core/oversight/people/first-administrator.ts';
import type { Ledger } from '../core/ports.ts';
import { blockCommands } from './block-commands.ts';
import { factorsOf, houseTermsOf, type OversightSurroundings, type Wired, zoneOf } from './oversight-parts.ts';
import { peopleCommands } from './people-commands.ts';
import { reportCommands } from './report-commands.ts';

export interface ExportedTrail {
  readonly lines: number;
}

/** What was done to the key store by who runs the machine: told before, so that it is on record. */
export interface ApproverChange {
  readonly name: string;
  readonly change: 'add' | 'remove' | 'add-decider' | 'remove-decider';
  /** Fingerprint; null at a removal. */
  readonly key: string | null;
}

/** Who may use the socket owns the data folder. */
export function oversightCommands(
  surroundings: OversightSurroundings,
  wired: () => Promise<Wired>,
  checkpoint: () => Promise<void>,
): ControlCommands {
  const { config, ports, rulebook } = surroundings;
  const room = async () => (await wired()).room;
  const terms = houseTermsOf(surroundings);
  return {
    ...peopleCommands(room),
    ...blockCommands(room, terms),
    ...reportCommands(room, terms),
    'people-add-administrator': async (asked) => {
      const factors = await factorsOf(config);
      const { ledger, clock } = ports;
      const deps = { ledger, clock, zone: zoneOf(rulebook), factors };
      return { oneTimePassword: await appointFirstAdministrator(deps, asked as FirstAdministrator) };
    },
    'approver-changed': async (told) => {
      const { name, change, key } = told as ApproverChange;
      const detail = { change, key, client: 'command line' };
      const event = { at: ports.clock(), actor: 'command line', action: 'approver-changed', subject: name, detail };
      await ports.ledger.commit([{ type: 'audit', event }]);
    },
    'data-copied': async (told) => {
      const { action, id } = told as { action: 'backup-made' | 'data-exported'; id: string };
      const detail = { client: 'command line' };
      const event = { at: ports.clock(), actor: 'command line', action, subject: id, detail };
      await ports.ledger.commit([{ type: 'audit', event }]);
    },
    'audit-export': async (file) => {
      await checkpoint();
      return exportTo(String(file), ports.ledger);
    },
  };
}

/** A new file, for its owner alone; an old one is never replaced. */
async function exportTo(file: string, ledger: Ledger): Promise<ExportedTrail> {
  const handle = await open(file, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be written (${cause.code}); name a file that does not exist yet`, { cause });
  });
  try {
    let lines = 0;
    let chunk = '';
    for await (const line of exportTrail(ledger)) {
      chunk += `${line}\n`;
      lines++;
      if (chunk.length < 65_536) continue;
      await handle.appendFile(chunk);
      chunk = '';
    }
    await handle.appendFile(chunk);
    await handle.sync();
    return { lines };
  } finally {
    await handle.close();
  }
}
