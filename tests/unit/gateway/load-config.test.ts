// postern.yaml: defaults, and mistakes that name their place in one line.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, parseConfig } from '../../../gateway/config/load-config.ts';

describe('postern.yaml', () => {
  it('needs nothing: loopback, the documented ports, Maildirs', () => {
    expect(parseConfig('', '/srv')).toMatchObject({
      host: '127.0.0.1',
      data: '/srv/data',
      pack: 'default',
      smtp: {
        inbound: { port: 2525, nextHop: { type: 'maildir' } },
        outbound: { port: 2526, nextHop: { type: 'maildir' } },
      },
      http: { port: 8080 },
      inboundRelays: [],
      tls: null,
    });
  });

  it('takes next hops by address', () => {
    const text =
      'smtp: { inbound: { nextHop: smtp://mail.agency.example:24 }, outbound: { nextHop: "smtp://[::1]?tls=required" } }';
    expect(parseConfig(text, '/').smtp).toMatchObject({
      inbound: { nextHop: { type: 'smtp', host: 'mail.agency.example', port: 24, tls: 'offered' } },
      outbound: { nextHop: { type: 'smtp', host: '::1', port: 25, tls: 'required' } },
    });
  });

  const mistakes: Record<string, string> = {
    'smtp: { inbound: { port: 70000 } }': 'smtp.inbound.port: expected a number from 1 to 65535',
    'smtp: { inbound: { port: "25" } }': 'smtp.inbound.port: expected a number from 1 to 65535',
    'http: { port: 0 }': 'http.port: expected a number from 1 to 65535',
    'smpt: {}': 'smpt: unknown key',
    'limits: { recipients: 5000 }': 'limits.recipients: expected at most 1000 recipients',
    'smtp: { outbound: { nextHop: "http://x" } }': 'smtp.outbound.nextHop: expected smtp://host:port or maildir:',
    'smtp: { outbound: { nextHop: "smtp://user:secret@x" } }':
      'smtp.outbound.nextHop: expected smtp://host:port or maildir:',
    'trustedNetworks: [10.0.0.0/40]': 'trustedNetworks.0: expected an IP address or network such as 10.0.0.0/8',
    'trustedNetworks: [0.0.0.0/0/9]': 'trustedNetworks.0: expected an IP address or network such as 10.0.0.0/8',
    'dnsServers: [resolver.agency.example]': 'dnsServers.0: expected an IP address, with :port if need be',
    'accounts: [{ user: ann, passwordHash: hunter2 }]':
      'accounts.0.passwordHash: expected scrypt:<salt, hex>:<hash, hex>',
    'smtp: { outbound: { nextHop: "smtp://mail.example:587", signIn: { user: a, passwordFile: p } } }':
      'smtp.outbound.signIn: needs a next hop smtp://host:587?tls=required',
    'accounts: [{ user: ann, passwordHash: "scrypt:00", addresses: [] }]':
      'accounts.0.passwordHash: expected scrypt:<salt, hex>:<hash, hex>\naccounts.0.addresses: expected at least one address or domain',
    'events: { webhook: { url: "http://siem.agency.example", secretFile: s } }':
      'events.webhook.url: expected an address such as https://siem.agency.example/postern',
    'events: { webhook: { url: "https://siem.agency.example" } }':
      'events.webhook.secretFile: expected the path of a file',
    'tls: { key: k.pem }': 'tls.cert: expected the path of a PEM file',
    '- a list': 'expected keys and values',
  };
  for (const [text, message] of Object.entries(mistakes)) {
    it(`refuses ${text}`, () => {
      expect(() => parseConfig(text, '/')).toThrow(new ConfigError(message.split('\n')));
    });
  }

  it('refuses ports that cannot be: out of range, or the same for both directions', () => {
    const engine = (host: string) => parseConfig(`engines: [{ type: clamd, hosts: ['${host}'] }]`, '/');
    expect(() => engine('clam.example:99999')).toThrow('expected a port from 1 to 65535');
    expect(engine('[::1]:3310').engines).toHaveLength(1);
    expect(() => parseConfig('smtp: { inbound: { port: 2500 }, outbound: { port: 2500 } }', '/')).toThrow(
      'smtp.outbound.port: expected another port than smtp.inbound.port',
    );
  });

  it('lists every mistake, one a line, and survives broken YAML', () => {
    expect(() => parseConfig('a: 1\nhost: 7', '/')).toThrow(/^host: .*\na: unknown key$/);
    expect(() => parseConfig('a: [', '/')).toThrow(ConfigError);
    expect(() => parseConfig(`x: &a [1]\ny: [${'*a,'.repeat(50)}]\nz: ${'['.repeat(3000)}`, '/')).toThrow(ConfigError);
  });

  it('is read from disk, paths relative to it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-'));
    await writeFile(join(folder, 'postern.yaml'), 'data: mail\ntls: { key: k.pem, cert: c.pem }\n');
    const config = await loadConfig(join(folder, 'postern.yaml'));
    expect(config.data).toBe(join(folder, 'mail'));
    expect(config.tls).toEqual({ key: join(folder, 'k.pem'), cert: join(folder, 'c.pem') });
    await rm(folder, { recursive: true });
    await expect(loadConfig(join(folder, 'postern.yaml'))).rejects.toBeInstanceOf(ConfigError);
  });
});
