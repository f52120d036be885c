// What counts as right in each set.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';
import { readingOf } from '../../../tools/evaluate/score/archives.ts';
import { markIn, parsedMarks } from '../../../tools/evaluate/score/australian-records.ts';
import { commonLevel } from '../../../tools/evaluate/score/banner-lines.ts';
import { namedEncrypted } from '../../../tools/evaluate/score/encrypted-office.ts';
import { isExact } from '../../../tools/evaluate/score/marked-mails.ts';
import { compareLeaves, leavesFound } from '../../../tools/evaluate/score/part-trees.ts';
import { withoutFirstPage } from '../../../tools/evaluate/score/scanned-records.ts';
import { lineAt } from '../../../tools/evaluate/score/secret-files.ts';
import { zoneLookup } from '../../../tools/evaluate/score/zone-lookup.ts';
import { asMail, withAttachment } from '../../../tools/evaluate/wrap.ts';

const letter = { from: 'a@one.example', to: 'b@two.example', subject: 'Réunion', body: 'Bonjour à tous' };

describe('samples', () => {
  it('are read back by the parser as they were wrapped', async () => {
    const said = await parse(asMail({ ...letter, fields: ['X-Protective-Marking: SEC=SECRET'] }));
    expect([said.subject, said.leaves[0]?.text?.trim()]).toEqual(['Réunion', 'Bonjour à tous']);
    expect(said.headers.some(({ name }) => name === 'X-Protective-Marking')).toBe(true);
    const carried = await parse(withAttachment(letter, "l'été 1.bin", new Uint8Array([0, 13, 10, 255])));
    const attached = carried.leaves.find(({ role }) => role === 'attachment');
    expect([attached?.name, [...(attached?.content ?? [])]]).toEqual(["l'été 1.bin", [0, 13, 10, 255]]);
    expect(carried.defects).toEqual([]);
  });
});

describe('scores', () => {
  it('compare levels alone where a marking cannot tell its scheme', () => {
    const label = { scheme: 'us', level: 'SECRET', scheme_ambiguous: false };
    expect(isExact(label, { scheme: 'uk-gscp', level: 'SECRET' })).toBe(false);
    expect(isExact({ ...label, scheme_ambiguous: true }, { scheme: 'uk-gscp', level: 'SECRET' })).toBe(true);
    expect(isExact(label, null)).toBe(false);
    expect(commonLevel('COSMIC TOP SECRET')).toBe('TOP SECRET');
  });

  it('tell extra leaves and another order from lost bytes', () => {
    const leaf = (contentHash: string, textHash: string | null = null) => ({ contentHash, textHash });
    expect(compareLeaves(['a', 'b'], [leaf('a'), leaf('x', 'b')])).toBe('same');
    expect(compareLeaves(['a', 'b'], [leaf('b'), leaf('a')])).toBe('order');
    expect(compareLeaves(['a'], [leaf('a'), leaf('b')])).toBe('extra');
    expect(compareLeaves(['a', 'b'], [leaf('a'), leaf('c')])).toBe('bytes');
    expect(leavesFound(['a', 'a', 'b', 'c'], [leaf('x', 'b'), leaf('a'), leaf('d')])).toBe(2);
  });

  it('call an archive silent when nothing came out and nobody said so', () => {
    const part = (path: string, read: 'full' | 'none' = 'full') => ({ path, type: '', bytes: 1, sha256: '', read });
    const outer = [part('body'), part('attachment:a.uu'), part('attachment:a.uu>a.zip')];
    expect(readingOf(outer)).toBe('silent');
    expect(readingOf([...outer, part('attachment:a.uu>a.zip>b.txt')])).toBe('opened');
    expect(readingOf([...outer, part('attachment:a.uu>a.zip>b.txt', 'none')])).toBe('unreadable');
  });

  it('know an encrypted file by the name its makers gave it', () => {
    expect(namedEncrypted('example_password.docx')).toBe(true);
    expect(namedEncrypted('rc4_password_plain.doc')).toBe(false);
  });

  it('read recorded Australian markings', () => {
    expect(markIn('[SEC=OFFICIAL:Sensitive, CAVEAT=SH:CABINET, EXPIRES=2030-01-01, DOWNTO=OFFICIAL]')).toEqual({
      level: 'OFFICIAL:Sensitive',
      caveats: ['CABINET'],
      expires: '2030-01-01',
    });
    expect(markIn('SECRET//AUSTEO')).toEqual({ level: 'SECRET', caveats: ['AUSTEO'], expires: null });
    const record = '{\n  SEC=SECRET: Secret,\n  SEC=x: {\n    Type: Exception,\n    Message: no\n  }\n}';
    expect(parsedMarks(record).map(({ mark }) => mark.level)).toEqual(['SECRET', null]);
  });

  it('drop the cover sheet of a record, and all of it when it has no second page', () => {
    expect(withoutFirstPage('## Page 1\ncover\n## Page 2\nSECRET')).toBe('## Page 2\nSECRET');
    expect(withoutFirstPage('## Page 1\ncover')).toBe('');
  });

  it('count lines from one', () => {
    expect(lineAt('ab\ncd\nef', 4)).toEqual({ line: 2, content: 'cd' });
    expect(lineAt('ab', 0)).toEqual({ line: 1, content: 'ab' });
  });

  it('answer DNS questions from a zone, SPF records as TXT unless there are others', async () => {
    const lookup = zoneLookup({
      'One.example': [{ SPF: 'v=spf1 -all' }, { MX: [10, 'mx.one.example'] }],
      'two.example': [{ SPF: 'v=spf1 -all' }, { TXT: 'NONE' }, 'TIMEOUT'],
    });
    expect(await lookup('one.example', 'TXT')).toEqual([['v=spf1 -all']]);
    expect(await lookup('one.example', 'MX')).toEqual([{ priority: 10, exchange: 'mx.one.example' }]);
    await expect(lookup('one.example', 'A')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(lookup('two.example', 'TXT')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    await expect(lookup('three.example', 'A')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
