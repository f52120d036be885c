// postern documents: registers documents so that their text is recognised in mail, and keeps the register.
import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDocumentRegister } from '../adapters/local/registers/document-register.ts';
import { documentsFolder, registersFolder } from '../adapters/local/registers/open-registers.ts';
import type { DocumentLabel } from '../core/model/register.ts';
import type { Examiner } from '../core/ports.ts';
import type { DocumentRegister, NewDocument } from '../core/register-ports.ts';
import { exampleMail } from '../core/rulebook/example-mail.ts';
import type { PrintedExamination } from '../gateway/workers/fingerprint-worker.ts';
import { CannotRun, exit } from './exit.ts';
import { progress } from './progress.ts';
import { filesBelow } from './registers/files-below.ts';
import { labelOf } from './registers/label.ts';
import { withExaminers } from './registers/with-examiners.ts';
import { removeEach, withRegister } from './registers/with-register.ts';
import { inOrder } from './scan/in-order.ts';

export const help = `usage: postern documents add [--level LEVEL] [--scheme SCHEME] [--owner ADDRESS] [--pack NAME|DIR] [--data DIR] PATH…
       postern documents list [--json] [--data DIR]
       postern documents remove ID… [--data DIR]

Registers documents: a passage of 120 letters or more is recognised wherever it is pasted, and reworded copies are
scored. Keyed hashes are kept, never the text. PATH is a file, or a folder (walked).
  --level --scheme   what the documents are, such as "PROTECTED B" of ca-gc; a level of several schemes needs the scheme
  --owner            who answers for them
  --data             the data folder (default: data)

Exit: 0 done, 1 a file was left out, 2 could not run.
`;

/** Bytes of a file; a larger one is no document. */
const mostBytes = 256 * 2 ** 20;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, ...rest] = positionals;
  const data = resolve(values.data);
  return withRegister(openDocumentRegister(join(data, registersFolder, documentsFolder)), async (register) => {
    if (verb === 'add' && rest.length > 0) return add(data, rest, labelOf(values), values.pack, register);
    if (verb === 'list' && rest.length === 0) return list(register, values.json);
    if (verb === 'remove' && rest.length > 0) return removeEach(register, rest, isMissing);
    throw new CannotRun('say add PATH…, list or remove ID…; see postern documents --help');
  });
}

function isMissing(id: string): string {
  return `no document has the id ${id}; postern documents list shows them`;
}

async function add(
  data: string,
  paths: readonly string[],
  label: DocumentLabel,
  pack: string,
  register: DocumentRegister,
): Promise<number> {
  const shown = progress('documents');
  let added = 0;
  let leftOut = 0;
  await withExaminers({ data, pack, entry: 'fingerprint-worker.ts' }, async (examiner, width) => {
    async function* printed(): AsyncGenerator<NewDocument> {
      for await (const read of inOrder(filesBelow(paths), width, (file) => readDocument(file, examiner))) {
        shown.step();
        if ('problem' in read) {
          leftOut++;
          process.stderr.write(`postern: ${read.problem}\n`);
          continue;
        }
        if (read.partly) process.stderr.write(`postern: ${read.name} was read only in part\n`);
        added++;
        yield { prints: read.prints, label, name: read.name, addedAt: Date.now() };
      }
    }
    await register.add(printed());
  });
  shown.done();
  process.stderr.write(`${added} registered${leftOut === 0 ? '' : `, ${leftOut} left out`}\n`);
  return leftOut === 0 ? exit.fine : exit.stopped;
}

type Read =
  | { readonly name: string; readonly prints: NewDocument['prints']; readonly partly: boolean }
  | { readonly problem: string };

async function readDocument(file: string, examiner: Pick<Examiner, 'examine'>): Promise<Read> {
  const name = basename(file);
  try {
    if ((await stat(file)).size > mostBytes)
      return { problem: `${name} is larger than ${mostBytes} bytes; register its parts` };
    const base64 = (await readFile(file)).toString('base64');
    const mail = exampleMail({ attachments: [{ name, base64 }] });
    const examined = (await examiner.examine(mail, { mailFrom: null, ocr: true })) as Partial<PrintedExamination>;
    if (examined.prints === undefined) return { problem: `${name} could not be read; try it in another format` };
    const partly = examined.parts?.some(({ read }) => read !== 'full') ?? false;
    if (examined.prints !== null) return { name, prints: examined.prints, partly };
    const why = partly ? 'could not be read; remove its password or save it in another format' : 'has too little text';
    return { problem: `${name} ${why}` };
  } catch {
    return { problem: `${name} cannot be opened` };
  }
}

async function list(register: DocumentRegister, json: boolean): Promise<number> {
  let count = 0;
  for await (const { id, name, scheme, level, owner, addedAt } of register.list()) {
    count++;
    const added = new Date(addedAt).toISOString();
    const line = json
      ? JSON.stringify({ id, name, scheme, level, owner, added })
      : [id, added.slice(0, 10), level ?? '-', owner ?? '-', name].join('  ');
    process.stdout.write(`${line}\n`);
  }
  if (count === 0 && !json) process.stderr.write('no document is registered\n');
  return exit.fine;
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      level: { type: 'string' },
      scheme: { type: 'string' },
      owner: { type: 'string' },
      pack: { type: 'string', default: 'default' },
      data: { type: 'string', default: 'data' },
      json: { type: 'boolean', default: false },
    },
  });
}
