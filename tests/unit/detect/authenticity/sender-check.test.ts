// Signed and unsigned mail against DNS that the test makes: what the checks say, and what the default policy does with it.
import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { mailauthAuthenticator } from '../../../../adapters/mailauth/mailauth-authenticator.ts';
import { decide } from '../../../../core/mail/decide/decide.ts';
import { gradeAuthenticity } from '../../../../core/mail/detect/authenticity/judge-authenticity.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

type Zone = Readonly<Record<string, string | 'timeout'>>;

function authenticator(zone: Zone) {
  return mailauthAuthenticator({
    hostname: 'mx.agency.example',
    time: 5_000,
    isOwnRelay: () => false,
    lookup: async (name, type) => {
      const entry = zone[`${type} ${name.toLowerCase()}`];
      if (entry === 'timeout') throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
      if (entry === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      return type === 'TXT' ? [[entry]] : [entry];
    },
  });
}

const letter = (from: string) =>
  `From: ${from}\r\nTo: lee@agency.example\r\nSubject: hello\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <1@x.invalid>\r\n\r\nhello\r\n`;

async function signed(text: string, domain: string): Promise<string> {
  const signature = {
    signingDomain: domain,
    selector: 's',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  // The library reads the list, its types ask for the fields.
  const { signatures } = await dkimSign(text, { ...signature, signatureData: [signature] });
  return signatures + text;
}

async function judged(text: string, mailFrom: string, zone: Zone, checks = authenticator(zone)) {
  const raw = Buffer.from(text);
  const envelope = {
    mailFrom,
    recipients: [{ address: 'lee@agency.example' }],
    parameters: {},
    client: { address: '192.0.2.7', helo: 'out.sender.example', tls: false },
  };
  const { findings } = await checks.authenticate(raw, envelope);
  const graded = gradeAuthenticity(findings, rulebook.rules, (domain) => domain === 'agency.example');
  const examination = await examine(
    raw,
    { mailFrom, ocr: false },
    { rulebook, fingerprint: () => '', now: () => performance.now() },
  );
  const { outcome } = decide({
    examination: { ...examination, findings: [...examination.findings, ...graded] },
    recipients: envelope.recipients,
    mailFrom,
    direction: 'inbound',
    rulebook,
  });
  return { rules: graded.map(({ rule }) => rule.replace('authenticity/', '')), outcome };
}

const reject = { 'TXT _dmarc.sender.example': 'v=DMARC1; p=reject' };
const spf = { 'TXT sender.example': 'v=spf1 ip4:192.0.2.7 -all' };
const notUs = { 'TXT sender.example': 'v=spf1 ip4:198.51.100.1 -all' };
const dkim = { 'TXT s._domainkey.sender.example': `v=DKIM1; k=rsa; p=${key}` };
const from = 'pat@sender.example';

describe('R-104 the sender is checked, and the pack answers each result', () => {
  it('nothing is said about mail that SPF, DKIM and DMARC speak for', async () => {
    expect(await judged(await signed(letter(from), 'sender.example'), from, { ...reject, ...spf, ...dkim })).toEqual({
      rules: [],
      outcome: 'deliver',
    });
  });

  it('a forwarded mail fails SPF but its signature speaks for it', async () => {
    const found = await judged(await signed(letter(from), 'sender.example'), from, { ...reject, ...notUs, ...dkim });
    expect(found).toEqual({ rules: ['spf-fail'], outcome: 'deliver' });
  });

  it('DMARC fail holds where the domain asks to reject, and flags where it asks for nothing', async () => {
    const rules = ['spf-fail', 'dmarc-fail', 'unproven'];
    expect(await judged(letter(from), from, { ...reject, ...notUs })).toEqual({ rules, outcome: 'hold' });
    const watching = { 'TXT _dmarc.sender.example': 'v=DMARC1; p=none' };
    expect(await judged(letter(from), from, { ...watching, ...notUs })).toEqual({ rules, outcome: 'flag' });
  });

  it('a changed body breaks the signature', async () => {
    const changed = (await signed(letter(from), 'sender.example')).replace('\r\n\r\nhello', '\r\n\r\nhullo');
    const { rules } = await judged(changed, from, { ...reject, ...notUs, ...dkim });
    expect(rules).toEqual(['spf-fail', 'dmarc-fail', 'dkim-fail', 'unproven']);
  });

  it('somebody else’s signature and envelope prove nothing about the author', async () => {
    const theirs = { 'TXT evil.example': 'v=spf1 +all', 'TXT s._domainkey.evil.example': `v=DKIM1; k=rsa; p=${key}` };
    const found = await judged(await signed(letter(from), 'evil.example'), 'x@evil.example', { ...reject, ...theirs });
    expect(found).toEqual({ rules: ['dmarc-fail', 'unproven'], outcome: 'hold' });
  });

  it('softfail and records in error are facts of little weight', async () => {
    const soft = await judged(letter(from), from, { 'TXT sender.example': 'v=spf1 ~all' });
    expect(soft).toEqual({ rules: ['spf-softfail', 'unproven'], outcome: 'deliver' });
    const wrong = await judged(letter(from), from, { 'TXT sender.example': 'v=spf1 ip4:nowhere -all' });
    expect(wrong).toEqual({ rules: ['spf-permerror', 'unproven'], outcome: 'deliver' });
  });

  it('SPF alone speaks for an author whose domain asks for no DMARC', async () => {
    expect(await judged(letter(from), 'bounce@sender.example', spf)).toEqual({ rules: [], outcome: 'deliver' });
    expect((await judged(letter(from), 'x@other.example', { 'TXT other.example': 'v=spf1 +all' })).rules).toEqual([
      'unproven',
    ]);
  });

  it('our own domain from outside, without proof, is flagged', async () => {
    const found = await judged(letter('pat@agency.example'), 'x@elsewhere.example', {});
    expect(found).toEqual({ rules: ['own-domain-unproven'], outcome: 'flag' });
  });

  it('R-101 DNS that does not answer is unknown, not a pass', async () => {
    const partly = await judged(letter(from), from, { ...spf, 'TXT _dmarc.sender.example': 'timeout' });
    expect(partly.rules).toContain('unknown');
    const silent = { 'TXT sender.example': 'timeout', 'TXT _dmarc.sender.example': 'timeout' };
    expect((await judged(letter(from), from, silent)).rules).toEqual(['unknown']);
  });

  it('R-104 a domain that leaves every question open switches the checks off for nobody else', async () => {
    const silent = { 'TXT sender.example': 'timeout', 'TXT _dmarc.sender.example': 'timeout' };
    const zone = { ...silent, 'TXT _dmarc.bank.example': 'v=DMARC1; p=reject', 'TXT bank.example': 'v=spf1 -all' };
    const bank = 'pat@bank.example';
    const afterSilence = async (answers: Zone) => {
      const checks = authenticator(answers);
      for (let i = 0; i < 4; i++) await judged(letter(from), from, answers, checks);
      return (await judged(letter(bank), bank, answers, checks)).rules;
    };
    expect(await afterSilence(zone)).toContain('dmarc-fail');
    expect(await afterSilence({ ...zone, 'NS mx.agency.example': 'timeout' })).toEqual(['unknown']);
  });
});
