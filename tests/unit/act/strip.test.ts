// Stripping replaces the named part by a notice and leaves every other byte as it came.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strip } from '../../../core/mail/act/strip.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import { mail, top, withZip, zipBase64, zipFields } from '../parse/mail-text.ts';

const notice = ({ name }: { readonly name: string | null }): { text: string } => ({
  text: `${name ?? 'a part'} was removed`,
});

async function stripped(raw: Uint8Array, ...paths: string[]): Promise<string | null> {
  const result = await strip(raw, await parse(raw), paths, notice);
  return result === null ? null : Buffer.from(result).toString('latin1');
}

describe('strip', () => {
  it('R-102 puts a notice where the attachment was and changes nothing else', async () => {
    const raw = withZip(zipFields);
    const [before, after] = Buffer.from(raw)
      .toString('latin1')
      .split([...zipFields, '', zipBase64].join('\r\n'));
    const part =
      'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\ncase.zip was removed';
    expect(await stripped(raw, 'attachment:case.zip>inner.exe')).toBe(`${before}${part}${after}`);
  });

  it('R-102 replaces a message that is nothing but the attachment, and keeps its other fields', async () => {
    const raw = mail(...top, ...zipFields, 'X-Last: z', '', zipBase64, '');
    const result = await stripped(raw, 'attachment:case.zip');
    expect(result?.startsWith([...top, 'X-Last: z', 'Content-Type: text/plain; charset=utf-8'].join('\r\n'))).toBe(
      true,
    );
    expect((await parse(Buffer.from(result ?? ''))).leaves.map((leaf) => leaf.text)).toEqual([
      'case.zip was removed\r\n',
    ]);
  });

  it.each(['message/rfc822', 'message/rfc822; name=fw.eml', null])(
    'R-102 takes a part out of a forwarded message (%s), and leaves the rest of that as it is',
    async (type) => {
      const inner = Buffer.from(withZip(zipFields)).toString('latin1');
      const digest = type === null;
      const outer = mail(
        ...top,
        `Content-Type: multipart/${digest ? 'digest' : 'mixed'}; boundary=out`,
        '',
        '--out',
        ...(type === null ? [] : [`Content-Type: ${type}`]),
        '',
        `${inner}--out--`,
        '',
      );
      const { leaves } = await parse(outer);
      const path = leaves.find(({ role }) => role === 'message')?.path ?? '';
      const result = await stripped(outer, `${path}>attachment:case.zip`);
      const text = Buffer.from(outer).toString('latin1');
      expect(result).toBe(
        text.replace(inner, (await stripped(Buffer.from(inner, 'latin1'), 'attachment:case.zip')) ?? ''),
      );
      expect(result).toContain('case.zip was removed');
      expect(await stripped(outer, path)).not.toContain('From: ann');
    },
  );

  it('R-102 takes nothing out of a forwarded message that is signed', async () => {
    const signed = withZip(zipFields, [zipBase64], 'Content-Type: multipart/signed; boundary=b1');
    const inner = Buffer.from(signed).toString('latin1');
    const outer = mail(
      ...top,
      'Content-Type: multipart/mixed; boundary=out',
      '',
      '--out',
      'Content-Type: message/rfc822',
      '',
      `${inner}--out--`,
      '',
    );
    const { leaves } = await parse(outer);
    const path = leaves.find(({ role }) => role === 'message')?.path ?? '';
    expect(await stripped(outer, `${path}>attachment:case.zip`)).toBeNull();
  });

  it('R-102 carries a notice in any language, and one that looks like a delimiter', async () => {
    const raw = withZip(zipFields);
    for (const text of ['pièce jointe retirée', '--b1--\nstill the notice']) {
      const result = await strip(raw, await parse(raw), ['attachment:case.zip'], () => ({ text }));
      const { leaves } = await parse(result ?? new Uint8Array());
      expect(leaves[1]?.text).toBe(text.replaceAll('\n', '\r\n'));
    }
  });

  it.each([
    [
      'a signed message',
      withZip(zipFields, [zipBase64], 'Content-Type: multipart/signed; boundary=b1'),
      'attachment:case.zip',
    ],
    ['an unknown part', withZip(zipFields), 'attachment:other.zip'],
    ['readers that disagree', withZip([...zipFields, 'Content-Transfer-Encoding: 7bit']), 'attachment:case.zip'],
    [
      'CR line ends',
      Buffer.from(
        mail(...zipFields, '', zipBase64)
          .toString()
          .replaceAll('\n', ''),
      ),
      'attachment:case.zip',
    ],
    ['a file written into the text', mail(...top, '', 'begin 644 a.bin', '#04)#', '`', 'end'), 'attachment:a.bin'],
  ])('R-102 refuses %s', async (_, raw, path) => {
    expect(await stripped(raw, path)).toBeNull();
  });

  it('R-102 leaves every other part byte for byte, whatever is stripped', async () => {
    const bodies = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '-', '\r\n', '=') }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(bodies, fc.nat(), fc.constantFrom('\r\n', '\n'), async (texts, pick, eol) => {
        const parts = texts.map(
          (text, i) => `--q7\r\nContent-Disposition: attachment; filename=f${i}.bin\r\n\r\n${text}\r\n`,
        );
        const all = ['Content-Type: multipart/mixed; boundary=q7\r\n\r\npre\r\n', ...parts, '--q7--\r\npost'];
        const raw = Buffer.from(all.map((piece) => piece.replaceAll('\r\n', eol)).join(''), 'latin1');
        const chosen = pick % texts.length;
        const result = await stripped(raw, `attachment:f${chosen}.bin`);
        const pieces = all.map((piece) => piece.replaceAll('\r\n', eol));
        expect(result?.startsWith(pieces.slice(0, chosen + 1).join(''))).toBe(true);
        expect(result?.endsWith(pieces.slice(chosen + 2).join(''))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
