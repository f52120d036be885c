import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { extract } from '../../../core/mail/extract/extract.ts';
import { Budget, defaultLimits, type Limits } from '../../../core/mail/extract/limits.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import type { Reading } from '../../../core/model/part.ts';
import { programBytes, tarOf, zipOf } from './archive-bytes.ts';

const text = 'Minutes of the meeting\n';

async function read(raw: string, limits: Partial<Limits> = {}, now = () => 0): Promise<readonly Reading[]> {
  const message = await parse(Buffer.from(raw.replaceAll('\n', '\r\n')));
  return extract(message, new Budget({ ...defaultLimits, ...limits }, now), { ocr: false });
}

function mailWith(name: string, content: Uint8Array, type = 'application/octet-stream'): string {
  return [
    'From: ann@agency.example',
    'To: ben@partner.example',
    'Subject: the file',
    'X-Protective-Marking: PROTECTED',
    'Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=limit',
    '',
    '--limit',
    'Content-Type: text/plain',
    '',
    'Here it is.',
    '--limit',
    `Content-Type: ${type}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\n'),
    '--limit--',
    '',
  ].join('\n');
}

const paths = (readings: readonly Reading[]): readonly string[] => readings.map((reading) => reading.part.path);
const at = (readings: readonly Reading[], path: string): Reading | undefined =>
  readings.find((one) => one.part.path === path);

describe('extract', () => {
  it('R-204 offers subject, marking fields, body and file names as texts, and leaves trace fields out', async () => {
    const readings = await read(mailWith('plan.txt', Buffer.from(text)));
    const regions = readings.flatMap((reading) => reading.regions);
    expect(regions.map(({ where, kind }) => `${where} ${kind}`)).toEqual([
      'subject subject',
      'header:X-Protective-Marking header-field',
      'body body',
      'attachment:plan.txt#file-name file-name',
      'attachment:plan.txt body',
    ]);
    expect(regions.find(({ where }) => where === 'header:X-Protective-Marking')?.text).toBe('PROTECTED');
  });

  it('R-101 lists every part of nested archives, a container before what is in it', async () => {
    const inner = zipOf([
      { name: 'letter.txt', content: text },
      { name: 'letter.txt', content: 'another' },
    ]);
    const readings = await read(
      mailWith('case.tgz', gzipSync(tarOf([{ name: 'in/files.zip', content: inner.toString('latin1') }]))),
    );
    const zip = paths(readings).find((path) => path.endsWith('files.zip'));
    expect(paths(readings).slice(0, 4)).toEqual([
      'message',
      'body',
      'attachment:case.tgz',
      'attachment:case.tgz>case.tar',
    ]);
    expect(zip).toBe('attachment:case.tgz>case.tar>in/files.zip');
  });

  it('R-101 gives each part the hash of its bytes, and paths that do not repeat', async () => {
    const readings = await read(
      mailWith(
        'a.zip',
        zipOf([
          { name: 'x.txt', content: text },
          { name: 'x.txt', content: 'other' },
        ]),
      ),
    );
    expect(paths(readings)).toEqual([
      'message',
      'body',
      'attachment:a.zip',
      'attachment:a.zip>x.txt',
      'attachment:a.zip>x.txt:2',
    ]);
    expect(at(readings, 'attachment:a.zip>x.txt')?.part.sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('R-204 reads a message in a message like the message itself', async () => {
    const nested = mailWith('inner.txt', Buffer.from(text));
    const readings = await read(
      mailWith('forwarded.eml', Buffer.from(nested.replaceAll('\n', '\r\n')), 'message/rfc822'),
    );
    const prefix = paths(readings)[2];
    expect(at(readings, `${prefix}>attachment:inner.txt`)?.regions.at(-1)?.text).toBe(text);
    expect(readings.flatMap((one) => one.regions).map(({ where }) => where)).toContain(
      `${prefix}>header:X-Protective-Marking`,
    );
  });

  it('R-103 says why an entry could not be read', async () => {
    const archive = zipOf([
      { name: 'secret.txt', content: text, encrypted: true },
      { name: 'open.txt', content: text },
    ]);
    const readings = await read(mailWith('a.zip', archive));
    expect(at(readings, 'attachment:a.zip>secret.txt')?.part).toMatchObject({
      read: 'none',
      why: 'encrypted',
      sha256: '',
    });
    expect(at(readings, 'attachment:a.zip>open.txt')?.part.read).toBe('full');
  });

  it('R-103 stops at the limits and lists what it did not reach', async () => {
    let nested: Buffer = Buffer.from(text);
    for (let i = 0; i < 6; i++) nested = gzipSync(nested);
    const deep = await read(mailWith('a.gz', nested), { depth: 3 });
    expect(deep.at(-1)?.part).toMatchObject({ read: 'none', why: 'too-deep' });

    const many = zipOf(Array.from({ length: 20 }, (_, i) => ({ name: `${i}.txt`, content: 'x' })));
    const counted = await read(mailWith('a.zip', many), { parts: 10 });
    expect(counted.some(({ part }) => part.why === 'too-many-parts')).toBe(true);

    const large = await read(mailWith('a.zip', zipOf([{ name: 'a.bin', content: Buffer.alloc(9 << 20) }])));
    expect(at(large, 'attachment:a.zip>a.bin')?.part).toMatchObject({ read: 'none', why: 'too-large' });
  });

  it('R-103 lists the rest unread once the time is up', async () => {
    let time = 0;
    const readings = await read(
      mailWith('a.zip', zipOf([{ name: 'a.txt', content: text }])),
      { time: 3 },
      () => time++,
    );
    expect(readings.find(({ part }) => part.path === 'attachment:a.zip')?.part.why).toBe('too-slow');
  });

  it('R-103 calls a PGP message end-to-end, but not a quotation of one', async () => {
    const block = '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n';
    const mail = (body: string) => `From: a@agency.example\nSubject: x\nContent-Type: text/plain\n\n${body}`;
    expect((await read(mail(block)))[1]?.part).toMatchObject({ read: 'partial', why: 'end-to-end' });
    expect((await read(mail(block.replace(/^/gm, '> '))))[1]?.part.read).toBe('full');
  });

  it('R-102 finds the archive behind a picture and the program behind a data URI', async () => {
    const picture = Buffer.concat([
      Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'),
      zipOf([{ name: 'tool.exe', content: programBytes() }]),
    ]);
    const found = await read(mailWith('photo.gif', picture, 'image/gif'));
    expect(found.at(-1)?.part).toMatchObject({ type: 'application/vnd.microsoft.portable-executable' });

    const page = `<html><a href="data:application/octet-stream;base64,${programBytes().toString('base64')}">x</a></html>`;
    const carried = await read(mailWith('page.html', Buffer.from(page), 'text/html'));
    expect(carried.at(-1)?.part).toMatchObject({
      role: 'embedded',
      type: 'application/vnd.microsoft.portable-executable',
    });
  });
});
