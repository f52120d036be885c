// How long scan-message takes under Lambda's own runtime client on this machine: from the start of the process to the first
// answer (cold), and for each message after that (warm). Every service it talks to runs here too, in memory, on the same cores.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type AwsSurroundings, startSurroundings } from '../tests/harness/aws/aws-surroundings.ts';
import { type Built, built } from '../tests/harness/aws/built.ts';
import { startLambda } from '../tests/harness/aws/lambda-runtime.ts';
import { startNextHop } from '../tests/harness/scripted-next-hop.ts';

const bytes = 6_000;

interface Run {
  /** Milliseconds. */
  readonly cold: number;
  readonly warm: readonly number[];
  /** Milliseconds of processor time until the first answer: the function, and its examining process. */
  readonly processor: readonly [number, number];
}

/** A clean message of 6 KB, each with an id of its own, so that none is taken for another. */
function message(id: string): Buffer {
  const head = [
    'From: Ana <ana@agency.example>',
    'To: ben@agency.example',
    `Message-ID: <${id}@agency.example>`,
    'Date: Thu, 01 Jan 2026 12:00:00 +0000',
    'Subject: minutes of the meeting',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '',
  ].join('\r\n');
  const sentence = 'We agreed to look at the offers again on Tuesday and to tell everybody by Friday.\r\n';
  return Buffer.from(head + sentence.repeat(Math.ceil((bytes - head.length) / sentence.length)));
}

async function run(made: Built, aws: AwsSurroundings, relay: string, name: string, messages: number): Promise<Run> {
  const bundle = `${made.dist}/lambdas/scan-message`;
  const lambda = await startLambda({
    bundle,
    client: made.client,
    layers: made.layers,
    environment: aws.environment('scanner', relay),
  });
  const warm: number[] = [];
  let processor: readonly [number, number] = [Number.NaN, Number.NaN];
  try {
    for (let n = 0; n < messages; n++) {
      const id = `${name}-${n}`;
      await aws.raw.put(`raw/outbound/${id}`, message(id));
      const started = performance.now();
      const event = {
        mail: { messageId: id, source: 'ana@agency.example' },
        receipt: { recipients: ['ben@agency.example'] },
      };
      const { type } = await lambda.invoke(event);
      if (type !== 'answered')
        throw new Error(`the function did not answer; its output ends with ${lambda.output.at(-1)}`);
      if (n === 0) processor = processorTimes(lambda.pid ?? 0);
      else warm.push(performance.now() - started);
    }
    return { cold: lambda.coldStart ?? Number.NaN, warm, processor };
  } finally {
    await lambda.close();
  }
}

/** Of a process and its first child, by Linux's /proc (proc(5): fields 14 and 15 are in ticks of 10 ms). */
function processorTimes(pid: number): readonly [number, number] {
  const of = (one: string | number) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [of(pid), child === '' ? Number.NaN : of(child)];
}

function quantile(values: readonly number[], part: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1)} ms`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { starts: { type: 'string', default: '7' }, messages: { type: 'string', default: '60' } },
  });
  const made = built();
  const [aws, hop] = await Promise.all([startSurroundings(), startNextHop()]);
  const runs: Run[] = [];
  try {
    const relay = `smtp://127.0.0.1:${hop.port}?tls=never`;
    for (let n = 0; n < Number(values.starts); n++)
      runs.push(await run(made, aws, relay, `run-${n}`, n === 0 ? Number(values.messages) : 2));
  } finally {
    await Promise.all([hop.close(), aws.close()]);
  }
  const cold = runs.map((one) => one.cold);
  const warm = runs[0]?.warm ?? [];
  process.stdout.write(
    `scan-message, ${bytes} bytes, ${hop.taken.length} handed on; load of the machine ${loadavg()[0]?.toFixed(1)}
cold, process start to first answer, ${cold.length} starts: median ${quantile(cold, 0.5)}, best ${quantile(cold, 0)}, worst ${quantile(cold, 1)}
  of it processor time: function ${quantile(
    runs.map(({ processor }) => processor[0]),
    0.5,
  )}, examining process beside it ${quantile(
    runs.map(({ processor }) => processor[1]),
    0.5,
  )}
warm, ${warm.length} messages: median ${quantile(warm, 0.5)}, p95 ${quantile(warm, 0.95)}, best ${quantile(warm, 0)}
`,
  );
}

await main();
