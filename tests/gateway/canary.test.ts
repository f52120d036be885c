// Puts secrets through everything a gateway does with mail and looks for them in everything it writes or says (R-303).
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { describeHeld } from '../../cli/held/describe.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { HeldFacts } from '../../gateway/held-commands.ts';
import { connect } from '../../tools/send-mails/connect.ts';
import { type Canary, canaries, leakedIn } from '../harness/canaries.ts';
import { lockedZip, program } from '../harness/kill-messages.ts';
import { type ScriptedNextHop, startNextHop } from '../harness/scripted-next-hop.ts';
import { zipOf } from '../unit/yara/small-zip.ts';

const postern = fileURLToPath(new URL('../../bin/postern.ts', import.meta.url));
const ana = 'ana@agency.example';
const ben = 'ben@agency.example';
const outsider = 'writer@elsewhere.example';
const webmail = 'ana.private@gmail.com';

interface Mail {
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
}

let folder: string;
let data: string;
let hop: ScriptedNextHop;
let gateway: ChildProcess;
let ports: { readonly inbound: number; readonly outbound: number; readonly http: number };
const all = canaries(200);
const said = new Map<string, Buffer>();

function note(surface: string, text: string | Buffer): void {
  said.set(surface, Buffer.concat([said.get(surface) ?? Buffer.alloc(0), Buffer.from(text), Buffer.from('\n')]));
}

/** Twenty secrets a mail: in its subject, texts, attached files, names of files, and an attached message. */
function mailWith(
  at: number,
  mail: Omit<Mail, 'raw'>,
  { mark = '', file }: { mark?: string; file?: [string, Buffer] },
) {
  const mine = all.slice(at * 20, at * 20 + 20);
  const [subject, html, text, name, entry, property] = mine as [Canary, Canary, Canary, Canary, Canary, Canary];
  const rest = mine.slice(6).map(({ told }) => told);
  const boundary = `b${at}`;
  const part = (headers: string, body: string | Buffer) =>
    `--${boundary}\r\n${headers}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n')}\r\n`;
  const attached = (fileName: string, content: string | Buffer) =>
    part(`Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${fileName}"`, content);
  const safe = name.secret.replace(/[^A-Za-z0-9!_-]/g, '');
  const raw = Buffer.from(
    `From: <${mail.from}>\r\nTo: ${mail.to.map((address) => `<${address}>`).join(', ')}\r\n` +
      `Subject: ${subject.told.split('\n')[0]}\r\nMessage-ID: <canary-${at}@test.example>\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n` +
      part('Content-Type: text/plain; charset=utf-8', `${mark}\n\n${rest.join('\n\n')}\n\n${mark}\n`) +
      part('Content-Type: text/html; charset=utf-8', `<p>${html.told}</p><!-- ${html.told} -->`) +
      attached('notes.txt', text.told) +
      attached(`password is ${safe}.txt`, 'nothing') +
      attached(
        'more.zip',
        zipOf(`mot de passe ${entry.secret.replace(/[^A-Za-z0-9!_-]/g, '')}.txt`, Buffer.from(property.told)),
      ) +
      (file === undefined ? '' : attached(...file)) +
      `--${boundary}--\r\n`,
  );
  return { ...mail, raw };
}

