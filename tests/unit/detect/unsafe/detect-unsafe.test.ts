import { describe, expect, it } from 'vitest';
import { disguiseOf } from '../../../../core/mail/detect/unsafe/disguised-name.ts';
import type { Part } from '../../../../core/model/part.ts';

const extensions = { documents: new Set(['pdf', 'jpg', 'docx']), programs: new Set(['exe', 'scr', 'js']) };

function part(name: string, type = 'application/octet-stream'): Part {
  return {
    path: `attachment:${name}`,
    role: 'attachment',
    name,
    declaredType: null,
    type,
    bytes: 1,
    sha256: '',
    read: 'full',
    facts: [],
  };
}

describe('R-102 names that hide a program', () => {
  it.each([
    ['invoice.pdf.exe', 'double-extension'],
    ['invoice.PDF.Exe. ', 'double-extension'],
    ['annex\u202efdp.exe', 'direction-override'],
    [`letter${' '.repeat(40)}.scr`, 'padded-extension'],
  ])('%j', (name, disguise) => {
    expect(disguiseOf(part(name), extensions)).toBe(disguise);
  });

  it('sees a program called a picture', () => {
    expect(disguiseOf(part('photo.jpg', 'application/vnd.microsoft.portable-executable'), extensions)).toBe(
      'content-differs',
    );
  });

  it.each(['report.final.pdf', 'tool.exe', 'v1.2.exe', 'pdf.exe', '\u202b\u05d0.pdf', 'letter .scr'])(
    'lets %j be',
    (name) => {
      expect(disguiseOf(part(name), extensions)).toBeNull();
    },
  );
});
