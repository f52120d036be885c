// The structural reading is byte-exact: its spans, put together, are the message.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStructure } from '../../../core/mail/parse/structure.ts';
import { reassembled } from '../../harness/reassembled.ts';

const line = fc.constantFrom(
  'Content-Type: multipart/mixed; boundary=a',
  'Content-Type: multipart/mixed; boundary="b c"',
  'Content-Type: text/plain',
  'Content-Transfer-Encoding: base64',
  'X: y',
  ' folded',
  '',
  '--a',
  '--a--',
  '--b c',
  '--b c-- ',
  '--other',
  'QUJD',
  'text',
);
const lineEnd = fc.constantFrom('\r\n', '\n', '\r');
const messages = fc
  .array(fc.tuple(line, lineEnd), { maxLength: 60 })
  .map((lines) => Buffer.from(lines.flat().join(''), 'latin1'));

describe('readStructure', () => {
  it('R-101 accounts for every byte exactly once', () => {
    fc.assert(
      fc.property(messages, (bytes) => {
        expect(reassembled(bytes, readStructure(bytes).root).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('R-101 counts no byte twice where an outer delimiter follows an inner header', () => {
    const lines = ['Content-Type: multipart/mixed; boundary=a', '', '--a', 'Content-Type: multipart/mixed; boundary=b'];
    const bytes = Buffer.from([...lines, '', '--b', 'X: y', '', '--a', '', 'text', '--a--', ''].join('\n'));
    expect(reassembled(bytes, readStructure(bytes).root).equals(bytes)).toBe(true);
  });

  it('R-101 gives the exact bytes of a part and of a header field', () => {
    const bytes = Buffer.from(
      'Subject: a\r\n b\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\npre\r\n--a\r\nX: y\r\n\r\nbody\r\n--a--\r\nend',
    );
    const { root } = readStructure(bytes);
    const [part] = root.children;
    const slice = (span: { start: number; end: number } | null | undefined): string =>
      bytes.toString('latin1', span?.start, span?.end);
    expect(slice(part?.span)).toBe('X: y\r\n\r\nbody');
    expect(slice(root.fields[0]?.span)).toBe('Subject: a\r\n b\r\n');
    expect(slice(root.preamble)).toBe('pre');
    expect(slice(root.epilogue)).toBe('end');
  });
});
