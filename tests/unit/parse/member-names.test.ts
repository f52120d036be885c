// Words that every JavaScript object answers to, where a mail names an encoding, a charset, a type or a file.
import { describe, expect, it } from 'vitest';
import { extract } from '../../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../../core/mail/extract/limits.ts';
import { parse } from '../../../core/mail/parse/parse.ts';

const readTo = 'read to the end';

describe('R-103 a mail whose names are those of object members is read like any other', () => {
  it.each(['constructor', '__proto__'])('%s', async (word) => {
    const mails = [
      `Content-Transfer-Encoding: ${word}\r\n\r\n${readTo}`,
      `Content-Type: text/plain; charset=${word}\r\n\r\n${readTo}`,
      `Content-Type: text/plain; name="a.${word}"\r\nContent-Disposition: attachment; filename="a.${word}"\r\n\r\n${readTo}`,
      `Content-Type: text/html\r\n\r\n<p ${word}="1">&${word}; ${readTo}</p>`,
    ];
    for (const mail of mails) {
      const message = await parse(Buffer.from(`From: a@agency.example\r\nMIME-Version: 1.0\r\n${mail}\r\n`));
      const readings = await extract(message, new Budget(defaultLimits, () => 0), { ocr: false });
      expect(readings.flatMap(({ regions }) => regions.map(({ text }) => text)).join('\n')).toContain(readTo);
    }
  });

  it('a name of a type that is none gives an unnamed part', async () => {
    const message = await parse(
      Buffer.from('Content-Type: constructor/x\r\nContent-Disposition: attachment\r\n\r\nx\r\n'),
    );
    expect(message.leaves.map(({ path }) => path)).toEqual(['attachment:unnamed.bin']);
  });
});
