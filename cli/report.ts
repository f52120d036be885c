// postern report: the quarterly report, as text, JSON, a page or a PDF.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAccessPolicies } from '../adapters/local/access-policies.ts';
import { callControl, NotRunning } from '../adapters/local/control-socket.ts';
import { takeLock } from '../adapters/local/folder-lock.ts';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { openLedger } from '../adapters/local/sqlite-ledger.ts';
import { makeAuthorizer } from '../core/oversight/access/authorizer.ts';
import { loadNoticeTexts } from '../core/oversight/notices/notice-texts.ts';
import { type ReportCommand, reportCommand, reportCommands, reportForms } from '../gateway/report-commands.ts';
import { chosenPolicy, policyFolder } from './chosen-policy.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern report --quarter 2026Q4 [--json | --html | --pdf] [--language en|fr] [--data DIR] [--pack NAME|DIR]

Prints what was stopped in a quarter and why, by direction and month, as figures that cannot single anyone out. A quarter that
is over is reported once and stays as it was; one that runs is provisional.
  --json, --html, --pdf   as data, as a page with charts, as a PDF; without any of them: plain text
  --language              of text, page and PDF (default: en)
  --pack                  whose words and zone count while no gateway runs (default: default)
`;

export async function run(args: readonly string[]): Promise<number> {
  const values = argumentsOf(args);
  const forms = reportForms.filter((form) => form !== 'text' && values[form]);
  if (values.quarter === undefined || forms.length > 1)
    throw new CannotRun(
      'say with --quarter which one, and at most one of --json, --html, --pdf; see postern report --help',
    );
  if (values.language !== 'en' && values.language !== 'fr') throw new CannotRun('--language is en or fr');
  const command: ReportCommand = {
    quarter: values.quarter,
    form: forms[0] ?? 'text',
    language: values.language,
  };
  const file = await ask(resolve(values.data), command, values.pack);
  process.stdout.write(Buffer.from(file, 'base64'));
  return exit.fine;
}

async function ask(folder: string, command: ReportCommand, pack: string): Promise<string> {
  try {
    return (await callControl(folder, reportCommand, command)) as string;
  } catch (cause) {
    if (cause instanceof NotRunning) return withoutGateway(folder, command, pack);
    throw new CannotRun(cause instanceof Error ? cause.message : 'the gateway did not answer', { cause });
  }
}

async function withoutGateway(folder: string, command: ReportCommand, name: string): Promise<string> {
  if (!existsSync(join(folder, 'postern.db')))
    throw new CannotRun(`there is no ledger in ${folder}; name the data folder with --data`);
  const { pack, schemes } = chosenPolicy(name);
  const { organisation } = pack;
  const texts = loadNoticeTexts(readPolicyFolder(policyFolder, name).files);
  await using stack = new AsyncDisposableStack();
  try {
    const lock = await takeLock(folder);
    stack.defer(() => lock.release());
    const ledger = await openLedger(folder);
    stack.defer(() => ledger.close());
    const authorize = makeAuthorizer(readAccessPolicies(policyFolder));
    const oversight = { ledger, authorize, clock: Date.now, newId: randomUUID, zone: organisation.zone ?? 'UTC' };
    const terms = { pack, schemes, texts, organisation };
    const run = reportCommands(() => Promise.resolve(oversight), terms)[reportCommand];
    return (await run?.(command)) as string;
  } catch (cause) {
    throw new CannotRun(cause instanceof Error ? cause.message : 'the report failed', { cause });
  }
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      quarter: { type: 'string' },
      json: { type: 'boolean', default: false },
      html: { type: 'boolean', default: false },
      pdf: { type: 'boolean', default: false },
      language: { type: 'string', default: 'en' },
      pack: { type: 'string', default: 'default' },
      data: { type: 'string', default: 'data' },
    },
  }).values;
}
