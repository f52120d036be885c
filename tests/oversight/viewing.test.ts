// Showing retained mail: inert, whole, located, and read in a process of its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenPolicy } from '../../cli/chosen-policy.ts';
import type { ItemView } from '../../core/oversight/viewing/item-view.ts';
import { safeHtml } from '../../core/oversight/viewing/safe-html.ts';
import { shallowHtml } from '../../core/oversight/viewing/shallow-html.ts';
import { openViewer } from '../../gateway/workers/viewer.ts';
import { pdf } from '../corpus/make/pdf.ts';
import { picturedPage } from '../harness/pictured-page.ts';

const viewer = openViewer({ policy: chosenPolicy(), fingerprintKey: new Uint8Array(32), limits: { deadline: 60_000 } });
afterAll(() => viewer.close());

const html = [
  '<html><head><title>x</title><style>p{background:url(https://track.example/1)}</style></head>',
  '<body background="https://track.example/2" onload="steal()">',
  '<p style="background:url(//track.example/3)" onclick="steal()">Dear <b>colleague</b></p>',
  '<img src="https://track.example/4" alt="logo"><img src="cid:1"><script>steal()</script>',
  '<form action="https://track.example/5"><input name="password"><button>go</button></form>',
  '<a href="javascript:steal()">here</a> <a href="https://track.example/6">there</a>',
  '<svg onload="steal()"><image href="https://track.example/7"/></svg><iframe src="https://track.example/8"></iframe>',
  '<link rel="stylesheet" href="https://track.example/9"><meta http-equiv="refresh" content="0;url=https://track.example/10">',
  '<object data="https://track.example/11"></object><video poster="https://track.example/12"></video>',
  '<math><mtext></p><style><img src=x onerror=steal()></style></mtext></math>',
  '<table background="https://track.example/13"><tr><td colspan="2">cell</td></tr></table></body></html>',
].join('');
const mail = [
  'From: "Emil" <emil@agency.example>',
  'To: me@gmail.com',
  'Subject: =?utf-8?q?r=C3=A9sum=C3=A9?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  html,
  '--b',
  'Content-Type: text/plain; name="note.txt"',
  'Content-Disposition: attachment; filename="note.txt"',
  '',
  'PROTECTED B',
  'the login for the portal: user emil password Xk7#mQ2vLp',
  '--b',
  'Content-Type: application/zip; name="broken.zip"',
  'Content-Disposition: attachment; filename="broken.zip"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('PK\x03\x04 not really').toString('base64'),
  '--b--',
  '',
].join('\r\n');

describe('an item', () => {
  let view: ItemView;
  beforeAll(async () => {
    const shown = await viewer.view(Buffer.from(mail));
    if (shown === null) throw new Error('nothing is shown');
    view = shown;
  });

  it('R-412 is shown with nothing that loads, runs, submits or leads away', () => {
    const text = view.html.map((body) => body.html).join('');
    expect(text).toContain('<b>colleague</b>');
    expect(text).toContain('[picture: logo]');
    expect(text).not.toMatch(/<(?:img|script|style|form|input|a|svg|iframe|link|meta|object|video|math)\b/i);
    expect(text).not.toMatch(/\s(?:src|href|style|background|on\w+|action|data|poster|id|class)\s*=/i);
    expect(text).not.toContain('steal');
    // Where a link leads may be read, and nothing else of the world outside is left.
    expect(text.match(/track\.example\/\d+/g)).toEqual(['track.example/6']);
  });

  it('R-412 has its fields, attachments as text, and findings located in those texts', () => {
    expect(view.headers).toContainEqual({ name: 'Subject', value: 'résumé' });
    const note = view.texts.find(({ where }) => where === 'attachment:note.txt');
    expect(note?.text).toContain('the login for the portal');
    const marking = view.findings.find(({ kind, where }) => kind === 'marking' && where === 'attachment:note.txt');
    const { offset = -1, length = 0 } = marking ?? {};
    expect(note?.text.slice(offset, offset + length)).toContain('PROTECTED B');
  });

  it('R-412 says what of it could not be read', () => {
    const zip = view.parts.find(({ path }) => path === 'attachment:broken.zip');
    expect(zip).toMatchObject({ read: 'none', why: 'corrupt' });
  });
});

