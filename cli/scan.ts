// postern scan: what would happen to these messages. Nothing is kept and nothing is sent.

import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import type { ScanReport } from '../core/mail/report.ts';
import { type FileScanOptions, scanFile, unreadableReport } from '../core/mail/scan-file.ts';
import type { Direction } from '../core/model/envelope.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { loadPolicy } from '../core/rulebook/load-rulebook.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import { PolicyError } from '../core/rulebook/policy-error.ts';
import { startExaminers } from '../gateway/workers/examiner-pool.ts';
import { CannotRun, exit } from './exit.ts';
import { progress } from './progress.ts';
import { inOrder } from './scan/in-order.ts';
import type { Input } from './scan/input.ts';
import { inputs } from './scan/messages.ts';
import { asText } from './scan/text-report.ts';

const help = `usage: postern scan [--direction inbound|outbound|internal] [--pack NAME|DIR] [--from ADDR] [--to ADDR]…
                    [--json] [--no-ocr] PATH…

PATH is a message (.eml), an mbox, a folder (walked) or - for standard input.
  --direction   which way the mail goes; without it the pack's domains tell
  --pack        the policy to apply (default: default)
  --from --to   the envelope; without them Return-Path or From, and To, Cc and Bcc
  --json        one JSON object a message
  --no-ocr      do not read pictures

Exit: 0 everything deliverable, 1 something stripped, blocked or held, 2 could not run.
`;

const policyFolder = fileURLToPath(new URL('../policy', import.meta.url));

export async function scan(args: readonly string[]): Promise<number> {
  const wanted = argumentsOf(args);
  if (wanted === 'help') {
    process.stdout.write(help);
    return exit.fine;
  }
  const policy = policyOf(wanted.pack);
  const rulebook = compileRulebook(policy);
  const size = availableParallelism();
  const examiner = await startExaminers({
    size,
    policy,
    // Nothing is stored, so a key of this run is enough to tell two secrets apart.
    fingerprintKey: randomBytes(32),
    queue: { jobs: size * 4 },
  });
  try {
    return await scanAll(wanted, { examiner, rulebook, now: () => performance.now() }, size * 2);
  } finally {
    await examiner.close();
  }
}

type Dependencies = Parameters<typeof scanFile>[3];
type Result = { readonly report: ScanReport } | { readonly problem: string };

async function scanAll(wanted: Wanted, deps: Dependencies, width: number): Promise<number> {
  const shown = progress('messages');
  let code: number = exit.fine;
  let failed = false;
  const results = inOrder(inputs(wanted.paths, process.stdin), width, (input) => scanOne(input, wanted.options, deps));
  for await (const result of results) {
    shown.step();
    if ('problem' in result) {
      process.stderr.write(`postern: ${result.problem}\n`);
      failed = true;
      continue;
    }
    if (['strip', 'block', 'hold'].includes(result.report.outcome)) code = exit.stopped;
    await print(wanted.json ? JSON.stringify(result.report) : asText(result.report));
  }
  shown.done();
  return failed ? exit.couldNotRun : code;
}

async function scanOne(input: Input, options: FileScanOptions, deps: Dependencies): Promise<Result> {
  if ('problem' in input) return { problem: `${input.file} ${input.problem}` };
  if ('tooLarge' in input) return { report: unreadableReport(input.file, 'too-large') };
  try {
    return { report: await scanFile(input.file, input.raw, options, deps) };
  } catch {
    return { report: unreadableReport(input.file, 'crashed') };
  }
}

/** Waits when whoever reads our output is slower than we are. */
async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

interface Wanted {
  readonly paths: readonly string[];
  readonly pack: string;
  readonly json: boolean;
  readonly options: FileScanOptions;
}

function argumentsOf(args: readonly string[]): Wanted | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  if (positionals.length === 0)
    throw new CannotRun('name at least one message, mbox or folder, or - for standard input');
  const { direction } = values;
  if (direction !== undefined && !isDirection(direction)) {
    throw new CannotRun(`--direction is inbound, outbound or internal, not "${direction}"`);
  }
  return {
    paths: positionals,
    pack: values.pack,
    json: values.json,
    options: {
      ocr: !values['no-ocr'],
      ...(values.from === undefined ? {} : { from: values.from }),
      ...(values.to === undefined ? {} : { to: values.to }),
      ...(direction === undefined ? {} : { direction }),
    },
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        direction: { type: 'string' },
        pack: { type: 'string', default: 'default' },
        from: { type: 'string' },
        to: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        'no-ocr': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const reason =
      cause instanceof Error ? (cause.message.split('.')[0] ?? '').toLowerCase() : 'the arguments are wrong';
    throw new CannotRun(`${reason}; see postern scan --help`);
  }
}

function isDirection(word: string): word is Direction {
  return word === 'inbound' || word === 'outbound' || word === 'internal';
}

function policyOf(pack: string): PolicyData {
  try {
    const policy = readPolicyFolder(policyFolder, pack);
    return loadPolicy(policy.files, policy.pack);
  } catch (cause) {
    if (cause instanceof PolicyError) throw new CannotRun(cause.message);
    throw cause;
  }
}
