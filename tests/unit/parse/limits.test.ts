// Mails made to exhaust a parser: each is read within its limits, says so, and keeps what it has.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';

const head = 'From: a@b.example\r\n';

async function kinds(text: string): Promise<string[]> {
  return (await parse(Buffer.from(text, 'latin1'))).defects.filter((one) => one.hidesPayload).map((one) => one.kind);
}

describe('hostile mails', () => {
  it('R-103 stops at 10,000 parts and holds', async () => {
    const raw = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(20_000)}`;
    expect(await kinds(raw)).toEqual(['too-many-parts']);
  });

  it('R-103 stops at 64 nested multiparts and holds', async () => {
    let raw = head;
    for (let i = 0; i < 70; i++) raw += `Content-Type: multipart/mixed; boundary=b${i}b\r\n\r\n--b${i}b\r\n`;
    expect(await kinds(raw)).toContain('too-deep');
  });

  it('R-103 stops at 200 parameters and 10,000 fields and holds', async () => {
    expect(await kinds(`Content-Type: text/plain${'; a=b'.repeat(300)}\r\n\r\nx`)).toEqual(['too-many-parameters']);
    expect(await kinds(`${'X-A: b\r\n'.repeat(10_001)}\r\nx`)).toEqual(['too-many-fields']);
  });

  it('R-103 keeps the first 10,000 addresses and notes the rest', async () => {
    const { to, defects } = await parse(Buffer.from(`To: ${'a@b.example, '.repeat(10_500)}\r\n\r\nx`));
    expect(to).toHaveLength(10_000);
    expect(defects.map((one) => one.kind)).toContain('too-many-addresses');
  });

  it.each([
    ['group syntax', `To: ${'g:'.repeat(150_000)}`],
    ['comments', `To: ${'('.repeat(150_000)}`],
    ['quotes', `To: ${'"'.repeat(150_001)}`],
    ['angles', `To: ${'<'.repeat(150_000)}`],
    ['unfinished encoded words', `Subject: ${'=?utf-8?Q?'.repeat(30_000)}`],
    ['a deep comment in Content-Type', `Content-Type: ${'('.repeat(60_000)}`],
    ['nested messages', 'Content-Type: message/rfc822\r\n\r\n'.repeat(5_000)],
  ])('R-101 reads through %s', async (_, field) => {
    expect((await parse(Buffer.from(`${field}\r\n\r\nx`))).leaves).toHaveLength(1);
  });
});
