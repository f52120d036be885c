import { describe, expect, it } from 'vitest';
import { Budget, defaultLimits } from '../../../../core/mail/extract/limits.ts';
import { extensionOf } from '../../../../core/mail/extract/type/extension.ts';
import { trueType } from '../../../../core/mail/extract/type/true-type.ts';
import { programBytes, zipOf } from '../archive-bytes.ts';

const typeOf = (content: Uint8Array | string, name: string | null = null, declaredType: string | null = null) =>
  trueType({ bytes: Buffer.from(content), name, declaredType }, new Budget(defaultLimits, () => 0));

const contentTypes = (part: string) => ({
  name: '[Content_Types].xml',
  content: `<Types><Override ContentType="application/${part}.main+xml"/></Types>`,
});

describe('R-101 true type by content', () => {
  it('sees a program behind any name or declared type', async () => {
    expect(await typeOf(programBytes(), 'photo.jpg', 'image/jpeg')).toBe(
      'application/vnd.microsoft.portable-executable',
    );
    expect(await typeOf('MZ is how programs begin, as everybody knows who reads this text.\n', 'a.exe')).toBe(
      'text/plain',
    );
  });

  it('tells Office packages by what they declare, macros included', async () => {
    const docm = zipOf([
      contentTypes('vnd.ms-word.document.macroEnabled'),
      { name: 'word/document.xml', content: '<a/>' },
    ]);
    expect(await typeOf(docm, 'plan.docx')).toBe('application/vnd.ms-word.document.macroenabled.12');
    expect(await typeOf(zipOf([{ name: 'word/document.xml.txt', content: 'x' }]), 'plan.docx')).toBe('application/zip');
    expect(await typeOf(zipOf([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' }]))).toBe(
      'application/vnd.oasis.opendocument.text',
    );
  });

  it('finds a PDF behind junk, but not far behind', async () => {
    expect(await typeOf(`${'x'.repeat(900)}%PDF-1.4\n`)).toBe('application/pdf');
    expect(await typeOf(`${'x'.repeat(1200)}%PDF-1.4\n`)).toBe('text/plain');
  });

  it('tells kinds of text', async () => {
    expect(await typeOf('From: a@b.example\nTo: c@d.example\nSubject: x\n\nhello\n')).toBe('message/rfc822');
    expect(await typeOf('From: the office\n\nhello\n')).toBe('text/plain');
    expect(await typeOf('<!DOCTYPE html>\n<p>x')).toBe('text/html');
    expect(await typeOf('var a = 1;\n', 'order.js')).toBe('text/javascript');
    expect(await typeOf('#!/usr/bin/env python3\nprint(1)\n')).toBe('text/x-python');
    expect(await typeOf(Buffer.from('\ufeffhello there', 'utf16le'))).toBe('text/plain');
    expect(await typeOf('a,b\n1,2\n', 'a.csv', 'text/csv')).toBe('text/csv');
  });

  it('leaves an unknown binary unknown', async () => {
    expect(
      await typeOf(Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 89 + 7) & 255)), 'a.txt', 'text/plain'),
    ).toBe('application/octet-stream');
  });

  it('takes the extension as the system would', () => {
    expect(['a.PDF', 'a.exe. .', 'a.b/c', 'none', `a.${'x'.repeat(40)}`].map(extensionOf)).toEqual([
      'pdf',
      'exe',
      '',
      '',
      '',
    ]);
  });
});
