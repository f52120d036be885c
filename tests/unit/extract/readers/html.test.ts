import { describe, expect, it } from 'vitest';
import { readHtml } from '../../../../core/mail/extract/readers/html.ts';
import { read } from './build.ts';

describe('html', () => {
  it('shows text as a browser would lay it out', async () => {
    const page =
      '<p>one\n  <b>tw</b>o &amp; caf&eacute;</p><table><tr><td>a<td>b</tr><tr><td></td><td>d</td></tr></table>end<br>x';
    expect((await read(readHtml, page)).of('body')).toEqual(['one two & café\na\tb\n\td\nend\nx']);
  });

  it.each([
    '<div style="display:none">SECRET</div>',
    '<span style="font-size:0">SECRET</span>',
    '<font color="#ffffff">SECRET</font>',
    '<style>.x{display:none}</style><p class="a x">SECRET</p>',
    '<p hidden>SECRET</p>',
  ])('keeps hidden text apart: %s', async (html) => {
    const found = await read(readHtml, `${html}<p>seen</p>`);
    expect(found.of('body')).toEqual(['seen']);
    expect(found.of('hidden')).toEqual(['SECRET']);
  });

  it('does not take white text on a dark ground for hidden', async () => {
    expect((await read(readHtml, '<td bgcolor="navy"><font color="white">SECRET</font></td>')).of('body')).toEqual([
      'SECRET',
    ]);
  });

  it('believes the bytes before the label', async () => {
    expect((await read(readHtml, '<meta charset="windows-1252">é')).of('body')).toEqual(['é']);
    expect((await read(readHtml, Buffer.from('<meta charset="windows-1251">\xcf', 'latin1'))).of('body')).toEqual([
      'П',
    ]);
  });

  it('R-102 notes what phishing pages do', async () => {
    const facts = async (html: string) => (await read(readHtml, html)).facts;
    expect(await facts('<form><input type="Password"></form>')).toContain('html-form-password');
    expect(await facts('<meta http-equiv=refresh content="0; url=https://x.example">')).toContain('html-meta-refresh');
    expect(await facts('<meta http-equiv=refresh content="30">')).not.toContain('html-meta-refresh');
    const smuggled = '<script>var b=new Blob([Uint8Array.from(atob(d))]);a.href=URL.createObjectURL(b)</script>';
    expect(await facts(smuggled)).toEqual(expect.arrayContaining(['html-script', 'html-smuggling']));
    expect(await facts('<script>document.title="x"</script>')).toEqual(['html-script']);
  });

  it('keeps script source as code, never as text', async () => {
    const found = await read(readHtml, '<p>a</p><script>var key = 1 < 2;</script>');
    expect(found.of('code')).toEqual(['var key = 1 < 2;']);
    expect(found.of('body')).toEqual(['a']);
  });

  it('R-103 nests to any depth', async () => {
    const found = await read(readHtml, `${'<div>'.repeat(200_000)}down here${'</span>'.repeat(200_000)}`);
    expect(found.of('body')).toEqual(['down here']);
  });

  it.each([
    ['a block', '<span style="display:block">SECRET</span>'],
    ['a float', '<b style="FLOAT: left">SECRET</b>'],
    ['a place of its own', '<span style="position:absolute;top:0">SECRET</span>'],
    ['a button', '<button>SECRET</button>'],
    ['a style rule', '<style>p .mark{display:block}</style><span class="mark">SECRET</span>'],
  ])('R-204 sets %s apart from the text around it', async (_, marked) => {
    const found = await read(readHtml, `<body><span>Dear all,</span>${marked}<span>see below</span></body>`);
    expect(
      found
        .of('body')[0]
        ?.split('\n')
        .map((line) => line.trim()),
    ).toEqual(['Dear all,', 'SECRET', 'see below']);
  });

  it('R-204 reads text shown in capitals, turned round, in a frame, or written by a style', async () => {
    const shown = await read(
      readHtml,
      '<p style="text-transform:uppercase">secret</p><p><bdo dir="rtl">TERCES</bdo></p>',
    );
    expect(shown.of('body')).toEqual(['SECRET\n\u202eTERCES\u202c']);
    const framed = await read(readHtml, '<iframe srcdoc="&lt;p&gt;SECRET&lt;/p&gt;"></iframe>');
    expect(framed.of('body')).toEqual(['SECRET']);
    const styled = await read(readHtml, '<style>h1::before{content:"SECRET"}</style><h1>Plan</h1>');
    expect(styled.of('hidden')).toEqual(['SECRET\n']);
  });
});
