// Holds every conversation of this folder with a running gateway, by way of swaks.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword, networks } from '../../gateway/smtp/admission.ts';
import type { SmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';
import { type FakeNextHop, fakeNextHop } from '../gateway/fake-next-hop.ts';
import { fakeDoor, gatewayTo } from '../gateway/set-up.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));
const hasSwaks = installed();
if (!hasSwaks) console.log('tests/dialogs: skipped, swaks is not installed (Debian package swaks)');

const scratch = mkdtempSync(join(tmpdir(), 'postern-'));
const gateways = new Map<string, SmtpGateway>();
let hop: FakeNextHop;

beforeAll(async () => {
  hop = await fakeNextHop({ replies: { 'RCPT TO:<gone@': '550 5.1.1 no such mailbox' } });
  const away = await fakeNextHop();
  await away.down();
  const accounts = [{ user: 'ann', passwordHash: await hashPassword('right', Buffer.alloc(16, 1)) }];
  const strangers = { direction: 'outbound', accounts, trusted: networks([]) } as const;
  gateways.set('inbound', await gatewayTo(hop.port, fakeDoor()));
  gateways.set('outbound', await gatewayTo(hop.port, fakeDoor(), { direction: 'outbound' }));
  gateways.set('outbound-strangers', await gatewayTo(hop.port, fakeDoor(), strangers));
  gateways.set('small', await gatewayTo(hop.port, fakeDoor(), { limits: { messageBytes: 1024 } }));
  gateways.set('down', await gatewayTo(away.port, fakeDoor()));
});
afterAll(async () => {
  await Promise.all([...gateways.values()].map((gateway) => gateway.close(0)));
  await hop.down();
  rmSync(scratch, { recursive: true });
});

describe.skipIf(!hasSwaks)('a conversation', () => {
  for (const name of files) {
    const script = parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
    it(`${name}: ${script.title}`, async () => {
      const port = gateways.get(script.direction)?.port;
      expect(port, `direction ${script.direction}`).toBeDefined();
      const transcript = await converse(
        name,
        ['--server', '127.0.0.1', '--port', `${port}`, ...script.options],
        script.message,
      );
      for (const pattern of script.expected) expect(transcript).toMatch(pattern);
      for (const pattern of script.never) expect(transcript).not.toMatch(pattern);
    });
  }
});

interface Script {
  readonly title: string;
  readonly direction: string;
  readonly options: readonly string[];
  readonly expected: readonly RegExp[];
  readonly never: readonly RegExp[];
  readonly message: Buffer | null;
}

function parse(text: string): Script {
  const [head = '', ...rest] = text.split('\n\n');
  const lines = head.split('\n').map((line) => line.trim());
  const all = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2));
  return {
    title: lines[0]?.replace(/^# */, '') ?? '',
    direction: all('direction')[0] ?? 'inbound',
    options: (all('swaks')[0] ?? '').split(' '),
    expected: all('expect').map((pattern) => new RegExp(pattern)),
    never: all('never').map((pattern) => new RegExp(pattern)),
    message: rest.length === 0 ? null : unescaped(rest.join('')),
  };
}

function unescaped(text: string): Buffer {
  const plain = text.replaceAll('\n', '').replace(/\\(r|n|t|x[0-9a-f]{2})/g, (_all, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return code === 'r' ? '\r' : code === 'n' ? '\n' : '\t';
  });
  return Buffer.from(plain, 'latin1');
}

/** Both sides of the conversation, as swaks prints it; that it fails is often the point. */
function converse(name: string, options: readonly string[], message: Buffer | null): Promise<string> {
  const file = join(scratch, name);
  if (message !== null) writeFileSync(file, Buffer.concat([message, Buffer.from('.\r\n')]));
  const data = message === null ? [] : ['--no-data-fixup', '--data', `@${file}`];
  return new Promise((resolve) => {
    execFile('swaks', [...options, ...data], { timeout: 20_000 }, (_cause, stdout, stderr) => resolve(stdout + stderr));
  });
}

function installed(): boolean {
  try {
    execFileSync('swaks', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
