// How long scan-message takes under Lambda's own runtime client on this machine: from the start of the process to the first
// answer (cold), and for each message after that (warm). Every service it talks to runs here too, in memory, on the same cores.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type AwsSurroundings, startSurroundings } from '../tests/harness/aws/aws-surroundings.ts';
import { type Built, built } from '../tests/harness/aws/built.ts';
import { startLambda } from '../tests/harness/aws/lambda-runtime.ts';

const bytes = 6_000;

interface Run {
  /** Milliseconds. */
  readonly cold: number;
  readonly warm: readonly number[];
  /** Milliseconds of processor time until the first answer: the function, and its examining process. */
  readonly processor: Processor;
  /** The same for each message after that. */
  readonly warmProcessor: Processor;
}

type Processor = readonly [number, number];

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
  let processor: Processor = [Number.NaN, Number.NaN];
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
    const [whole, beside] = processorTimes(lambda.pid ?? 0);
    const warmProcessor = [(whole - processor[0]) / warm.length, (beside - processor[1]) / warm.length] as const;
    return { cold: lambda.coldStart ?? Number.NaN, warm, processor, warmProcessor };
  } finally {
    await lambda.close();
  }
}

/** Of a process and its first child, by Linux's /proc (proc(5): fields 14 and 15 are in ticks of 10 ms). */
function processorTimes(pid: number): Processor {
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

/** Answers at once, and takes everything: a library's server would wait before it greets. */
async function startNextHop() {
  let taken = 0;
  const server = createServer((socket) => {
    let inData = false;
    let tail = '';
    socket.setNoDelay(true).write('220 next.example\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      tail = (tail + text.slice(-5)).slice(-5);
      if (inData ? tail !== '\r\n.\r\n' : /^DATA\r\n$/im.test(text)) {
        if (!inData) socket.write('354 go on\r\n');
        inData = true;
        return;
      }
      if (inData) taken++;
      // What was sent in one go is answered in one go.
      const commands = inData ? 1 : text.split('\r\n').length - 1;
      inData = false;
      if (/^QUIT/i.test(text)) socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n'.repeat(commands));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, taken: () => taken, close: () => server.close() };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { starts: { type: 'string', default: '7' }, messages: { type: 'string', default: '250' } },
  });
  const made = built();
  const aws = await startSurroundings();
  const hop = await startNextHop();
  const runs: Run[] = [];
  try {
    const relay = `smtp://127.0.0.1:${hop.port}?tls=never`;
    for (let n = 0; n < Number(values.starts); n++)
      runs.push(await run(made, aws, relay, `run-${n}`, n === 0 ? Number(values.messages) : 2));
  } finally {
    hop.close();
    await aws.close();
  }
  const cold = runs.map((one) => one.cold);
  const [first] = runs;
  if (first === undefined) throw new Error('nothing was measured; give --starts 1 or more');
  const { warm } = first;
  process.stdout.write(
    `scan-message, ${bytes} bytes, ${hop.taken()} handed on; load of the machine ${loadavg()[0]?.toFixed(1)}
cold, process start to first answer, ${cold.length} starts: median ${quantile(cold, 0.5)}, best ${quantile(cold, 0)}, worst ${quantile(cold, 1)}
  of it processor time: function ${quantile(
    runs.map(({ processor }) => processor[0]),
    0.5,
  )}, examining process beside it ${quantile(
    runs.map(({ processor }) => processor[1]),
    0.5,
  )}
warm, ${warm.length} messages: median ${quantile(warm, 0.5)}, p95 ${quantile(warm, 0.95)}, best ${quantile(warm, 0)}
  of it processor time, mean: function ${first.warmProcessor[0].toFixed(1)} ms, examining process ${first.warmProcessor[1].toFixed(1)} ms
`,
  );
}

await main();
