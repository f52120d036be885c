// Deception beyond what the rules' own examples show: several pieces together, limits, and what honest mail looks like.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { isOneSlip, skeleton } from '../../../../core/mail/detect/deception/confusable.ts';
import { lookAlikeFinder } from '../../../../core/mail/detect/deception/look-alike-domain.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);

async function rulesOf(...lines: readonly string[]): Promise<readonly string[]> {
  const { findings } = await examine(
    Buffer.from(lines.join('\r\n')),
    { mailFrom: null, ocr: false },
    { rulebook, fingerprint: () => '', now: () => performance.now() },
  );
  return findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('deception/'));
}

const start = ['To: lee@agency.example', 'Subject: hello', 'MIME-Version: 1.0'];
const html = ['Content-Type: text/html; charset=utf-8', ''];

describe('R-104 look-alike domains', () => {
  const lures = new Set(['secure', 'login', 'portail']);
  const find = lookAlikeFinder(
    {
      domains: ['calgary-roads.ca', 'ministry.gov.example', 'cbsa.ca'],
      partners: [{ domain: 'meridian.co.uk', encrypted: true }],
    },
    lures,
  );

  it.each([
    ['confusable', 'rneridian.co.uk'],
    ['confusable', 'mеridian.co.uk'],
    ['confusable', 'm1nistry.gov.example'],
    ['confusable', 'mail.merldian.co.uk'],
    ['confusable', 'cbsà.ca'],
    ['embedded', 'meridian.co.uk.account.invalid'],
    ['embedded', 'meridian-co-uk.invalid'],
    ['misspelt', 'meridain.co.uk'],
    ['misspelt', 'merdian.co.uk'],
    ['misspelt', 'calgaryroads.ca'],
    ['other-ending', 'meridian.invalid'],
    ['lure-word', 'meridian-secure.invalid'],
    ['lure-word', 'portailmeridian.invalid'],
  ])('%s: %s', (how, shown) => {
    expect(find(new URL(`http://${shown}`).hostname)?.how).toBe(how);
  });

  it.each([
    'meridian.co.uk',
    'www.meridian.co.uk',
    'meridian-hotel.invalid',
    'obsidian.co.uk',
    'cbs.ca',
    'gmail.com',
    '',
  ])('honest: %s', (host) => {
    expect(find(host)).toBeNull();
  });

  it('compares shapes, and single slips alone', () => {
    expect(skeleton('paypal')).toBe(skeleton('рауpаl'));
    expect(skeleton('modern')).toBe(skeleton('rnodern'));
    expect([isOneSlip('abc', 'acb'), isOneSlip('abc', 'abcd'), isOneSlip('abc', 'abc')]).toEqual([true, true, true]);
    expect([isOneSlip('abc', 'cba'), isOneSlip('abc', 'abcde')]).toEqual([false, false]);
  });
});

describe('R-104 what a message shows', () => {
  it('names each deception once for a place, however often it occurs', async () => {
    const links = '<a href="http://203.0.113.9/">a</a>'.repeat(50);
    expect(await rulesOf('From: a@sender.invalid', ...start, ...html, links)).toEqual(['deception/link-numeric']);
  });

  it('looks into attached pages', async () => {
    const found = await rulesOf(
      'From: a@sender.invalid',
      ...start,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'see attached',
      '--b',
      'Content-Type: application/octet-stream; name="invoice.html"',
      'Content-Disposition: attachment; filename="invoice.html"',
      '',
      '<form action="https://agency.examp1e/login"><input name=a></form>',
      '--b--',
    );
    expect(found).toEqual(['deception/link-look-alike']);
  });

  it('an honest newsletter and an honest answer are left alone', async () => {
    const newsletter = await rulesOf(
      'From: News <news@paper.invalid>',
      'Reply-To: answers@paper.invalid',
      'List-Id: <news.paper.invalid>',
      ...start,
      ...html,
      '<div style="display:none">What is in this issue</div><p>Read on</p><a href="https://click.paper.invalid/1">Read all</a>',
      '<a href="https://www.paper.invalid/x">www.paper.invalid</a> <a href="mailto:a@paper.invalid">a@paper.invalid</a>',
    );
    expect(newsletter).toEqual([]);
    const answer = await rulesOf(
      'From: Dana Roe <dana@partner.example>',
      ...start,
      '',
      'Yes.',
      '',
      'From: Lee <lee@agency.example>',
      'To: Dana Roe <dana@partner.example>',
      'Is it so?',
    );
    expect(answer).toEqual([]);
  });

  it('mail of our own people is not measured against their own names', async () => {
    expect(await rulesOf('From: Jordan Avery-Lachance <jordan@agency.example>', ...start, '', 'hello')).toEqual([]);
  });

  it('hostile pages cost no more than their size: deep nesting, many links, endless attributes', async () => {
    const page = [
      '<a href="http://a.invalid/'.repeat(20_000),
      '<div>'.repeat(50_000),
      `<a href="http://${'x.'.repeat(50_000)}invalid/">x</a>`,
      '<a href="http://203.0.113.9/">x'.repeat(5_000),
    ].join('\n');
    expect(await rulesOf('From: a@sender.invalid', ...start, ...html, page)).toBeDefined();
  }, 20_000);
});
