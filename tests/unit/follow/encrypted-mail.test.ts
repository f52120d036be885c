// What is encrypted end to end discloses nothing; what stands in clear beside it does.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { examine } from '../../../core/mail/examine.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const lines = (bytes: number) => randomBytes(bytes).toString('base64').replace(/.{64}/g, '$&\r\n');
const head = 'From: ana@agency.example\r\nTo: lee@elsewhere.example\r\nSubject: our password\r\nMIME-Version: 1.0\r\n';
const armour = () => `-----BEGIN PGP MESSAGE-----\r\n\r\n${lines(20_000)}\r\n=ab12\r\n-----END PGP MESSAGE-----\r\n`;

async function disclosed(rest: string): Promise<number> {
  const deps = { rulebook, fingerprint: (secret: string) => `${secret.length}`, now: () => performance.now() };
  const { findings } = await examine(Buffer.from(head + rest), { mailFrom: null, ocr: false }, deps);
  return findings.filter(({ kind }) => kind === 'credential').length;
}

describe('R-302 passwords in encrypted mail', () => {
  it.each([
    [
      'S/MIME',
      () =>
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n' +
        `Content-Transfer-Encoding: base64\r\n\r\n${lines(20_000)}\r\n`,
    ],
    [
      'PGP/MIME',
      () =>
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n--b\r\n' +
        `Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n${armour()}\r\n--b--\r\n`,
    ],
    ['PGP in the text', () => `\r\nHello,\r\n\r\n${armour()}`],
  ])('%s is none of our business', async (_, rest) => {
    for (let i = 0; i < 3; i++) expect(await disclosed(rest())).toBe(0);
  });

  it('in clear beside the encrypted text is found', async () => {
    expect(await disclosed(`\r\nThe password is Maple-Syrup-42.\r\n\r\n${armour()}`)).toBe(1);
  });
});
