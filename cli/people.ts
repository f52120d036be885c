// postern people: the first administrator, and people as Human Resources knows them.
import { parseArgs } from 'node:util';
import { CannotRun } from './exit.ts';
import { addAdministrator } from './people/add-administrator.ts';

export const help = `usage: postern people add-administrator ID --name NAME --address ADDRESS [--data DIR]
       postern people import FILE [--partial] [--complete] [--json] [--data DIR] [--zone ZONE]

add-administrator works once, while nobody administers, and prints a one-time password; the gateway must be running.
import takes over a CSV file of Human Resources; a row that is wrong refuses the whole file, unless --partial.
  --complete   who is not in the file has left
  --zone       the organisation's time zone, needed while no gateway runs (default: UTC)
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, what] = positionals;
  if (verb === 'add-administrator' && what !== undefined) {
    const { name, address, data } = values;
    if (name === undefined || address === undefined)
      throw new CannotRun('say with --name and --address who it is; see postern people --help');
    return addAdministrator(data, { id: what, name, address });
  }
  if (verb === 'import' && what !== undefined) {
    const { importFile } = await import('./people/import-file.ts');
    return importFile({ ...values, file: what });
  }
  throw new CannotRun('say add-administrator ID or import FILE; see postern people --help');
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      address: { type: 'string' },
      partial: { type: 'boolean', default: false },
      complete: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      zone: { type: 'string', default: 'UTC' },
      data: { type: 'string', default: 'data' },
    },
  });
}
