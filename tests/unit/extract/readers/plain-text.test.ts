import { describe, expect, it } from 'vitest';
import { readPlainText } from '../../../../core/mail/extract/readers/plain-text.ts';
import { read, wide } from './build.ts';

describe('plain text', () => {
  it.each([
    ['utf-8', Buffer.from('Protégé\r\nB')],
    ['utf-8 with a mark', Buffer.from('\ufeffProtégé\r\nB')],
    ['windows-1252', Buffer.from('Prot\xe9g\xe9\r\nB', 'latin1')],
    ['utf-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide('Protégé\r\nB')])],
    ['utf-16 without', wide('Protégé\r\nB')],
  ])('reads %s', async (_name, bytes) => {
    expect((await read(readPlainText, bytes)).of('body')).toEqual(['Protégé\nB']);
  });

  it('R-102 notes tables that run a command when opened', async () => {
    expect((await read(readPlainText, "a,=cmd|'/c calc'!A1,b")).facts).toEqual(['dde']);
    expect((await read(readPlainText, 'a | b, =sum(a)|c')).facts).toEqual([]);
    expect((await read(readPlainText, 'ID;P\nC;Y1;X1;EEXEC("calc")\n')).facts).toEqual(['xlm-macros']);
  });
});
