// postern scan: what would happen to these messages. Nothing is kept and nothing is sent.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { ScanReport } from '../core/mail/report.ts';
import { type FileScanOptions, scanFile, unreadableReport } from '../core/mail/scan-file.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { chosenPolicy } from './chosen-policy.ts';
import { envelopeFlags, envelopeOptions } from './envelope-options.ts';
import { examiners } from './examiners.ts';
import { CannotRun, exit, exitFor } from './exit.ts';
import { progress } from './progress.ts';
import { recognitionOf } from './registers/recognition.ts';
import { inOrder } from './scan/in-order.ts';
import type { Input } from './scan/input.ts';
import { inputs } from './scan/messages.ts';
import { asText } from './scan/text-report.ts';

export const help = `usage: postern scan [--direction inbound|outbound|internal] [--pack NAME|DIR] [--from ADDR] [--to ADDR]…
                    [--json] [--no-ocr] [--data DIR] PATH…

PATH is a message (.eml), an mbox, a folder (walked) or - for standard input.
  --direction   which way the mail goes; without it the pack's domains tell
  --pack        the policy to apply (default: default)
  --from --to   the envelope; without them Return-Path or From, and To, Cc and Bcc (--from '' is the null sender)
  --json        one JSON object a message
  --no-ocr      do not read pictures
  --data        the data folder whose registered documents and records are recognised (default: data)

Exit: 0 everything deliverable, 1 something stripped, blocked or held, 2 could not run.
`;

export async function run(args: readonly string[]): Promise<number> {
  const wanted = argumentsOf(args);
  const policy = chosenPolicy(wanted.pack);
  const rulebook = compileRulebook(policy);
  const size = availableParallelism();
  const examiner = await examiners({
    size,
    policy,
    ...(await recognitionOf(wanted.data)),
    queue: { jobs: size * 4 },
  });
  try {
    return await scanAll(wanted, { examiner, rulebook, clock: Date.now, now: () => performance.now() }, size * 2);
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
  let scanned = 0;
  const results = inOrder(inputs(wanted.paths, process.stdin), width, (input) => scanOne(input, wanted.options, deps));
  for await (const result of results) {
    shown.step();
    if ('problem' in result) {
      process.stderr.write(`postern: ${result.problem}\n`);
      failed = true;
      continue;
    }
    scanned++;
    if (exitFor(result.report.outcome) === exit.stopped) code = exit.stopped;
    await print(wanted.json ? JSON.stringify(result.report) : asText(result.report));
  }
  shown.done();
  if (scanned === 0 && !failed) process.stderr.write('postern: there is no message in what was named\n');
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
  readonly data: string;
  readonly options: FileScanOptions;
}

function argumentsOf(args: readonly string[]): Wanted {
  const { values, positionals } = parsed(args);
  if (positionals.length === 0)
    throw new CannotRun('name at least one message, mbox or folder, or - for standard input');
  return {
    paths: positionals,
    pack: values.pack,
    json: values.json,
    data: values.data,
    options: {
      ocr: !values['no-ocr'],
      ...envelopeOptions(values),
    },
  };
}

function parsed(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...envelopeFlags,
      pack: { type: 'string', default: 'default' },
      json: { type: 'boolean', default: false },
      data: { type: 'string', default: 'data' },
      'no-ocr': { type: 'boolean', default: false },
    },
  });
}
