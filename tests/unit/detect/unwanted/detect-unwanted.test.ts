import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { phraseBook, undisguised, wordsOf } from '../../../../core/mail/detect/unwanted/phrases.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);

async function found(lines: readonly string[], exempt = false) {
  const { findings } = await examine(
    Buffer.from(lines.join('\r\n')),
    { mailFrom: 'a@sender.invalid', ocr: false, exempt },
    { rulebook, fingerprint: () => '', now: () => performance.now() },
  );
  return findings.filter(({ kind }) => kind === 'unwanted');
}

const offer = [
  'From: WINNER <promo8812@yahoo.com>',
  'To: staff@agency.example',
  'Subject: CONGRATULATIONS! Claim your prize now!!!',
  '',
  'You have been selected! Act now, limited time offer, 100% risk free, guaranteed!',
  'Earn $5,000 per week, make money at once! Click here to order now!',
  'To be removed from our list answer this mail.',
];

describe('R-105 mass unsolicited mail', () => {
  it('is found by a score that says what made it', async () => {
    const [spam] = await found(offer);
    expect(spam).toMatchObject({ kind: 'unwanted', where: 'message', value: { score: expect.any(Number) } });
    const reasons = spam?.value?.reasons;
    expect(reasons).toContain('words-pressure +3.8');
  });

  it('the same words in an answer among colleagues weigh less', async () => {
    const answer = [
      'From: Pat <pat@agency.example>',
      'To: staff@agency.example',
      'Subject: Re: odd mail',
      'In-Reply-To: <1@agency.example>',
      '',
      'Delete it, please.',
      ...offer.slice(4).map((line) => `> ${line}`),
    ];
    expect(await found(answer)).toEqual([]);
  });

  it('R-605 nothing is said about mail that concerns exempt people alone', async () => {
    expect(await found(offer, true)).toEqual([]);
  });

  it('the finding holds no word of the mail', async () => {
    const [spam] = await found(offer);
    expect(JSON.stringify(spam)).not.toMatch(/prize|promo8812|5,000/i);
  });

  it('a body of one endless word or of a million words is no trouble', async () => {
    expect(await found([...offer.slice(0, 4), 'x'.repeat(2_000_000)])).toBeDefined();
    expect(await found([...offer.slice(0, 4), 'act now '.repeat(200_000)])).toBeDefined();
  }, 20_000);
});

describe('phrases', () => {
  const book = phraseBook(new Map([['a', new Set(['act now', 'act', 'now or never'])]]));
  it('counts distinct phrases, as whole words', () => {
    expect(book.count(wordsOf('Act now! ACT NOW, or act later. Exact nowhere.')).get('a')).toBe(2);
    expect(book.count(wordsOf('actor')).size).toBe(0);
  });

  it('reads through figures among letters, and leaves codes alone', () => {
    expect([undisguised('v1agra'), undisguised('pr0mo'), undisguised('a4'), undisguised('2024')]).toEqual([
      'viagra',
      'promo',
      null,
      null,
    ]);
  });
});
