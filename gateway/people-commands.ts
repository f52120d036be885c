// What the command line may ask about people of a running gateway, or of the ledger itself while none runs.
import { createReadStream } from 'node:fs';
import type { ControlCommands } from '../adapters/local/control-socket.ts';
import type { Actor } from '../core/oversight/access/actor.ts';
import type { Oversight } from '../core/oversight/act.ts';
import { type ImportOptions, importPeople, RowsRefused } from '../core/oversight/people/import-people.ts';

export interface ImportCommand extends ImportOptions {
  /** Absolute path of the file: who may use the socket owns the data folder. */
  readonly file: string;
}

export const importCommand = 'people-import';

/** A refused row is told as a value: an error that crosses the socket is its message alone. */
export function peopleCommands(oversight: () => Promise<Oversight>): ControlCommands {
  return {
    [importCommand]: async (asked) => {
      const { file, partial, complete } = asked as ImportCommand;
      const chunks = createReadStream(file, { encoding: 'utf8' });
      try {
        return await importPeople(await oversight(), commandLine, chunks, { partial, complete });
      } catch (cause) {
        if (cause instanceof RowsRefused) return { refusedAll: cause.rows };
        throw cause;
      } finally {
        chunks.destroy();
      }
    },
  };
}

const commandLine: Actor = { person: 'command line', roles: ['administrator'], deputy: false, client: 'command line' };
