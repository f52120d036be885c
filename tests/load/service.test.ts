// What the service and the container promise around the gateway, held against what it needs by default.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFileMailStore } from '../../adapters/local/file-mail-store.ts';
import { startKeys } from '../../adapters/local/key-client.ts';
import { parseConfig } from '../../gateway/config/load-config.ts';

const unit = readFileSync('tools/service/postern.service', 'utf8');
const container = readFileSync('tools/service/Containerfile', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'postern-service-'));
const defaults = parseConfig('', folder);
afterAll(() => rmSync(folder, { recursive: true }));

function setting(name: string): string {
  const values = [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');
  expect(values, name).toHaveLength(1);
  return values[0] ?? '';
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the service', () => {
  it('writes to the one folder that it may write to, readable by its user alone', () => {
    const start = setting('ExecStart').split(' ');
    const given = (option: string) => start[start.indexOf(option) + 1];
    expect(given('--data')).toBe(`/var/lib/${setting('StateDirectory')}`);
    expect(given('--config')).toBe(`/etc/${setting('ConfigurationDirectory')}/postern.yaml`);
    expect([setting('ProtectSystem'), setting('PrivateTmp'), setting('NoNewPrivileges')]).toEqual([
      'strict',
      'true',
      'true',
    ]);
    expect([setting('StateDirectoryMode'), setting('UMask'), setting('LimitCORE')]).toEqual(['0700', '0077', '0']);
    expect(setting('User')).not.toBe('root');
  });

  it('R-703 has room for all connections it may take, twice as there are two listeners', () => {
    expect(Number(setting('LimitNOFILE'))).toBeGreaterThan(4 * defaults.limits.connections);
  });

  it.skipIf(!has('systemd-analyze'))('is understood by systemd, which finds it little exposed', () => {
    const file = join(folder, 'postern.service');
    // The program is not installed here.
    writeFileSync(file, unit.replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true').replace(/^WorkingDirectory=.*$/m, ''));
    const analyze = (...words: string[]) =>
      execFileSync('systemd-analyze', [...words, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(analyze('verify').trim()).toBe('');
    const level = /exposure level for \S+: ([\d.]+)/.exec(analyze('security', '--offline=true'))?.[1];
    expect(Number(level)).toBeLessThanOrEqual(2);
  });
});

describe('the container', () => {
  it('runs as nobody in particular, with the ports and the folder that it says', () => {
    expect(container).toMatch(/^USER [1-9]\d*$/m);
    const { smtp, http } = defaults;
    const ports = [smtp.inbound.port, smtp.outbound.port, http.port].join(' ');
    expect(container).toContain(`EXPOSE ${ports}\n`);
    const data = /^VOLUME (\S+)$/m.exec(container)?.[1];
    expect(container).toContain(`"--data", "${data}"`);
  });
});

describe('a data folder', () => {
  it('R-703 loses what a killed gateway left half written, at the next start', async () => {
    const data = join(folder, 'data');
    mkdirSync(join(data, 'mail/unfinished'), { recursive: true });
    writeFileSync(join(data, 'mail/unfinished/.a.b'), 'half of it');
    const keys = await startKeys(data);
    try {
      await openFileMailStore(data, keys);
      expect(readdirSync(join(data, 'mail/unfinished'))).toEqual([]);
    } finally {
      await keys.close();
    }
  });

  it('R-403 is readable by its owner alone, every file of it', () => {
    const data = join(folder, 'data');
    const open = readdirSync(data, { recursive: true, encoding: 'utf8' })
      .map((name) => join(data, name))
      .filter((path) => !path.includes('/unfinished') && !path.endsWith('/mail'))
      .filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });
});
