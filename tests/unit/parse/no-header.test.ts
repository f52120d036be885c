// Bytes without a single header field are no mail to anybody, and must not pass as a harmless text.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';

describe('a message without any header field', () => {
  it.each([
    ['nothing', ''],
    ['plain words', 'hello there\n'],
    ['zeros', '\0'.repeat(5_000)],
    ['a body alone', '\r\n\r\nhello\r\n'],
  ])('R-103 is held: %s', async (_, text) => {
    const { defects } = await parse(Buffer.from(text));
    expect(defects).toContainEqual({ kind: 'no-header', where: '', hidesPayload: true });
  });

  it('is not what one field makes', async () => {
    const { defects } = await parse(Buffer.from('Subject: hello\r\n\r\nhello\r\n'));
    expect(defects.map(({ kind }) => kind)).not.toContain('no-header');
  });
});
