// node tools/hostile-mails.ts [WORD…]: reads mails made to exhaust a reader, each in a process of its own, and prints what it cost.
import { spawnSync } from 'node:child_process';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { examine } from '../core/mail/examine.ts';
import { scanFile } from '../core/mail/scan-file.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import { hostileMails } from '../tests/harness/hostile-mails.ts';

const mostSeconds = 1;
const mostMegabytes = 300;

interface Cost {
  readonly outcome: string;
  readonly bytes: number;
  /** Milliseconds for the whole scan, and of each stage. */
  readonly ms: number;
  /** Milliseconds of processor time: what it costs where others want the machine too. */
  readonly cpu: number;
  readonly stages: string;
  /** Bytes, the policy and the mail itself included. */
  readonly memory: number;
}

/** In the child: one ordinary mail first, so that loading the readers is not counted. */
async function measure(name: string): Promise<Cost> {
  const { files, pack } = readPolicyFolder('policy', 'default');
  const rulebook = loadRulebook(files, pack);
  const now = () => performance.now();
  let stages = '';
  const examiner = {
    examine: async (raw: Uint8Array, context: Parameters<typeof examine>[1]) => {
      const examination = await examine(raw, context, { rulebook, fingerprint: () => '', now });
      const { timings } = examination;
      stages = Object.entries(timings)
        .map(([stage, ms]) => `${stage} ${Math.round(ms)}`)
        .join(', ');
      return examination;
    },
    strip: async () => null,
  };
  const options = { direction: 'inbound', from: 'a@b.example', to: ['c@agency.example'], ocr: false } as const;
  await scanFile('', Buffer.from('Subject: x\r\n\r\nhello'), options, { examiner, rulebook, now });
  const raw = hostileMails[name]?.make() ?? Buffer.alloc(0);
  const before = process.cpuUsage();
  const report = await scanFile(name, raw, options, { examiner, rulebook, now });
  const { user, system } = process.cpuUsage(before);
  const memory = process.resourceUsage().maxRSS * 1024;
  return { outcome: report.outcome, bytes: raw.length, ms: report.ms, cpu: (user + system) / 1000, stages, memory };
}

function inChild(name: string): Cost | null {
  const child = spawnSync(process.execPath, [import.meta.filename, '--one', name], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  return child.status === 0 ? (JSON.parse(child.stdout) as Cost) : null;
}

function line(name: string, cost: Cost | null): string {
  if (cost === null) return `| ${name} | | lost | | | | |`;
  const seconds = (cost.ms / 1000).toFixed(2);
  const megabytes = Math.round(cost.memory / 2 ** 20);
  return `| ${name} | ${Math.round(cost.bytes / 1024)} KB | ${cost.outcome} | ${seconds} s | ${(cost.cpu / 1000).toFixed(2)} s | ${megabytes} MB | ${cost.stages} |`;
}

const [flag, one = ''] = process.argv.slice(2);
if (flag === '--one') process.stdout.write(JSON.stringify(await measure(one)));
else {
  const words = process.argv.slice(2);
  const names = Object.keys(hostileMails).filter((name) => words.every((word) => name.includes(word)));
  process.stdout.write('| mail | size | outcome | time | processor | memory | ms |\n|---|---|---|---|---|---|---|\n');
  let over = 0;
  for (const name of names) {
    const cost = inChild(name);
    process.stdout.write(`${line(name, cost)}\n`);
    if (cost === null || cost.ms > mostSeconds * 1000 || cost.memory > mostMegabytes * 2 ** 20) over++;
  }
  process.stdout.write(`\n${over} of ${names.length} over ${mostSeconds} s or ${mostMegabytes} MB\n`);
  process.exitCode = over === 0 ? 0 : 1;
}
