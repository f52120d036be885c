// node tools/hostile-files.ts [WORD…]: attaches files made to exhaust a reader, each read in a process of its own, and
// prints what it cost. The mail is made outside that process, so that only reading counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { examine } from '../core/mail/examine.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import { hostileFiles } from '../tests/harness/hostile-files.ts';
import { inboundLetter } from './evaluate/samples.ts';
import { withAttachment } from './evaluate/wrap.ts';

const mostMegabytes = 512;

interface Cost {
  readonly found: string;
  /** Milliseconds: on the clock, and of processor time. */
  readonly ms: number;
  readonly cpu: number;
  readonly parts: number;
  /** Bytes. */
  readonly report: number;
  readonly memory: number;
}

async function measure(path: string): Promise<Cost> {
  const { files, pack } = readPolicyFolder('policy', 'default');
  const rulebook = loadRulebook(files, pack);
  const now = () => performance.now();
  const context = { mailFrom: 'a@b.example', ocr: false };
  const started = now();
  const before = process.cpuUsage();
  const examination = await examine(readFileSync(path), context, { rulebook, fingerprint: () => '', now });
  const { user, system } = process.cpuUsage(before);
  const unread = examination.findings.filter(({ kind }) => kind === 'unreadable').map(({ rule }) => rule);
  return {
    found: [...new Set(unread)].join(', '),
    ms: now() - started,
    cpu: (user + system) / 1000,
    parts: examination.parts.length,
    report: JSON.stringify(examination).length,
    memory: process.resourceUsage().maxRSS * 1024,
  };
}

function inChild(path: string): Cost | null {
  const child = spawnSync(process.execPath, [import.meta.filename, '--one', path], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  return child.status === 0 ? (JSON.parse(child.stdout) as Cost) : null;
}

function line(name: string, bytes: number, cost: Cost | null): string {
  if (cost === null) return `| ${name} | ${Math.round(bytes / 1024)} KB | lost | | | | | |`;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const size = (count: number, unit: number) => Math.round(count / unit);
  return `| ${name} | ${size(bytes, 1024)} KB | ${cost.found} | ${seconds(cost.ms)} | ${seconds(cost.cpu)} | ${size(cost.memory, 2 ** 20)} MB | ${cost.parts} | ${size(cost.report, 1024)} KB |`;
}

const [flag, one = ''] = process.argv.slice(2);
if (flag === '--one') process.stdout.write(JSON.stringify(await measure(one)));
else {
  const words = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'postern-hostile-'));
  let over = 0;
  const heading =
    '| file | size | unread | time | processor | memory | parts | report |\n|---|--:|---|--:|--:|--:|--:|--:|\n';
  process.stdout.write(heading);
  for (const [name, make] of Object.entries(hostileFiles)) {
    if (!words.every((word) => name.includes(word))) continue;
    const content = make();
    const path = join(folder, 'mail.eml');
    writeFileSync(path, withAttachment(inboundLetter, name, content));
    const cost = inChild(path);
    process.stdout.write(`${line(name, content.length, cost)}\n`);
    if (cost === null || cost.memory > mostMegabytes * 2 ** 20) over++;
  }
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`\n${over} over ${mostMegabytes} MB\n`);
  process.exitCode = over === 0 ? 0 : 1;
}
