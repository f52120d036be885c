// One message, three hosts: the command line, the gateway and the function say the same of it, apart from its name and the time.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsSurroundings, startSurroundings } from '../harness/aws/aws-surroundings.ts';
import { built } from '../harness/aws/built.ts';
import { type LambdaEnvironment, startLambda } from '../harness/aws/lambda-runtime.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = 210;

let gateway: GatewayUnderTest;
let aws: AwsSurroundings;
let console: LambdaEnvironment;

beforeAll(async () => {
  const made = built();
  gateway = await startGatewayUnderTest();
  aws = await startSurroundings(readFileSync(join(gateway.folder, 'keys', 'fingerprint.key')));
  console = await startLambda({
    bundle: `${made.dist}/lambdas/serve-console`,
    client: made.client,
    layers: made.layers,
    environment: aws.environment('scanner', 'smtp://127.0.0.1:1'),
  });
}, 240_000);
afterAll(async () => {
  await console.close();
  await Promise.all([gateway.close(), aws.close()]);
});

/** Spread evenly over all kinds of mail there are. */
function samples(): readonly string[] {
  const corpus = join(root, 'tests', 'corpus');
  const all = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
  const step = all.length / Math.min(all.length, wanted);
  return all
    .sort()
    .filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
    .map((name) => join(corpus, name));
}

type Report = Readonly<Record<string, unknown>>;

function comparable({ file, ms, ...report }: Report): Report {
  expect(typeof file).toBe('string');
  expect(typeof ms).toBe('number');
  return report;
}

async function byCommandLine(files: readonly string[]): Promise<readonly Report[]> {
  const args = [join(root, 'bin', 'postern.ts'), 'scan', '--json', '--data', gateway.folder, ...files];
  const run = promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
  const { stdout } = await run.catch((cause: { code?: number; stdout: string }) => {
    if (cause.code !== 1) throw cause;
    return cause;
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Report);
}

async function byGateway(raw: Buffer): Promise<Report> {
  const headers = { 'content-type': 'message/rfc822' };
  const response = await fetch(`${gateway.http}/api/v1/scan`, { method: 'POST', headers, body: new Uint8Array(raw) });
  expect(response.status).toBe(200);
  return (await response.json()) as Report;
}

/** The event of API Gateway's HTTP APIs, format 2.0. */
async function byFunction(raw: Buffer): Promise<Report> {
  const path = '/api/v1/scan';
  const outcome = await console.invoke({
    version: '2.0',
    routeKey: 'POST /api/v1/scan',
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'message/rfc822', 'content-length': String(raw.length), host: 'console.example' },
    requestContext: {
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' },
      domainName: 'console.example',
    },
    body: raw.toString('base64'),
    isBase64Encoded: true,
  });
  expect(outcome.type).toBe('answered');
  const { statusCode, body } = (outcome as { value: { statusCode: number; body: string } }).value;
  expect(statusCode).toBe(200);
  return JSON.parse(body) as Report;
}

it(`R-101 says the same of ${wanted} mails from the command line, over the gateway and in the function`, async () => {
  const files = samples();
  expect(files.length).toBeGreaterThanOrEqual(200);
  const printed = await byCommandLine(files);
  expect(printed).toHaveLength(files.length);
  const outcomes = new Set<unknown>();
  for (const [index, file] of files.entries()) {
    const raw = readFileSync(file);
    const [cli, http, lambda] = [printed[index] ?? {}, await byGateway(raw), await byFunction(raw)].map(comparable);
    expect(http, file).toEqual(cli);
    expect(lambda, file).toEqual(cli);
    outcomes.add(cli?.outcome);
  }
  expect(outcomes.size).toBe(5);
}, 300_000);
