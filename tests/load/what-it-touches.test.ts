// What a running gateway touches, told by the system itself: of the network its next hop and name servers, of the disk its data
// folder, and nothing else, whatever the mails it reads point at.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { getServers } from 'node:dns';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { freePorts } from '../../tools/send-mails/gateway-process.ts';
import { mailsOf } from '../../tools/send-mails/mails.ts';
import { sendAll } from '../../tools/send-mails/send-all.ts';
import { type ScriptedNextHop, startNextHop } from '../harness/scripted-next-hop.ts';

const folder = mkdtempSync(join(tmpdir(), 'postern-traced-'));
const root = fileURLToPath(new URL('../..', import.meta.url));
const trace = join(folder, 'trace');
const watchedCalls =
  'connect,sendto,sendmsg,sendmmsg,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat';
/** The examining program with its types taken out is kept there, where it may be. */
const kept = join(root, 'node_modules/.cache');
let gateway: ChildProcess | null = null;
let hop: ScriptedNextHop | null = null;

afterEach(async () => {
  const pid = tracedProcess();
  if (pid !== null) process.kill(pid, 'SIGKILL');
  await hop?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether this machine lets one process watch another. */
function canTrace(): boolean {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function lines(): readonly string[] {
  return readFileSync(trace, 'latin1').split('\n');
}

/** Files that any of its processes wanted to write, make, rename or remove. */
function writtenFiles(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of lines()) {
    const changes = /O_WRONLY|O_RDWR|O_CREAT/.test(line) || /(?:mkdir|rename|unlink)\w*\(/.test(line);
    if (changes) for (const [, path = ''] of line.matchAll(/"(\/[^"]*)"/g)) found.add(path);
  }
  return found;
}

/** Where connections and datagrams of all its processes went: `address port`, or the path of a socket. */
function destinations(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of lines().filter((one) => /(?:connect|send\w+)\(/.test(one))) {
    const port = /htons\((\d+)\)/.exec(line)?.[1];
    const address = /inet_addr\("([\d.]+)"\)|inet_pton\(AF_INET6, "([\da-f:.]+)"/.exec(line);
    const path = /sun_path=@?"([^"]*)"/.exec(line)?.[1];
    if (port !== undefined) found.add(`${address?.[1] ?? address?.[2] ?? 'an address'} ${port}`);
    if (path !== undefined) found.add(path);
  }
  return found;
}

async function startTraced(ports: readonly number[], nextHop: string): Promise<void> {
  const configuration = join(folder, 'postern.yaml');
  const [inbound, outbound, http] = ports;
  writeFileSync(
    configuration,
    `hostname: mx.agency.example\nhttp: { port: ${http} }\nsmtp:\n` +
      `  inbound: { port: ${inbound}, nextHop: '${nextHop}' }\n  outbound: { port: ${outbound}, nextHop: '${nextHop}' }\n`,
  );
  const calls = ['-f', '-qq', '--seccomp-bpf', '-e', `trace=${watchedCalls}`, '-o', trace];
  const program = [process.execPath, join(root, 'bin/postern.ts'), 'up', '--data', join(folder, 'data')];
  const started = spawn('strace', [...calls, ...program, '--config', configuration], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  gateway = started;
  await new Promise<void>((resolve, reject) => {
    started.stdout.on('data', (text: Buffer) => text.includes('Postern is ready') && resolve());
    started.once('exit', () => reject(new Error('the gateway did not start')));
  });
}

/** The gateway, whose parent strace is; null when it is gone. */
function tracedProcess(): number | null {
  try {
    const [pid] = readFileSync(`/proc/${gateway?.pid}/task/${gateway?.pid}/children`, 'utf8').split(' ');
    return pid ? Number(pid) : null;
  } catch {
    return null;
  }
}

async function stopTraced(): Promise<void> {
  const ended = new Promise((resolve) => gateway?.once('exit', resolve));
  process.kill(tracedProcess() ?? 0, 'SIGTERM');
  await ended;
}

it('R-703 a gateway that reads mail touches its next hop, name servers and data folder alone', {
  timeout: 240_000,
}, async (context) => {
  if (!canTrace()) return context.skip('strace is not installed, or may not watch a process');
  hop = await startNextHop();
  const ports = await freePorts(3);
  await startTraced(ports, `smtp://127.0.0.1:${hop.port}?tls=never`);
  const unsafe = [join(root, 'tests/corpus/unsafe')];
  const send = (port: number, paths: readonly string[], from: string, to: string) =>
    sendAll(mailsOf({ paths, from, to: [to] }), { port, connections: 4, tries: 1 });
  const out = await send(ports[1] ?? 0, unsafe, 'staff-<n>@agency.example', 'p<n>@elsewhere.example');
  // Inbound mail is looked up in the DNS.
  const one = [join(root, 'tests/corpus/unsafe/html-smuggling.eml')];
  const into = await send(ports[0] ?? 0, one, 'a@outside.example', 'ann@agency.example');
  await stopTraced();
  const answered = [...out, ...into].flatMap(({ answers }) => [...answers.values()]);
  expect(answered.length).toBeGreaterThan(40);
  expect(answered.filter(({ code }) => code >= 400 && code < 500)).toEqual([]);
  const servers = getServers().map((server) =>
    /:\d+$/.test(server) ? server.replace(/:(\d+)$/, ' $1') : `${server} 53`,
  );
  const known = [`127.0.0.1 ${hop.port}`, `127.0.0.1 ${ports[0]}`, `127.0.0.1 ${ports[1]}`, ...servers];
  const asked = destinations();
  expect(asked).toContain(`127.0.0.1 ${hop.port}`);
  expect([...asked].filter((place) => !known.includes(place) && !place.startsWith(folder))).toEqual([]);
  const written = [...writtenFiles()];
  expect(written.some((path) => path.startsWith(join(folder, 'data/mail')))).toBe(true);
  expect(written.filter((path) => ![folder, kept, '/dev/null'].some((own) => path.startsWith(own)))).toEqual([]);
});
