// A wrong configuration is refused with the field and the remedy, one line a mistake.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InfraConfigError, parseInfraConfig } from '../../lib/config.ts';
import { exampleYaml } from './synthesise.ts';

const least = `
account: '111122223333'
domains: [agency.example]
hostname: mx.agency.example
nextHops: { inbound: { host: mail.agency.example } }
alarmAddress: ops@agency.example
`;

/** What is said about the least configuration with these lines put in place of, or beside, its own. */
function refusal(lines: string): string {
  const keys = new Set(lines.split('\n').map((line) => line.split(':', 1)[0]));
  const kept = least.split('\n').filter((line) => !keys.has(line.split(':', 1)[0]));
  try {
    parseInfraConfig([...kept, lines].join('\n'));
    return 'accepted';
  } catch (error) {
    if (error instanceof InfraConfigError) return error.message;
    throw error;
  }
}

describe('infra.yaml', () => {
  it('R-701 needs little: the rest has defaults, in Canada', () => {
    const config = parseInfraConfig(least);
    expect(config).toMatchObject({
      region: 'ca-central-1',
      intake: 'mail-manager',
      pack: 'default',
      architecture: 'x86_64',
    });
    expect(parseInfraConfig(exampleYaml).outbound.type).toBe('microsoft365');
  });

  const wrong: readonly (readonly [lines: string, said: string])[] = [
    ["account: '1234'", 'account: expected the twelve digits'],
    ['account: 111122223333', 'account: expected the twelve digits of the AWS account, in quotes'],
    ['region: Canada', 'region: expected a commercial AWS region'],
    ['region: cn-north-1', 'region: expected a commercial AWS region'],
    ['region: ca-central-1a', 'region: expected a commercial AWS region'],
    ['domains: []', 'domains: expected at least one domain'],
    ['domains: [Agency.Example]', 'domains.0: expected a domain in lower case'],
    ['domains: [agency.example, agency.example]', 'domains: a domain is listed twice'],
    ['domains: ["*.example"]', 'domains.0: expected a domain'],
    ['intake: pigeon', 'intake: expected mail-manager or classic'],
    ['outbound: { type: lotus }', 'outbound.type: expected type: exchange, microsoft365, google or none'],
    ['outbound: { type: exchange }', 'outbound.networks: expected at least one network'],
    ['outbound: { type: exchange, networks: [0.0.0.0/0] }', 'outbound.networks.0: expected an IPv4 network'],
    ['outbound: { type: exchange, networks: [10.0.0.999/24] }', 'outbound.networks.0: expected an IPv4 network'],
    ['outbound: { type: microsoft365, networks: [40.92.0.0/15] }', 'outbound.tenant: expected a domain'],
    [
      'outbound: { type: google, networks: [35.190.247.0/24], header: { name: From, value: abcdefghijklmnop } }',
      'outbound.header.name: expected a header field name that begins with X-',
    ],
    [
      'outbound: { type: exchange, networks: [10.0.0.0/8] }',
      'nextHops.outbound: expected a next hop for outgoing mail',
    ],
    ['nextHops: {}', 'nextHops.inbound: expected a next hop'],
    [
      'nextHops: { inbound: { host: a.example, via: direct } }',
      'nextHops.inbound.port: functions cannot use port 25; use 587, or via: mail-manager',
    ],
    ['nextHops: { inbound: { host: a.example, port: 99999 } }', 'nextHops.inbound.port: expected a whole number'],
    ['intake: classic', 'nextHops.inbound.via: classic intake has no relay; use via: direct with port 587'],
    ['pack: ../secret', 'pack: expected the name of a folder'],
    ['retentionDays: { audit: 30 }', 'retentionDays.audit: expected a whole number of days from 365'],
    ['retentionDays: { logs: 31 }', 'retentionDays.logs: expected 30, 60, 90'],
    ['alarmAddress: nobody', 'alarmAddress: expected the e-mail address'],
    ['architecture: riscv', 'architecture: expected x86_64 or arm64'],
    ['messageBytes: 99999999', 'messageBytes: expected a whole number of bytes'],
    ['console: { domain: console.agency.example }', 'console: domain and certificate belong together'],
    [
      'console: { domain: c.agency.example, certificate: "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000" }',
      'console.certificate: expected a certificate in ca-central-1',
    ],
    ['regoin: ca-central-1', 'regoin: unknown key; take it out'],
    ['nextHops: { inbound: { host: a.example, prot: 25 } }', 'nextHops.inbound.prot: unknown key'],
    ['tags: { "aws:x": y }', 'tags.aws:x: names that begin with aws: are taken'],
    ['domains: [', 'mend the YAML there'],
  ];
  for (const [lines, said] of wrong)
    it(`R-701 refuses ${lines}`, () => {
      expect(refusal(lines)).toContain(`infra.yaml: ${said}`.replace('infra.yaml: mend', 'mend'));
    });

  it('R-701 refuses a file that is no mapping, and one that repeats itself without end', () => {
    expect(() => parseInfraConfig('[1, 2]')).toThrow(
      'infra.yaml: expected fields and values, as in infra.example.yaml',
    );
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [*${'abcdefg'[at]}, *${'abcdefg'[at]}]`),
    ];
    expect(() => parseInfraConfig(bomb.join('\n'))).toThrow('infra.yaml: repeats itself by too many aliases');
  });

  it('names every mistake, a line each', () => {
    expect(refusal('intake: pigeon\narchitecture: riscv').split('\n')).toHaveLength(2);
  });
});

describe('npm run synth', () => {
  function run(file: string): { status: number | null; stderr: string } {
    const app = new URL('../../bin/infra.ts', import.meta.url).pathname;
    const { status, stderr } = spawnSync(process.execPath, [app, '--without-bundles'], {
      encoding: 'utf8',
      env: { ...process.env, INFRA_CONFIG: file, CDK_OUTDIR: join(tmpdir(), 'never-written') },
    });
    return { status, stderr };
  }

  it('R-701 ends with 2 and one line when the configuration is wrong, missing, or names no pack', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-infra-'));
    try {
      const file = join(folder, 'infra.yaml');
      writeFileSync(file, `${least}\npack: no-such-pack\n`);
      expect(run(file)).toEqual({ status: 2, stderr: expect.stringMatching(/^pack: .*no-such-pack.*\n$/) });
      writeFileSync(file, `${least}\nregion: Canada\n`);
      expect(run(file)).toEqual({ status: 2, stderr: expect.stringMatching(/region: expected .*\n$/) });
      expect(run(join(folder, 'none.yaml'))).toEqual({
        status: 2,
        stderr: expect.stringMatching(/cannot be read; copy/),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