const outgoing = { direction: 'outbound', from: ana } as const;
const incoming = { direction: 'inbound', from: outsider, to: [ben] } as const;
const mails: readonly Mail[] = [
  mailWith(0, { ...outgoing, to: [ben] }, {}),
  mailWith(1, { ...outgoing, to: ['desk@council.example'] }, {}),
  mailWith(2, { ...outgoing, to: [webmail] }, { mark: 'PROTECTED B' }),
  mailWith(3, { ...outgoing, to: [ben, webmail] }, { mark: 'PROTECTED B' }),
  mailWith(4, { ...outgoing, to: ['info@supplier.example'] }, { file: ['case.zip', lockedZip()] }),
  mailWith(5, incoming, {}),
  mailWith(6, incoming, { file: ['case.zip', lockedZip()] }),
  mailWith(7, incoming, { file: ['setup.exe', program()] }),
  mailWith(8, { ...outgoing, to: ['gone@council.example', 'later@council.example'] }, {}),
  mailWith(9, { ...outgoing, to: ['desk@council.example'] }, {}),
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-canary-'));
  data = join(folder, 'data');
  hop = await startNextHop();
  hop.rcpt.set('gone@council.example', [550]);
  ports = await freePorts();
  const next = `nextHop: 'smtp://127.0.0.1:${hop.port}'`;
  const config = join(folder, 'postern.yaml');
  await writeFile(
    config,
    `hostname: mx.agency.example\ndata: ${data}\nhttp: { port: ${ports.http} }\nsmtp:\n` +
      `  inbound: { port: ${ports.inbound}, ${next} }\n  outbound: { port: ${ports.outbound}, ${next} }\n`,
  );
  gateway = spawn(
    process.execPath,
    // Everything this program and its libraries can be made to say.
    ['--report-on-signal', `--report-directory=${folder}`, postern, 'up', '--config', config],
    { env: { ...process.env, NODE_DEBUG: 'net,tls,http,stream', DEBUG: '*' } },
  );
  gateway.stderr?.on('data', (chunk: Buffer) => note('standard error', chunk));
  const ready = Promise.withResolvers<void>();
  gateway.stdout?.on('data', (chunk: Buffer) => {
    note('standard output', chunk);
    if (chunk.includes('ready')) ready.resolve();
  });
  gateway.once('exit', () => ready.reject(new Error('the gateway did not start')));
  await ready.promise;
}, 120_000);

afterAll(async () => {
  if (gateway.exitCode === null) {
    const gone = new Promise((resolve) => gateway.once('exit', resolve));
    gateway.kill('SIGTERM');
    await gone;
  }
  await hop.close();
  await rm(folder, { recursive: true, force: true });
});

describe('two hundred secrets', { timeout: 240_000 }, () => {
  it('R-303 go through every path and stand in clear in none but the mail itself', async () => {
    for (const mail of mails) await handOver(mail);
    await spoilt();
    await overHttp();
    const held = await commandLine();
    gateway.kill('SIGUSR2');
    // Notices and reports leave by a queue; the crash report is written when its thread comes to it.
    await eventually(async () => hop.taken.filter(isNotice).length >= 5 && (await reports()).length > 0);

    const carried = hop.taken.filter((taken) => !isNotice(taken));
    for (const { raw } of carried) note('our header fields', ourFields(raw));
    for (const { raw } of hop.taken.filter(isNotice)) note('notices', decoded(raw));
    for (const file of await reports()) note('crash report', await readFile(join(folder, file)));
    for (const file of await filesBelow(data)) note(`data folder ${file.slice(data.length)}`, await readFile(file));

    const leaks = [...said].flatMap(([surface, bytes]) =>
      leakedIn(bytes, all).map((secret) => `${surface}: secret ${all.findIndex((each) => each.secret === secret)}`),
    );
    expect(leaks).toEqual([]);
    // None of this would mean anything had the mail not been delivered, kept, noticed and listed.
    expect(leakedIn(Buffer.concat(carried.map(({ raw }) => decoded(raw))), all).length).toBeGreaterThan(90);
    expect(held).toBeGreaterThanOrEqual(4);
    expect(
      said
        .get('scan --json')
        ?.toString()
        .match(/"kind":"credential"/g)?.length,
    ).toBeGreaterThan(150);
    for (const surface of ['notices', 'held show', 'held list', 'health', 'scan', 'crash report', 'standard error'])
      expect(said.get(surface)?.length ?? 0, surface).toBeGreaterThan(200);
    expect([...said.keys()].filter((surface) => /postern\.db/.test(surface))).not.toEqual([]);
  });
});

async function handOver({ direction, from, to, raw }: Mail): Promise<void> {
  const client = await connect(ports[direction]);
  const replies = await client.exchange([`MAIL FROM:<${from}>`, ...to.map((address) => `RCPT TO:<${address}>`)]);
  // The next hop refuses one recipient, and puts the other off after the message.
  if (to.includes('later@council.example')) hop.data.push(451);
  const end = await client.data(raw);
  await client.quit();
  note('replies', JSON.stringify([...replies, end]));
}

