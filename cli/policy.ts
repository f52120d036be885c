// postern policy: check it, trace it, ask it why, and describe its files to editors.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { askGateway } from './ask-gateway.ts';
import { policyFolder } from './chosen-policy.ts';
import { envelopeFlags, envelopeOptions } from './envelope-options.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern policy check [--pack NAME|DIR]
       postern policy explain ID [--pack NAME|DIR] [--json] [--data DIR]
       postern policy explain FILE [--pack NAME|DIR] [--direction inbound|outbound|internal] [--from ADDR] [--to ADDR]…
                              [--json] [--no-ocr]
       postern policy try --against PATH|PERIOD [--candidate NAME|DIR] [--pack NAME|DIR] [--fail-on-new-blocks N]
                          [--json] [--data DIR]
       postern policy trace [--results FILE] [--json] [--write]
       postern policy reload [--data DIR]
       postern policy schema DIR

check    proves every rule, scheme, organisation and pack: spelling of keys, references, patterns, examples and cases.
         Prints what to correct, one problem a line, and exits with 1; or a summary, and exits with 0.
explain  tells of one message (of an mbox: FILE#2 for the second) all that was read (its text is shown), what was found
         where, every clause that matched or lacked one thing, what follows for whom, and what would change that. Of a
         message of the past, by its id or by the reference that a notice gives, from what is recorded: its text is not
         kept. Exits as postern scan does.
try      tells which decisions another pack would change: on messages in files, or on what is recorded of a past period
         (30d, 2026Q4, 2026-10-01..2026-10-31). The organisation stays the one of --pack unless the candidate brings its
         own. Without --candidate: what would happen were nothing only monitored.
         Exits with 1 when more than N messages would newly be stopped.
trace    follows every promise from the clauses of the source documents to the rules, clauses of packs and controls that
         keep it and the tests that prove it, and back. With the JSON report of a test run it also says how these ended.
         Exits with 1 when something is not proved; --write renews docs/generated/trace.md.
reload   has the running gateway read its policy again, as SIGHUP does. One that does not load changes nothing.
schema   writes JSON Schemas of the policy's files into a folder, for editors.

  --pack NAME|DIR   a pack, or a folder of your own with pack.yaml in it
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  const [verb, path, ...more] = positionals;
  if (verb === 'check' && path === undefined) {
    return (await import('./policy/check.ts')).check(policyFolder, values.pack);
  }
  if (verb === 'explain' && path !== undefined && more.length === 0) {
    const { looksLikeId, explainRecorded } = await import('./policy/explain-recorded.ts');
    if (looksLikeId(path) && !existsSync(path)) return explainRecorded(path, values);
    return (await import('./policy/explain.ts')).explainFile(path, {
      ...envelopeOptions(values),
      pack: values.pack,
      json: values.json,
      ocr: !values['no-ocr'],
    });
  }
  if (verb === 'try' && path === undefined) return tryPolicy(values);
  if (verb === 'trace' && path === undefined) {
    const { json, write, results } = values;
    return (await import('./policy/trace.ts')).trace({ json, write, results });
  }
  if (verb === 'reload' && path === undefined) return reload(values.data);
  if (verb === 'schema' && path !== undefined && more.length === 0) {
    return (await import('./policy/schema.ts')).writeSchemas(path);
  }
  throw new CannotRun(
    'say what to do: postern policy check, explain FILE|ID, try --against …, trace, reload or schema DIR; see postern policy --help',
  );
}

async function reload(data: string): Promise<number> {
  const { name, hash } = await askGateway<{ name: string; hash: string }>(data, 'policy-reload', null);
  process.stdout.write(`pack ${name} ${hash.slice(0, 12)} is in force\n`);
  return exit.fine;
}

async function tryPolicy(values: ReturnType<typeof parse>['values']): Promise<number> {
  const { against, candidate, pack, data, json, 'fail-on-new-blocks': most } = values;
  if (against === undefined) throw new CannotRun('say what to try it on with --against; see postern policy --help');
  if (most !== undefined && !/^\d{1,9}$/.test(most))
    throw new CannotRun(`--fail-on-new-blocks takes a number, not "${most}"`);
  return (await import('./policy/try.ts')).tryPolicy({
    ...envelopeOptions(values),
    against,
    candidate,
    pack,
    data,
    json,
    ocr: !values['no-ocr'],
    most: most === undefined ? undefined : Number(most),
  });
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      pack: { type: 'string' },
      ...envelopeFlags,
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      results: { type: 'string' },
      against: { type: 'string' },
      candidate: { type: 'string' },
      'fail-on-new-blocks': { type: 'string' },
      data: { type: 'string', default: 'data' },
      'no-ocr': { type: 'boolean', default: false },
    },
  });
}
