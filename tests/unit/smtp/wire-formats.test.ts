// The pure parts of the SMTP client: replies, extensions, the bytes of a message.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beyondPeer,
  mailLine,
  noExtensions,
  parseExtensions,
  recipientLine,
} from '../../../adapters/smtp/extensions.ts';
import { dotStuffed, hasBareLineBreak } from '../../../adapters/smtp/message-lines.ts';
import { asReply, BadReply, replyReader } from '../../../adapters/smtp/reply-reader.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('replies', () => {
  it('are read the same however they are cut into pieces', () => {
    const text = bytes('250-first\r\n250 é last\r\n354\r\n550-5.1.1 no\r\n550 5.1.1 such\r\n');
    const whole = replyReader().feed(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
        const reader = replyReader();
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = edges.slice(1).flatMap((end, at) => reader.feed(text.subarray(edges[at], end)));
        expect(pieces).toEqual(whole);
      }),
    );
    expect(whole.map(asReply)).toEqual([
      { code: 250, text: 'first é last' },
      { code: 354, text: '' },
      { code: 550, text: '5.1.1 no such' },
    ]);
  });

  it('that are none, or never end, are an error', () => {
    for (const text of ['hello\r\n', '99 x\r\n', `250-${'x'.repeat(5000)}`, '250-x\r\n'.repeat(200)]) {
      expect(() => replyReader().feed(bytes(text))).toThrow(BadReply);
    }
  });
});

describe('extensions', () => {
  const full = parseExtensions(['hop', 'size 1000', '8BITMIME', 'SmtpUtf8', 'DSN', 'PIPELINING', 'STARTTLS']);

  it('are found without regard to case', () => {
    expect(full).toEqual({
      size: 1000,
      eightBitMime: true,
      smtpUtf8: true,
      dsn: true,
      pipelining: true,
      startTls: true,
      auth: [],
    });
    expect(parseExtensions(['DSN']).dsn).toBe(false);
    expect(parseExtensions(['hop', 'SIZE']).size).toBe(0);
  });

  it('are used only where they are offered', () => {
    const parameters = { body: '8BITMIME', smtputf8: true, ret: 'FULL', envelopeId: 'x' } as const;
    expect(mailLine('a@b', parameters, 7, full)).toBe('MAIL FROM:<a@b> SIZE=7 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=x');
    expect(mailLine('', parameters, 7, noExtensions)).toBe('MAIL FROM:<>');
    const recipient = { address: 'a@b', notify: ['NEVER'], originalRecipient: 'rfc822;a@b' };
    expect(recipientLine(recipient, full)).toBe('RCPT TO:<a@b> NOTIFY=NEVER ORCPT=rfc822;a@b');
    expect(recipientLine(recipient, noExtensions)).toBe('RCPT TO:<a@b>');
  });

  it('that mail needs and the peer lacks refuse the mail: nothing is converted', () => {
    expect(beyondPeer({ smtputf8: true }, noExtensions)?.text).toMatch(/^5\.6\.7/);
    expect(beyondPeer({ body: '8BITMIME' }, noExtensions)?.text).toMatch(/^5\.6\.3/);
    expect(beyondPeer({ smtputf8: true, body: '8BITMIME' }, full)).toBeNull();
    expect(beyondPeer({ ret: 'FULL' }, noExtensions)).toBeNull();
  });
});

describe('message bytes', () => {
  const alphabet = fc.constantFrom(0x0d, 0x0a, 0x2e, 0x61, 0xe9);
  const content = fc.array(alphabet, { maxLength: 60 }).map((list) => Buffer.from(list));

  it('a bare line break is any CR or LF without the other', () => {
    fc.assert(
      fc.property(content, (raw) => {
        const rest = raw.toString('latin1').replaceAll('\r\n', '');
        expect(hasBareLineBreak(raw)).toBe(rest.includes('\r') || rest.includes('\n'));
      }),
    );
  });

  it('with dots doubled never hold an end of data, and come back when dots are taken off', () => {
    fc.assert(
      fc.property(content, (raw) => {
        const sent = Buffer.concat([...dotStuffed(raw)]).toString('latin1');
        expect(`\r\n${sent}`).not.toContain('\r\n.\r\n');
        expect(sent === '' || sent.endsWith('\n')).toBe(true);
        const back = sent.replace(/(^|\n)\.\./g, '$1.');
        expect([raw.toString('latin1'), `${raw.toString('latin1')}\r\n`]).toContain(back);
      }),
    );
  });

  it('dots are doubled across block borders', () => {
    const raw = Buffer.from('.\r\n'.repeat(50_000));
    expect(Buffer.concat([...dotStuffed(raw)]).toString()).toBe('..\r\n'.repeat(50_000));
  });
});
