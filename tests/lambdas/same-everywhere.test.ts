// One message, three hosts: the command line, the gateway and the function say the same of it, apart from its name and the time.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiGateway, startApiGateway } from '../harness/aws/api-gateway.ts';
import { built } from '../harness/aws/built.ts';
import { type LambdaEnvironment, startLambda } from '../harness/aws/lambda-runtime.ts';
import { type OversightOnAws, oversightOnAws } from '../harness/aws/oversight-on-aws.ts';
import { tokensOf } from '../harness/aws/sign-in-on-aws.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = 210;

let gateway: GatewayUnderTest;
let org: OversightOnAws;
let console: LambdaEnvironment;
let api: ApiGateway;
let newToken: () => Promise<string>;

beforeAll(async () => {
  const made = built();
  gateway = await startGatewayUnderTest();
  const fingerprintKey = readFileSync(join(gateway.folder, 'keys', 'fingerprint.key'));
  org = await oversightOnAws({ now: Date.now, set: () => undefined }, fingerprintKey);
  console = await startLambda({
    bundle: `${made.dist}/lambdas/serve-console`,
    client: made.client,
    layers: made.layers,
    environment: org.aws.environment('console', 'smtp://127.0.0.1:1'),
  });
  api = await startApiGateway([console], '198.51.100.7');
  newToken = await tokensOf('mia', org, api.url);
}, 240_000);
afterAll(async () => {
  await api.close();
  await console.close();
  await Promise.all([gateway.close(), org.close()]);
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

/** By HTTP, at the gateway or at the function behind its API. */
async function byHttp(base: string, raw: Buffer, headers: Readonly<Record<string, string>>): Promise<Report> {
  const response = await fetch(`${base}/api/v1/scan`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'message/rfc822' },
    body: new Uint8Array(raw),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Report;
}

it(`R-101 says the same of ${wanted} mails from the command line, over the gateway and in the function`, async () => {
  const files = samples();
  expect(files.length).toBeGreaterThanOrEqual(200);
  const printed = await byCommandLine(files);
  expect(printed).toHaveLength(files.length);
  const outcomes = new Set<unknown>();
  let token = '';
  for (const [index, file] of files.entries()) {
    const raw = readFileSync(file);
    if (index % 20 === 0) token = await newToken();
    const [cli, http, lambda] = [
      printed[index] ?? {},
      await byHttp(gateway.http, raw, {}),
      await byHttp(api.url, raw, { authorization: `Bearer ${token}` }),
    ].map(comparable);
    expect(http, file).toEqual(cli);
    expect(lambda, file).toEqual(cli);
    outcomes.add(cli?.outcome);
  }
  expect(outcomes.size).toBe(5);
}, 300_000);