describe('inert HTML', () => {
  it.each([
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<img src=x onerror=alert(1)//',
    '<p title="</p><script>alert(1)</script>">x',
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->x',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<base href="https://evil.example/"><td background=https://evil.example/x>x</td>',
    '<span title="javascript:alert(1)" onmouseover=alert(1)>x</span>',
    '<template><script>alert(1)</script></template><textarea><script>alert(1)</script></textarea>',
  ])('R-412 leaves nothing alive in %s', (hostile) => {
    expect(safeHtml(hostile)).not.toMatch(/<[^>]*(?:script|onerror|onmouseover|style|src|href|background)[^>]*>/i);
  });

  it('R-103 reads ten thousand elements within each other', () => {
    const deep = `${'<div>'.repeat(10_000)}in the middle${'</div>'.repeat(10_000)}`;
    expect(safeHtml(deep)).toContain('in the middle');
  });

  it.each(['<div>', '<div></x>', '<li><td>', `<${'long'.repeat(9)}a></${'long'.repeat(9)}b>`])(
    'R-412 ends where elements stand absurdly deep, however %s hides it',
    (nested) => {
      const shallow = shallowHtml(`<p>words before</p>${nested.repeat(200_000)}`);
      expect(shallow.length).toBeLessThan(500_000);
      expect(safeHtml(shallow)).toContain('words before');
    },
  );

  it('is whole where elements are many and not deep', () => {
    const long = '<table><tr><td><b>cell</b><br><td>other</table>'.repeat(1_000) + '<p>line</p>'.repeat(20_000);
    expect(shallowHtml(long)).toBe(long);
  });
});

describe('pages of attachments', () => {
  const attached = (name: string, type: string, content: Buffer) =>
    Buffer.from(
      `From: a@agency.example\r\nTo: b@elsewhere.example\r\nMIME-Version: 1.0\r\nContent-Type: ${type}; name="${name}"\r\n` +
        `Content-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
        `${content.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
    );
  const sizeOf = (png: Uint8Array | null) => {
    const view = Buffer.from(png ?? []);
    expect(view.toString('latin1', 1, 4)).toBe('PNG');
    return [view.readUInt32BE(16), view.readUInt32BE(20)];
  };

  it('R-412 are drawn as pictures, one page of a PDF or a picture file at a time', async () => {
    const raw = attached('two.pdf', 'application/pdf', pdf({ pages: [['PROTECTED B'], ['second']] }));
    const page = (number: number) => viewer.draw(raw, { part: 'attachment:two.pdf', page: number });
    const [first, second] = [await page(1), await page(2)];
    expect(sizeOf(first)).toEqual([1060, 1500]);
    expect(Buffer.compare(first ?? Buffer.alloc(0), second ?? Buffer.alloc(0))).not.toBe(0);
    expect(await page(3)).toBeNull();
    const scan = attached('scan.png', 'image/png', await picturedPage('PROTECTED B'));
    expect(sizeOf(await viewer.draw(scan, { part: 'attachment:scan.png', page: 1 }))).toEqual([1060, 500]);
    expect(await viewer.draw(scan, { part: 'attachment:scan.png', page: 2 })).toBeNull();
    expect(await viewer.draw(scan, { part: 'attachment:other.png', page: 1 })).toBeNull();
  });

  it('R-412 are not drawn of what is no picture, and of none that cannot be decoded', async () => {
    expect(await viewer.draw(Buffer.from(mail), { part: 'attachment:note.txt', page: 1 })).toBeNull();
    const broken = attached('scan.png', 'image/png', Buffer.from('\x89PNG\r\n\x1a\nnothing', 'latin1'));
    expect(await viewer.draw(broken, { part: 'attachment:scan.png', page: 1 })).toBeNull();
  });
});