/** Commands and messages that are wrong in ways people get them wrong, each with a secret in it. */
async function spoilt(): Promise<void> {
  const [a, b, c] = all.map(({ secret }) => secret);
  const dialog = [
    'EHLO client.example\r\n',
    `PASS ${a}\r\n`,
    `AUTH PLAIN ${Buffer.from(`\0ana\0${b}`).toString('base64')}\r\n`,
    `MAIL FROM:<${c}\r\n`,
    `MAIL FROM:<${ana}>\r\n`,
    `RCPT TO:<${ben}>\r\n`,
    'DATA\r\n',
    `Subject: ${a}\r\n\r\n${b}\rbare\r\n.\r\n`,
    'QUIT\r\n',
  ];
  const socket = createConnection(ports.outbound, '127.0.0.1');
  for (const line of dialog) {
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(line);
  }
  socket.on('data', (chunk) => chunk);
  await new Promise((resolve) => socket.once('close', resolve));
}

async function overHttp(): Promise<void> {
  const at = `http://127.0.0.1:${ports.http}`;
  const raw = mails[0]?.raw ?? Buffer.alloc(0);
  const ask = async (surface: string, path: string, init: RequestInit = {}) =>
    note(surface, await (await fetch(`${at}${path}`, init)).text());
  const post = (type: string, body: Buffer) => ({ method: 'POST', headers: { 'content-type': type }, body });
  await ask('health', '/healthz');
  await ask('health', '/metrics');
  await ask('scan over http', '/api/v1/scan', post('message/rfc822', raw));
  await ask('http errors', '/api/v1/scan', post('text/plain', raw));
  await ask('http errors', '/api/v1/sessions', post('application/json', raw));
  await ask('http errors', `/nowhere?password=${encodeURIComponent(all[1]?.secret ?? '')}`);
}

/** How many items are held. */
async function commandLine(): Promise<number> {
  const files = join(folder, 'mails');
  await promisify(execFile)('mkdir', [files]);
  await Promise.all(mails.map(({ raw }, at) => writeFile(join(files, `${at}.eml`), raw)));
  await run('scan --json', ['scan', '--no-ocr', '--json', files]);
  await run('scan', ['scan', '--no-ocr', files]);
  await run('policy explain', ['policy', 'explain', join(files, '4.eml')]);
  await run('held list', ['held', 'list', '--data', data]);
  const items = (await callControl(data, 'held-list', {})) as readonly HeldItem[];
  note('held list', JSON.stringify(items));
  for (const { id } of items) {
    const facts = (await callControl(data, 'held-show', id)) as readonly HeldFacts[];
    note('held show', JSON.stringify(facts));
    for (const each of facts) note('held show', describeHeld(each));
  }
  await run('held show', ['held', 'show', items[0]?.id ?? '', '--data', data]);
  return items.length;
}

async function run(surface: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [postern, ...args], {
    cwd: folder,
    maxBuffer: 50_000_000,
  }).catch((cause: { stdout: string; stderr: string }) => cause);
  note(surface, stdout + stderr);
  return stdout;
}

function isNotice({ raw }: { readonly raw: Buffer }): boolean {
  return /^Auto-Submitted: auto-/im.test(raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1'));
}

/** What stands above the fields the message came with. */
function ourFields(raw: Buffer): Buffer {
  return raw.subarray(0, raw.indexOf('From: <'));
}

/** With its base64 and quoted-printable parts readable as well. */
function decoded(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const blocks = [...text.matchAll(/(?:^|\r\n)((?:[A-Za-z0-9+/]{60,}\r\n)*[A-Za-z0-9+/]{4,}={0,2})\r\n/g)];
  const quoted = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.concat([
    raw,
    Buffer.from(quoted, 'latin1'),
    ...blocks.map(([, block]) => Buffer.from(block ?? '', 'base64')),
  ]);
}

async function reports(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((file) => /^report\..*\.json$/.test(file));
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300 && !(await holds()); tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
}

async function freePorts() {
  const servers = await Promise.all(
    [0, 1, 2].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const [inbound = 0, outbound = 0, http = 0] = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { inbound, outbound, http };
}
