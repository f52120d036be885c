// postern records: registers tables of known records so that their values are recognised in mail (exact data match).
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startKeys } from '../adapters/local/key-client.ts';
import { recordsFolder, registersFolder } from '../adapters/local/registers/open-registers.ts';
import { openRecordRegister } from '../adapters/local/registers/record-register.ts';
import { delimitedRows } from '../core/delimited-rows.ts';
import { registerKey } from '../core/mail/detect/documents/register-key.ts';
import { cellKey } from '../core/mail/detect/identifiers/cell-keys.ts';
import type { HashKey } from '../core/model/register.ts';
import type { RecordRegister } from '../core/register-ports.ts';
import { CannotRun, exit } from './exit.ts';
import { progress } from './progress.ts';
import { combinationsOf, type DescribedColumn, describeColumns } from './registers/describe-columns.ts';
import { labelOf } from './registers/label.ts';
import { removeEach, withRegister } from './registers/with-register.ts';

export const help = `usage: postern records add [--name NAME] [--match COLUMN[+COLUMN…]]… [--level LEVEL] [--scheme SCHEME] [--owner ADDRESS]
                         [--pack NAME|DIR] [--data DIR] TABLE.csv
       postern records list [--json] [--data DIR]
       postern records remove NAME… [--data DIR]

Registers a table of records (exact data match): mail that bears the values of one of its rows is recognised. Keyed
hashes are kept, never the values. The file has a header line and comma, semicolon or tab separated values, in UTF-8. A
table of the same name is replaced.
  --match   columns that together name a record, near each other in a text; may be repeated. Without it: every column of
            numbers that hardly repeat, and a name together with a date
  --name    the name of the table (default: that of the file)

Exit: 0 done, 1 a table was not there, 2 could not run.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, ...rest] = positionals;
  const data = resolve(values.data);
  return withRegister(openRecordRegister(join(data, registersFolder, recordsFolder)), async (register) => {
    const [file, other] = rest;
    if (verb === 'add' && file !== undefined && other === undefined) return add(data, file, values, register);
    if (verb === 'list' && rest.length === 0) return list(register, values.json);
    if (verb === 'remove' && rest.length > 0) return removeEach(register, rest, isMissing);
    throw new CannotRun('say add TABLE.csv, list or remove NAME…; see postern records --help');
  });
}

function isMissing(name: string): string {
  return `no table is called ${name}; postern records list shows them`;
}

async function add(
  data: string,
  file: string,
  values: ReturnType<typeof argumentsOf>['values'],
  register: RecordRegister,
): Promise<number> {
  const name = values.name ?? basename(file).replace(/\.[^.]*$/, '');
  if (!/^[\w][\w. -]{0,79}$/.test(name))
    throw new CannotRun(`"${name}" is no name for a table; use letters, digits and hyphens`);
  const label = labelOf(values);
  const header = await headerOf(file);
  const columns = await describeColumns(header, behindHeader(file));
  const combinations = combinationsOf(values.match, columns);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const keys = await startKeys(data);
  const shown = progress('records');
  try {
    const key = registerKey(keys.fingerprint);
    async function* hashed(): AsyncGenerator<readonly HashKey[]> {
      for await (const row of behindHeader(file)) {
        shown.step();
        yield columns.map(({ type, order }, i) => cellKey(type, row[i] ?? '', key, order));
      }
    }
    await register.put({ name, columns: columns.map(asStored), combinations, addedAt: Date.now(), ...label }, hashed());
  } finally {
    shown.done();
    await keys.close();
  }
  const [table] = (await register.tables()).filter((each) => each.name === name);
  const matched = combinations.map((each) => each.map((i) => columns[i]?.name ?? '').join('+')).join(', ');
  process.stderr.write(`${table?.rows ?? 0} records registered as ${name}; found by ${matched}\n`);
  return exit.fine;
}

function asStored({ name, type, words, digits }: DescribedColumn) {
  return { name, type, words, digits };
}

async function headerOf(file: string): Promise<readonly string[]> {
  for await (const { values } of delimitedRows(textOf(file))) return values.map((name) => name.trim());
  throw new CannotRun(`${file} is empty; it needs a header line and rows`);
}

async function* behindHeader(file: string): AsyncGenerator<readonly string[]> {
  let first = true;
  for await (const { values } of delimitedRows(textOf(file))) {
    if (!first) yield values;
    first = false;
  }
}

function textOf(file: string): AsyncIterable<string> {
  return createReadStream(file, { encoding: 'utf8' });
}

async function list(register: RecordRegister, json: boolean): Promise<number> {
  const tables = await register.tables();
  for (const { name, rows, columns, combinations, scheme, level, owner, addedAt } of tables) {
    const added = new Date(addedAt).toISOString();
    const match = combinations.map((each) => each.map((i) => columns[i]?.name ?? '').join('+'));
    const line = json
      ? JSON.stringify({ name, rows, match, scheme, level, owner, added })
      : [name, added.slice(0, 10), `${rows} records`, match.join(', '), level ?? '-', owner ?? '-'].join('  ');
    process.stdout.write(`${line}\n`);
  }
  if (tables.length === 0 && !json) process.stderr.write('no table is registered\n');
  return exit.fine;
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      match: { type: 'string', multiple: true, default: [] },
      level: { type: 'string' },
      scheme: { type: 'string' },
      owner: { type: 'string' },
      pack: { type: 'string', default: 'default' },
      data: { type: 'string', default: 'data' },
      json: { type: 'boolean', default: false },
    },
  });
}
