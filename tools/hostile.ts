// node tools/hostile.ts files|bombs|mails|texts [WORD…]: scans files or mails made to exhaust a reader, each in a process of its own, and
// prints what it cost. A mail is made outside that process, so that only reading it counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { examine } from '../core/mail/examine.ts';
import { scanFile } from '../core/mail/scan-file.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import { hostileBombs } from '../tests/harness/hostile-bombs.ts';
import { hostileFiles } from '../tests/harness/hostile-files.ts';
import { type HostileMail, hostileMails } from '../tests/harness/hostile-mails.ts';
import { inboundLetter } from './evaluate/samples.ts';
import { withAttachment } from './evaluate/wrap.ts';

interface Kind {
  readonly makers: Readonly<Record<string, () => Uint8Array>>;
  /** What one may cost at most, in processor time and memory. */
  readonly seconds: number;
  readonly megabytes: number;
}

const kinds: Readonly<Record<string, Kind>> = {
  files: {
    makers: made(hostileFiles, (make, name) => withAttachment(inboundLetter, name, make())),
    seconds: 30,
    megabytes: 512,
  },
  bombs: {
    makers: made(hostileBombs, ({ make }, name) => withAttachment(inboundLetter, name, make())),
    seconds: 10,
    megabytes: 450,
  },
  mails: { makers: made(mailsThat(false), ({ make }) => make()), seconds: 1, megabytes: 300 },
  texts: { makers: made(mailsThat(true), ({ make }) => make()), seconds: 5, megabytes: 450 },
};

function mailsThat(areLong: boolean): Readonly<Record<string, HostileMail>> {
  return Object.fromEntries(Object.entries(hostileMails).filter(([, { long = false }]) => long === areLong));
}

function made<T>(all: Readonly<Record<string, T>>, make: (one: T, name: string) => Uint8Array): Kind['makers'] {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, () => make(one, name)]));
}

interface Cost {
  readonly outcome: string;
  readonly unread: string;
  /** Milliseconds on the clock, and of processor time: what it costs, where others want the machine too. */
  readonly ms: number;
  readonly cpu: number;
  readonly stages: string;
  readonly parts: number;
  /** Bytes; of memory with the policy and the mail itself. */
  readonly report: number;
  readonly memory: number;
}

/** In the child: one ordinary mail first, so that loading the readers is not counted. */
async function measure(path: string): Promise<Cost> {
  const { files, pack } = readPolicyFolder('policy', 'default');
  const rulebook = loadRulebook(files, pack);
  const now = () => performance.now();
  let stages = '';
  const examiner = {
    examine: async (raw: Uint8Array, context: Parameters<typeof examine>[1]) => {
      const examination = await examine(raw, context, { rulebook, fingerprint: () => '', now });
      stages = Object.entries(examination.timings)
        .map(([stage, ms]) => `${stage} ${Math.round(ms)}`)
        .join(', ');
      return examination;
    },
    strip: async () => null,
  };
  const options = { direction: 'inbound', from: 'a@b.example', to: ['c@agency.example'], ocr: false } as const;
  const scan = (raw: Uint8Array) => scanFile(path, raw, options, { examiner, rulebook, now });
  await scan(Buffer.from('Subject: x\r\n\r\nhello'));
  const raw = readFileSync(path);
  const before = process.cpuUsage();
  const report = await scan(raw);
  const { user, system } = process.cpuUsage(before);
  const unread = report.findings.filter(({ kind }) => kind === 'unreadable').map(({ rule }) => rule);
  return {
    outcome: report.outcome,
    unread: [...new Set(unread)].join(', '),
    ms: report.ms,
    cpu: (user + system) / 1000,
    stages,
    parts: report.parts.length,
    report: JSON.stringify(report).length,
    memory: process.resourceUsage().maxRSS * 1024,
  };
}

function inChild(path: string): Cost | null {
  const command = [import.meta.filename, '--one', path];
  const child = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 120_000 });
  return child.status === 0 ? (JSON.parse(child.stdout) as Cost) : null;
}

function row(name: string, bytes: number, cost: Cost | null): string {
  const size = (count: number, unit: number) => Math.round(count / unit);
  if (cost === null) return `| ${name} | ${size(bytes, 1024)} KB | lost |\n`;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const { outcome, unread, ms, cpu, memory, parts, report, stages } = cost;
  const cells = [
    ...[name, `${size(bytes, 1024)} KB`, outcome, unread, seconds(ms), seconds(cpu), `${size(memory, 2 ** 20)} MB`],
    ...[parts, `${size(report, 1024)} KB`, stages],
  ];
  return `| ${cells.join(' | ')} |\n`;
}

const [kind = '', ...words] = process.argv.slice(2);
if (kind === '--one') process.stdout.write(JSON.stringify(await measure(words[0] ?? '')));
else {
  const { makers, seconds, megabytes } = kinds[kind] ?? { makers: {}, seconds: 0, megabytes: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'postern-hostile-'));
  const path = join(folder, 'mail.eml');
  let over = 0;
  process.stdout.write('| what | size | outcome | unread | time | processor | memory | parts | report | ms |\n');
  process.stdout.write('|---|--:|---|---|--:|--:|--:|--:|--:|---|\n');
  for (const [name, make] of Object.entries(makers)) {
    if (!words.every((word) => name.includes(word))) continue;
    const raw = make();
    writeFileSync(path, raw);
    const cost = inChild(path);
    process.stdout.write(row(name, raw.length, cost));
    if (cost === null || cost.cpu > seconds * 1000 || cost.memory > megabytes * 2 ** 20) over++;
  }
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`\n${over} over ${seconds} s of processor time or ${megabytes} MB\n`);
  process.exitCode = over === 0 ? 0 : 1;
}
