// The command line as a person meets it: one line and exit 2 for what cannot run, and the help that was asked for.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSignIn } from '../../../gateway/smtp/admission.ts';

const here = fileURLToPath(new URL('../../..', import.meta.url));
const marked = 'From: ana@agency.example\r\nTo: ben@agency.example\r\nSubject: PROTECTED B\r\n\r\nHello\r\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-cli-'));
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'a.eml'), marked);
  await writeFile(
    join(folder, 'box'),
    `From x Mon Jan  1 10:00:00 2024\n${marked}\nFrom x Mon Jan  1 10:00:00 2024\n${marked}`,
  );
  await writeFile(join(folder, 'other.yaml'), 'smpt: {}\nhost: 7\n');
});
afterAll(() => rm(folder, { recursive: true }));

function postern(args: readonly string[], root = here) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/postern.ts'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr: stderr.split('\n').filter((line) => line !== '' && !line.includes('Warning')) };
}

describe('what cannot run is one line and exit 2', { timeout: 60_000 }, () => {
  it.each([
    [
      ['policy', 'check', '--pack', 'nosuch'],
      'there is no pack nosuch; name one of policy/packs, or a folder with pack.yaml in it',
    ],
    [['scan', '--to', 'notanaddress', 'a.eml'], '--to "notanaddress" is no address; write it as name@domain'],
    [['scan', '--from', 'a@b.example,c@d.example', 'a.eml'], '--from takes one address, not "a@b.example,c@d.example"'],
    [['scan', '--direction', 'up', 'a.eml'], '--direction is inbound, outbound or internal, not "up"'],
    [['scan', '--bogus', 'a.eml'], "unknown option '--bogus'; see postern scan --help"],
    [['policy', 'explain', 'box'], 'box holds 2 messages; name one of them as box#1'],
    [['policy', 'explain', 'box#3'], 'box#3 is no message; name one message in a file'],
    [['policy', 'explain', 'empty'], 'empty is a folder; name one message in a file'],
    [['up', '--config', 'none.yaml'], 'none.yaml: cannot be read; give the right path with --config'],
    [['password-hash', 'secret'], "unexpected argument 'secret'; see postern password-hash --help"],
    [['password-hash'], 'there is no password; type one, or give it on standard input'],
    [['nosuch'], 'there is no command "nosuch"; postern --help lists them'],
  ] as const)('%j', (args, line) => {
    expect(postern(args)).toEqual({ status: 2, stdout: '', stderr: [`postern: ${line}`] });
  });

  it('names the configuration that the mistakes are in', () => {
    const { status, stderr } = postern(['up', '--config', 'other.yaml']);
    expect(status).toBe(2);
    expect(stderr).toEqual([
      'postern: other.yaml: host: expected a host name or IP address',
      'other.yaml: smpt: unknown key',
    ]);
  });

  it('a data folder that is a file', () => {
    const { status, stderr } = postern(['up', '--data', 'a.eml']);
    const line = `postern: the data folder ${join(folder, 'a.eml')} cannot be written (ENOTDIR); choose another with --data`;
    expect([status, stderr]).toEqual([2, [line]]);
  });

  it.runIf(process.platform === 'linux')('a data folder where none can be made', () => {
    const { status, stderr } = postern(['up', '--data', '/proc/nosuch/data']);
    expect([status, stderr]).toEqual([
      2,
      ['postern: the data folder /proc/nosuch/data cannot be written (ENOENT); choose another with --data'],
    ]);
  });
});

describe('what runs', { timeout: 60_000 }, () => {
  it.each([['--help'], ['-h'], ['up', '-h'], ['scan', '-h'], ['held', '-h'], ['policy', '-h']])(
    '%s %s helps',
    (...args) => {
      expect(postern(args)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^usage: postern /), stderr: [] });
    },
  );

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8')) as { version: string };
    for (const args of [['--version'], ['scan', '--version']])
      expect(postern(args)).toMatchObject({ status: 0, stdout: `postern ${version}\n` });
  });

  it('an empty folder is fine, and said to be empty', () => {
    expect(postern(['scan', 'empty'])).toEqual({
      status: 0,
      stdout: '',
      stderr: ['postern: there is no message in what was named'],
    });
  });

  it('R-201 --to takes several addresses', () => {
    const { status, stdout } = postern(['scan', '--json', '--to', 'ben@agency.example, "B, C" <c@gmail.com>', 'a.eml']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      recipients: [
        { address: 'ben@agency.example', outcome: 'deliver' },
        { address: 'c@gmail.com', outcome: 'block' },
      ],
    });
  });

  it('explains one message of an mbox', () => {
    const { status, stdout } = postern(['policy', 'explain', 'box#2']);
    expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^(DELIVER|FLAG) box#2$/)]);
  });
});

describe('a copy whose packages are linked from elsewhere', { timeout: 60_000 }, () => {
  const root = () => join(folder, 'copy');

  it('scans, and says in one line when its reading processes do not start', async () => {
    for (const name of ['bin', 'cli', 'core', 'gateway', 'adapters', 'policy', 'package.json'])
      await cp(join(here, name), join(root(), name), { recursive: true });
    await symlink(join(here, 'node_modules'), join(root(), 'node_modules'));
    expect(postern(['scan', 'a.eml'], root())).toMatchObject({ status: 0, stderr: [] });
    await rm(join(root(), 'core/mail/examine.ts'));
    expect(postern(['scan', 'a.eml'], root())).toEqual({
      status: 2,
      stdout: '',
      stderr: ['postern: an examining process ended while it was starting; run `postern policy check`'],
    });
  });
});

it('makes the passwordHash of an account from standard input, with which it can sign in', {
  timeout: 60_000,
}, async () => {
  const { stdout, status } = spawnSync(process.execPath, [join(here, 'bin/postern.ts'), 'password-hash'], {
    input: 'correct horse\nsecond line\n',
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  const accounts = [{ user: 'ana', passwordHash: stdout.trim() }];
  expect(await isSignIn(accounts, 'ana', 'correct horse')).toBe(true);
  expect(await isSignIn(accounts, 'ana', 'second line')).toBe(false);
});
