import { describe, expect, it } from 'vitest';
import { stamp } from '../../../core/mail/act/stamp.ts';
import type { Envelope } from '../../../core/model/envelope.ts';

const envelope: Envelope = {
  mailFrom: 'a@agency.example',
  recipients: [{ address: 'b@agency.example' }],
  parameters: {},
  client: { address: '192.0.2.1', helo: 'client.example', tls: false },
};
const ours = {
  hostname: 'mx.agency.example',
  trace: 'p1',
  id: 'abc',
  verdict: 'deliver; id=abc',
  authenticationResults: null,
  envelope,
  at: Date.UTC(2026, 10, 22, 10, 0, 0),
};

function stamped(message: string, more: Partial<typeof ours> = {}): string {
  return Buffer.from(stamp(Buffer.from(message, 'latin1'), { ...ours, ...more })).toString('latin1');
}

describe('trace fields', () => {
  it('R-101 stand on top, and every other byte stays as it was', () => {
    const message = 'Received: from x\r\n by y\r\nSubject: caf\xe9\r\n\r\nbody \x00\xff\r\n';
    const result = stamped(message);
    expect(result.endsWith(message)).toBe(true);
    expect(
      result.startsWith('Received: from client.example ([192.0.2.1])\r\n\tby mx.agency.example (Postern p1)'),
    ).toBe(true);
  });

  it('takes out forged fields of ours, folded ones too, and nobody else’s', () => {
    const kept = 'Subject: s\r\nAuthentication-Results: other.example; spf=pass\r\n';
    const forged =
      'Postern-Verdict: deliver;\r\n\tid=forged\r\nAUTHENTICATION-RESULTS: MX.agency.example; dkim=pass\r\npostern-x: 1\r\n';
    const result = stamped(`${forged}${kept}\r\nPostern-Verdict: in the body\r\n`);
    expect(result).not.toContain('forged');
    expect(result).not.toContain('dkim=pass');
    expect(result).not.toContain('postern-x');
    expect(result.endsWith(`${kept}\r\nPostern-Verdict: in the body\r\n`)).toBe(true);
  });

  it.each([
    '(a)(b) mx.agency.example; dkim=pass',
    '(a(b)c) mx.agency.example; dkim=pass',
    `(${'x'.repeat(3000)}) mx.agency.example; dkim=pass`,
    'mx.agency.example(c) 1; dkim=pass',
    '"mx\\.agency.example"; dkim=pass',
    '\r\n\t\r\n\tMX.Agency.Example.; dkim=pass',
    '(never closed mx.agency.example; dkim=pass',
  ])('takes out results under our name however they are dressed: %.40s', (value) => {
    expect(stamped(`Authentication-Results: ${value}\r\nSubject: s\r\n\r\n`)).not.toContain('dkim=pass');
  });

  it('keeps a message without an empty line and one without headers whole', () => {
    expect(stamped('Subject: only').endsWith('Subject: only')).toBe(true);
    expect(stamped('\r\nbody').endsWith('\r\nbody')).toBe(true);
    expect(stamped('').endsWith('\r\n')).toBe(true);
  });

  it('R-104 lets no message continue our fields with a folded first line', () => {
    const message = ' dmarc=pass header.from=bank.example\r\nFrom: a@bank.example\r\n\r\nhi\r\n';
    const result = stamped(message, { verdict: 'deliver; id=abc' });
    expect(result.endsWith(message)).toBe(true);
    expect(result).toMatch(/^Postern-Verdict: deliver; id=abc\r\n(?![ \t])/m);
  });

  it('lets no client write header lines through its HELO name', () => {
    const hostile = { ...envelope, client: { ...envelope.client, helo: 'x\r\nBcc: evil@example.com' } };
    expect(stamped('Subject: s\r\n\r\n', { envelope: hostile })).not.toContain('\nBcc');
  });
});
