// Locked files of our own inbound mail are opened with passwords that came with them, and scanned.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';
import { program } from '../../../harness/kill-messages.ts';
import { openWord } from '../containers/locked-files.ts';
import { packed } from '../containers/packed-by-seven-zip.ts';
import { lockedOffice, lockedPdf } from './locked-documents.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const fingerprint = (secret: string) => createHmac('sha256', 'key').update(secret).digest('hex');
const password = 'Maple-Syrup-42';
const other = 'Érable-Birch-77';
const key = `-p${password}`;
const files = { 'notes.txt': Buffer.from('The alarm code is 774411.\n'), 'setup.exe': program() };

function read(name: string, content: Buffer, text: string, openLocked = true) {
  const raw =
    'From: someone@elsewhere.example\r\nTo: ben@agency.example\r\nSubject: the papers\r\nMIME-Version: 1.0\r\n' +
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n' +
    `${text}\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
    `Content-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`;
  const context = { mailFrom: 'someone@elsewhere.example', ocr: false, openLocked };
  return examine(Buffer.from(raw), context, { rulebook, fingerprint, now: () => performance.now() });
}

const said = `Hello Ben,\r\n\r\nThe password is ${other} for the portal.\r\n\r\nThe password for the file is ${password}\r\n`;
const unread = ({ parts }: Awaited<ReturnType<typeof read>>) => parts.filter((part) => part.read !== 'full');
const rules = ({ findings }: Awaited<ReturnType<typeof read>>) => findings.map(({ rule }) => rule);

describe('R-304 a locked archive whose password is in the same mail', () => {
  it.each([
    ['a.zip', ['-tzip', key, '-mem=ZipCrypto']],
    ['a.zip', ['-tzip', key, '-mem=AES256']],
    ['a.7z', ['-t7z', key, '-mhe=on']],
  ])('%s %j is opened and scanned', async (name, options) => {
    const found = await read(name, await packed(options, files), said);
    expect(unread(found)).toEqual([]);
    expect(rules(found)).toContain('unsafe/executable');
    expect(rules(found)).toContain('credentials/key-through-same-door');
    const archive = found.parts.find(({ path }) => path === `attachment:${name}`);
    expect(archive?.facts).toContain(`opened-with:${fingerprint(password).slice(0, 16)}`);
    expect(JSON.stringify(found.parts)).not.toContain(password);
  });

  it('stays locked when none of the passwords fits', async () => {
    const found = await read('a.zip', await packed(['-tzip', '-pAnother-9', '-mem=AES256'], files), said);
    expect(unread(found).map(({ why }) => why)).toEqual(['encrypted', 'encrypted']);
  });

  it('stays locked in mail that is not our own inbound mail', async () => {
    const found = await read('a.zip', await packed(['-tzip', key], files), said, false);
    expect(unread(found).map(({ why }) => why)).toEqual(['encrypted', 'encrypted']);
  });

  it('is opened inside another archive too', async () => {
    const inner = await packed(['-tzip', key], files);
    const found = await read('outer.zip', await packed(['-tzip'], { 'inner.zip': inner }), said);
    expect(unread(found)).toEqual([]);
    expect(rules(found)).toContain('unsafe/executable');
  });
});

describe('R-304 a locked document whose password is in the same mail', () => {
  it('is read when it is a PDF', async () => {
    const pdf = lockedPdf('PROTECTED B', 'Maple-Syrup-42');
    const found = await read('a.pdf', pdf, 'The password of the file is Maple-Syrup-42');
    expect(unread(found)).toEqual([]);
    expect(found.classification?.level).toBe('PROTECTED B');
    const without = await read('a.pdf', pdf, 'The password of the file is Birch-Water-77');
    expect(unread(without).map(({ why }) => why)).toEqual(['encrypted']);
  });

  it('is read when it is an Office file', async () => {
    const locked = lockedOffice(openWord(), password);
    const found = await read('a.docx', locked, said);
    expect(unread(found)).toEqual([]);
    expect(found.parts.map(({ path }) => path)).toContain('attachment:a.docx>a.docx');
    expect(unread(await read('a.docx', locked, `The password is ${other}`)).map(({ why }) => why)).toEqual([
      'encrypted',
    ]);
  });

  it('stays locked when it asks for more work than any program would', async () => {
    const locked = Buffer.from(
      lockedOffice(openWord(), password).toString('latin1').replace('spinCount="1000"', 'spinCount="9e99"'),
      'latin1',
    );
    expect(unread(await read('a.docx', locked, said)).map(({ why }) => why)).toEqual(['encrypted']);
  });
});
