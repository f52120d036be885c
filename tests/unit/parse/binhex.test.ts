// BinHex files are found wherever a mail program finds them, and opened (RFC 1741).
import { describe, expect, it } from 'vitest';
import { extract } from '../../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../../core/mail/extract/limits.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail, top } from './mail-text.ts';

const alphabet = '!"#$%&\'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr';

/** Six bits a character, no runs: the content has no 0x90. */
function binHex(name: string, content: string): string {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(content.length);
  const header = [
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from('\0TEXTttxt\0\0'),
    lengths,
    Buffer.alloc(2),
  ];
  const bytes = Buffer.concat([...header, Buffer.from(content), Buffer.alloc(4)]);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const text = (bits.match(/.{1,6}/g) ?? []).map((six) => alphabet[Number.parseInt(six.padEnd(6, '0'), 2)]).join('');
  return `(This file must be converted with BinHex 4.0)\r\n\r\n:${(text.match(/.{1,64}/g) ?? []).join('\r\n')}:`;
}

async function textsOf(raw: Uint8Array): Promise<Record<string, string>> {
  const message = await parse(raw);
  expect(message.defects.filter((defect) => defect.hidesPayload)).toEqual([]);
  const readings = await extract(message, new Budget(defaultLimits, () => 0), { ocr: false });
  return Object.fromEntries(
    readings.flatMap(({ part, regions }) =>
      regions.filter((one) => one.kind === 'body').map((one) => [part.path, one.text]),
    ),
  );
}

describe('BinHex', () => {
  const file = binHex('memo.txt', 'the plan is at noon');

  it('R-101 is opened as an attachment of its own encoding', async () => {
    const raw = mail(
      ...top,
      'Content-Type: application/octet-stream; name=memo.hqx',
      'Content-Transfer-Encoding: mac-binhex40',
      '',
      file,
    );
    expect((await textsOf(raw))['attachment:memo.hqx>memo.txt']).toBe('the plan is at noon');
  });

  it('R-101 is opened where it stands in the text', async () => {
    const texts = await textsOf(mail(...top, '', 'see below', '', file, '', 'and below', file));
    expect(texts['attachment:unnamed.hqx>memo.txt']).toBe('the plan is at noon');
    expect(texts['attachment:unnamed.hqx:2>memo.txt']).toBe('the plan is at noon');
    expect(texts.body).toContain('and below');
  });

  it('R-103 holds a part that says it is BinHex and is not', async () => {
    const raw = mail('Content-Type: application/octet-stream', 'Content-Transfer-Encoding: binhex', '', 'no heading');
    expect((await parse(raw)).defects.filter((defect) => defect.hidesPayload)).toHaveLength(1);
  });
});
