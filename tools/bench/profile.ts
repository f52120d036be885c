// Which functions take the time of a warm gateway, thread by thread, by their own time: V8's samples, cut to the measured
// mails. Examining processes start without any variable of ours: what they do is sampled in this process instead.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Profiler, Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rulebook } from '../../core/rulebook/rulebook.ts';
import { atOnce, repeated, usualConnections, warming } from './peers/measure.ts';
import { startNameServer } from './peers/name-server.ts';
import { postern } from './peers/postern.ts';
import { stageTimer } from './scanner.ts';

/** Microseconds between samples, and of the mails that count on the clock that V8 stamps samples with. */
const interval = 500;
const now = () => Number(process.hrtime.bigint() / 1000n);
const shown = 25;
const root = fileURLToPath(new URL('../../', import.meta.url));
/** By a file that runs in no other thread. */
const threads = { 'gateway, main thread': 'gateway/start-gateway.ts', ledger: 'adapters/local/ledger-thread.ts' };

const heading = `# Where the time of a mail goes

Made by \`npm run --silent bench -- profile --mails ham-spamassassin/ > docs/profile.md\`: functions by their own
time, without what they call, after ${warming} mails that warm the gateway up. By the clock: a thread that waits for the processor or the disk in a call is in it.

`;

/** Markdown: a table for each thread. */
export async function profileTables(mails: readonly Buffer[], rulebook: Rulebook): Promise<string> {
  const { from, profiles } = await gatewayProfiles(mails);
  const found = Object.entries(threads).flatMap(([name, file]) =>
    profiles
      .filter(({ nodes }) => nodes.some(({ callFrame }) => callFrame.url.endsWith(file)))
      .map((profile) => table(name, profile, from, mails.length)),
  );
  const examining = table('examining process', await examiningProfile(mails, rulebook), 0, mails.length);
  return heading + [...found, examining].join('\n');
}

async function gatewayProfiles(mails: readonly Buffer[]) {
  const folder = await mkdtemp(join(tmpdir(), 'postern-profile-'));
  const nameServer = await startNameServer();
  try {
    process.env.NODE_OPTIONS = `--cpu-prof --cpu-prof-interval=${interval} --cpu-prof-dir=${join(folder, 'profiles')}`;
    const { scan, stop } = await postern.start(folder, nameServer.port);
    let from = 0;
    try {
      await atOnce(repeated(mails, warming), usualConnections, scan);
      from = now();
      await atOnce(mails, usualConnections, scan);
    } finally {
      // The profiles are written as it stops.
      await stop();
    }
    const files = readdirSync(join(folder, 'profiles')).map((name) => join(folder, 'profiles', name));
    return { from, profiles: files.map((file): Profiler.Profile => JSON.parse(readFileSync(file, 'utf8'))) };
  } finally {
    delete process.env.NODE_OPTIONS;
    await nameServer.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function examiningProfile(mails: readonly Buffer[], rulebook: Rulebook): Promise<Profiler.Profile> {
  const scan = stageTimer(rulebook);
  for (const mail of repeated(mails, warming)) await scan(mail);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval });
  await session.post('Profiler.start');
  try {
    for (const mail of mails) await scan(mail);
    return (await session.post('Profiler.stop')).profile;
  } finally {
    session.disconnect();
  }
}

function table(
  name: string,
  { nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile,
  from: number,
  mails: number,
): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let at = startTime;
  for (const [i, id] of samples.entries()) {
    const delta = timeDeltas[i] ?? 0;
    at += delta;
    const frame = frames.get(id);
    if (at < from || frame === undefined || isNoWork(frame)) continue;
    const file = decodeURI(frame.url.replace('file://', '')).replace(root, '');
    const key = `${frame.functionName || '(unnamed)'} | ${file}${file === '' ? '' : `:${frame.lineNumber + 1}`}`;
    times.set(key, (times.get(key) ?? 0) + delta / 1000 / mails);
  }
  const whole = [...times.values()].reduce((sum, ms) => sum + ms, 0);
  const most = [...times].sort(([, a], [, b]) => b - a).slice(0, shown);
  return [
    `**${name}**: ${whole.toFixed(2)} ms a mail by the clock, in ${times.size} functions`,
    '',
    '| function | where | own time | share |',
    '|---|---|--:|--:|',
    ...most.map(([key, ms]) => `| ${key} | ${(ms * 1000).toFixed(0)} µs | ${((100 * ms) / whole).toFixed(1)} % |`),
    '',
  ].join('\n');
}

/** Waiting, and what the profile itself costs the thread that takes it. */
function isNoWork({ functionName, url }: Profiler.ProfileNode['callFrame']): boolean {
  return functionName === '(idle)' || url.startsWith('node:inspector') || url.startsWith('node:internal/inspector');
}
