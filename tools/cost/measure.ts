// node tools/cost/measure.ts: runs the built scan-message under Lambda's runtime client on mails of several kinds, and writes
// down what each would be billed for: time, requests, units, bytes kept.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSurroundings } from '../../tests/harness/aws/aws-surroundings.ts';
import { built } from '../../tests/harness/aws/built.ts';
import { type LambdaEnvironment, startLambda } from '../../tests/harness/aws/lambda-runtime.ts';
import { startNextHop } from '../../tests/harness/scripted-next-hop.ts';
import type { MeasuredKind } from './cost-model.ts';
import { type Counts, countBefore } from './counting-proxy.ts';

const runs = 5;

const kinds: readonly { readonly name: string; readonly make: (n: number) => string }[] = [
  { name: 'text, 6 KB', make: (n) => message(n, 6_000, null) },
  { name: 'newsletter, 60 KB', make: (n) => message(n, 60_000, null) },
  { name: 'with a picture, 1 MB', make: (n) => message(n, 4_000, attachment('scan.bin', 700_000)) },
  { name: 'with a picture, 10 MB', make: (n) => message(n, 4_000, attachment('scan.bin', 7_000_000)) },
  { name: 'with a program, 60 KB', make: (n) => message(n, 4_000, attachment('tool.exe', 40_000)) },
];

function message(n: number, bytes: number, extra: string | null): string {
  const words = 'The minutes of the meeting are attached to this message and will be read next week. ';
  const text = words.repeat(Math.ceil(bytes / words.length)).replace(/(.{76})/g, '$1\r\n');
  const head = `From: ana@elsewhere.example\r\nTo: ben@agency.example\r\nSubject: minutes ${n} ${randomBytes(4).toString('hex')}\r\nMessage-ID: <${n}.${Date.now()}@elsewhere.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n`;
  if (extra === null) return `${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
  return `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b\r\n${extra}\r\n--b--\r\n`;
}

function attachment(name: string, bytes: number): string {
  const content = Buffer.concat([
    Buffer.from(name.endsWith('.exe') ? 'MZ' : '\u0089PNG\r\n\u001a\n', 'latin1'),
    randomBytes(bytes),
  ]);
  const lines = content.toString('base64').replace(/(.{76})/g, '$1\r\n');
  return `Content-Type: application/octet-stream; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}`;
}

const surroundings = await startSurroundings();
const nextHop = await startNextHop();
const counts: Counts = new Map();
const plain = surroundings.environment('scanner', `smtp://127.0.0.1:${nextHop.port}?tls=never`);
const services = { S3: 's3', SQS: 'sqs', DYNAMODB: 'dynamodb', KMS: 'kms' } as const;
const proxies = await Promise.all(
  Object.entries(services).map(async ([name, service]) => {
    const proxy = await countBefore(plain[`AWS_ENDPOINT_URL_${name}`] ?? '', service, counts);
    return [`AWS_ENDPOINT_URL_${name}`, proxy] as const;
  }),
);
const queue = new URL(plain.POSTERN_NOTICES_QUEUE ?? '').pathname;
const sqs = proxies.find(([name]) => name.endsWith('SQS'))?.[1].endpoint;
const { dist, client, layers } = built();
const lambda = await startLambda({
  bundle: `${dist}/lambdas/scan-message`,
  client,
  layers,
  environment: {
    ...plain,
    ...Object.fromEntries(proxies.map(([name, proxy]) => [name, proxy.endpoint])),
    POSTERN_NOTICES_QUEUE: `${sqs}${queue}`,
  },
});
const measured: MeasuredKind[] = [];
for (const { name, make } of kinds) measured.push(await measure(lambda, name, make));
writeFileSync(
  fileURLToPath(new URL('measured.json', import.meta.url)),
  `${JSON.stringify({ coldStart: lambda.coldStart, kinds: measured }, null, 2)}\n`,
);
process.stdout.write(`${JSON.stringify(measured, null, 1)}\n`);
await lambda.close();
for (const [, proxy] of proxies) proxy.close();
await nextHop.close();
await surroundings.close();

async function measure(
  environment: LambdaEnvironment,
  name: string,
  make: (n: number) => string,
): Promise<MeasuredKind> {
  const times: number[] = [];
  let bytes = 0;
  const taken = nextHop.taken.length;
  for (let n = 0; n <= runs; n++) {
    const raw = Buffer.from(make(n), 'latin1');
    const id = randomBytes(8).toString('hex');
    await surroundings.raw.put(`raw/inbound/${id}`, raw);
    // The first of a kind loads readers, which a warm function has.
    if (n === 1) counts.clear();
    const from = performance.now();
    const outcome = await environment.invoke(
      {
        mail: { messageId: id, source: 'ana@elsewhere.example' },
        receipt: { recipients: ['ben@agency.example'] },
      },
      60_000,
    );
    if (outcome.type !== 'answered')
      throw new Error(`${name}: ${JSON.stringify(outcome)} ${environment.output.slice(-4).join(' ')}`);
    if (n > 0) times.push(performance.now() - from);
    bytes = raw.length;
  }
  const perMessage = Object.fromEntries([...counts].map(([key, value]) => [key, Math.round((value / runs) * 10) / 10]));
  // A scan that failed is answered all the same, and much sooner.
  const reached = counts.has('kms') ? runs + 1 : nextHop.taken.length - taken;
  if (reached !== runs + 1)
    throw new Error(`${name}: ${reached} of ${runs + 1} reached the next hop; mend the functions first`);
  times.sort((a, b) => a - b);
  return { name, bytes, milliseconds: Math.round(times[Math.floor(times.length / 2)] ?? 0), requests: perMessage };
}
