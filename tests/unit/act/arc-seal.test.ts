// A stripped mail carries a seal that mailauth's own verifier accepts, with a DNS of our own.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { authenticate } from 'mailauth';
import { describe, expect, it } from 'vitest';
import { mailauthSealer } from '../../../adapters/mailauth/mailauth-sealer.ts';
import { strip } from '../../../core/mail/act/strip.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import { withZip, zipFields } from '../parse/mail-text.ts';

const hostname = 'mx.agency.example';

function keyPair(type: 'rsa' | 'ed25519'): { privateKey: KeyObject; publicKey: KeyObject } {
  return type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
}

/** RFC 6376 section 3.6.1 and, for Ed25519, RFC 8463 section 4. */
function record(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') {
    return `v=DKIM1; k=rsa; p=${key.export({ type: 'spki', format: 'der' }).toString('base64')}`;
  }
  const x = String(key.export({ format: 'jwk' }).x ?? '');
  return `v=DKIM1; k=ed25519; p=${Buffer.from(x, 'base64url').toString('base64')}`;
}

async function stripped(): Promise<Uint8Array> {
  const raw = withZip(zipFields);
  const result = await strip(raw, await parse(raw), ['attachment:case.zip'], () => ({ text: 'it was removed' }));
  if (result === null) throw new Error('the sample cannot be stripped; mend the test');
  return result;
}

function sealerWith(key: KeyObject, selector = 's1') {
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return mailauthSealer({ hostname, domain: 'agency.example', selector, privateKey });
}

async function arcOf(raw: Uint8Array, publicKey: KeyObject): Promise<string> {
  const resolver = async (name: string, type: string) => {
    if (type === 'TXT' && name === 's1._domainkey.agency.example') return [[record(publicKey)]];
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  };
  const { arc } = await authenticate(Buffer.from(raw), {
    ip: '192.0.2.1',
    helo: 'x.example',
    sender: 'ann@agency.example',
    mta: hostname,
    disableBimi: true,
    resolver: resolver as never,
  });
  return arc ? arc.status.result : 'none';
}

describe('mailauthSealer', () => {
  it.each(['rsa', 'ed25519'] as const)('R-102 seals a stripped mail with %s so that it verifies', async (type) => {
    const { privateKey, publicKey } = keyPair(type);
    const mail = await stripped();
    const sealed = await sealerWith(privateKey).seal(mail, 'spf=pass smtp.mailfrom=x.example; dkim=pass; arc=none');
    expect(await arcOf(sealed, publicKey)).toBe('pass');
    const text = Buffer.from(sealed).toString();
    expect(text.endsWith(Buffer.from(mail).toString())).toBe(true);
    expect(text).toMatch(/^ARC-Seal: i=1;[\s\S]*ARC-Authentication-Results: i=1; mx\.agency\.example;\s+spf=pass/);
    expect(await arcOf(Buffer.from(text.replace('it was removed', 'it was changed')), publicKey)).toBe('fail');
  });

  it('R-102 continues a chain that arrived whole, and says so of one that did not', async () => {
    const { privateKey, publicKey } = keyPair('ed25519');
    const sealer = sealerWith(privateKey);
    const first = await sealer.seal(await stripped(), 'arc=none');
    expect(await arcOf(await sealer.seal(first, 'spf=pass; arc=pass (i=1)'), publicKey)).toBe('pass');
    const broken = await sealer.seal(first, 'spf=pass; arc=fail');
    expect(Buffer.from(broken).toString()).toMatch(/^ARC-Seal: i=2;[\s\S]{0,200}cv=fail/);
    expect(await sealer.seal(broken, 'arc=fail')).toEqual(broken);
  });

  it('R-102 refuses a key that nobody would accept', () => {
    expect(() => sealerWith(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)).toThrow('2048');
    expect(() => mailauthSealer({ hostname, domain: 'a.example', selector: 's', privateKey: 'none' })).toThrow();
  });
});
