// A safe copy says what the original says and does nothing; where that cannot be had, there is none.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { type SafeCopy, safeCopies } from '../../../core/mail/act/disarm/safe-copy.ts';
import { removalNotice } from '../../../core/mail/act/removal-notice.ts';
import { strip } from '../../../core/mail/act/strip.ts';
import { examine } from '../../../core/mail/examine.ts';
import { extract } from '../../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../../core/mail/extract/limits.ts';
import { openZip } from '../../../core/mail/extract/zip/zip-directory.ts';
import { parse } from '../../../core/mail/parse/parse.ts';
import type { MailLeaf } from '../../../core/model/message.ts';
import type { Reading } from '../../../core/model/part.ts';
import { loadPolicy, loadRulebook } from '../../../core/rulebook/load-rulebook.ts';
import { startExaminers } from '../../../gateway/workers/examiner-pool.ts';
import { macroProject } from '../../corpus/make/macro-project.ts';
import { pdf } from '../../corpus/make/pdf.ts';
import { docx, rels, zip } from '../extract/readers/build.ts';
import { mail, top } from '../parse/mail-text.ts';

const { files, pack } = readPolicyFolder(fileURLToPath(new URL('../../../policy', import.meta.url)), 'default');
const rulebook = loadRulebook(files, pack);
const now = () => performance.now();
const scan = (raw: Uint8Array) => examine(raw, { mailFrom: '', ocr: false }, { rulebook, fingerprint: () => '', now });

function mailWith(name: string, content: Uint8Array): Buffer {
  return mail(
    ...top,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'see attached',
    '--b',
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64'),
    '--b--',
    '',
  );
}

async function copyOf(name: string, content: Uint8Array | string): Promise<SafeCopy | null> {
  const leaf = { name, content: Buffer.from(content) } as unknown as MailLeaf;
  return safeCopies({ examine: scan, now })(leaf);
}

async function readingsOf(name: string, content: Uint8Array): Promise<readonly Reading[]> {
  const readings = await extract(await parse(mailWith(name, content)), new Budget(defaultLimits, now), { ocr: false });
  return readings.slice(2);
}

const textsOf = (readings: readonly Reading[]): string =>
  readings
    .flatMap(({ regions }) => regions)
    .filter(({ kind }) => kind !== 'file-name')
    .map(({ text }) => text)
    .join('\n');

function entriesOf(copy: SafeCopy | null): string {
  const { entries } = openZip(copy?.bytes ?? new Uint8Array(), new Budget(defaultLimits, now));
  return entries.map((entry) => `${entry.name}\n${Buffer.from(entry.bytes()).toString()}`).join('\n');
}

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const w = 'xmlns:w="http://w" xmlns:r="http://r" xmlns:o="http://o" xmlns:v="http://v"';

/** A letter with macros, a split DDE field, an object, a control, a remote template, a link, a picture and a footer. */
function busyLetter(): Uint8Array {
  const field = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
  const body = `<w:document ${w}><w:body>
    <w:p><w:r><w:t>Dear Ann &amp; Bob, the report is due.</w:t></w:r></w:p>
    <w:p>${field('begin')}<w:r><w:instrText>DDEA</w:instrText></w:r><w:r><w:instrText>UTO c:\\\\cmd.exe "/k calc"</w:instrText></w:r>${field('separate')}<w:r><w:t>last result</w:t></w:r>${field('end')}</w:p>
    <w:p><w:fldSimple w:instr="INCLUDETEXT http://host.example/a"><w:r><w:t>fetched before</w:t></w:r></w:fldSimple></w:p>
    <w:p><w:r><w:object><v:shape><v:imagedata r:id="r6" src="http://host.example/p.png"/></v:shape><o:OLEObject ProgID="Package" r:id="r2"/><w:control r:id="r3"/></w:object></w:r></w:p>
    <w:p><w:hyperlink r:id="r4"><w:r><w:t>our page</w:t></w:r></w:hyperlink><w:altChunk r:id="r8"/></w:p>
    <w:sectPr><w:footerReference r:id="r5"/></w:sectPr></w:body></w:document>`;
  const links = rels({
    vbaProject: 'vbaProject.bin',
    oleObject: 'embeddings/object1.bin',
    control: 'activeX/activeX1.xml',
    hyperlink: '!https://host.example/',
    footer: 'footer1.xml',
    image: 'media/p.png',
    settings: 'settings.xml',
    aFChunk: 'chunk.html',
  });
  return docx('', {
    'word/document.xml': body,
    'word/_rels/document.xml.rels': links,
    'word/vbaProject.bin': macroProject(),
    'word/embeddings/object1.bin': 'an object',
    'word/activeX/activeX1.xml': '<ax/>',
    'word/chunk.html': '<html>chunk</html>',
    'word/footer1.xml': `<w:ftr ${w}><w:p><w:r><w:t>PROTECTED B</w:t></w:r></w:p></w:ftr>`,
    'word/media/p.png': Buffer.concat([picture, Buffer.from('behind the picture')]),
    'word/settings.xml': `<w:settings ${w}><w:attachedTemplate r:id="r1"/><w:zoom w:percent="90"/></w:settings>`,
    'word/_rels/settings.xml.rels': rels({ attachedTemplate: '!http://host.example/t.dotm' }),
  });
}

describe('a safe copy', () => {
  it('R-102 of a Word file keeps its words, marking and pictures, and nothing that acts', async () => {
    const copy = await copyOf('letter.docm', busyLetter());
    expect(copy).toMatchObject({ form: 'rebuilt', name: 'letter (safe copy - copie sans danger).docx' });
    const all = entriesOf(copy);
    for (const gone of [
      'vba',
      'DDE',
      'UTO',
      'host.example',
      'object1',
      'behind the picture',
      'ctiveX',
      'OLEObject',
      'control',
      'hunk',
      'INCLUDE',
    ])
      expect(all).not.toContain(gone);
    for (const kept of [
      'Ann &amp; Bob',
      'last result',
      'fetched before',
      'our page',
      'PROTECTED B',
      'r:id="r6"',
      'zoom',
    ])
      expect(all).toContain(kept);
    const readings = await readingsOf(copy?.name ?? '', copy?.bytes ?? new Uint8Array());
    expect(readings[0]?.part).toMatchObject({ read: 'full', facts: [] });
    expect(textsOf(readings)).toContain('Dear Ann & Bob, the report is due.');
  });

  it('R-102 of a workbook keeps values and drops formulas, links, macro sheets and names', async () => {
    const x = 'xmlns:r="http://r"';
    const cell = `<row><c r="A1" cm="1"><f>cmd|'/c calc'!A0</f><v>41.5</v></c></row>`;
    const copy = await copyOf(
      'list.xlsm',
      zip({
        '_rels/.rels': rels({ officeDocument: 'xl/workbook.xml' }),
        'xl/workbook.xml': `<workbook ${x}><sheets><sheet name="Sums" r:id="r1"/><sheet name="Macro1" r:id="r2"/></sheets><definedNames><definedName name="Auto_Open">Macro1!A1</definedName></definedNames><externalReferences><externalReference r:id="r3"/></externalReferences></workbook>`,
        'xl/_rels/workbook.xml.rels': rels({
          worksheet: 'worksheets/sheet1.xml',
          xlMacrosheet: 'macrosheets/sheet1.xml',
          externalLink: 'externalLinks/externalLink1.xml',
          vbaProject: 'vbaProject.bin',
        }),
        'xl/worksheets/sheet1.xml': `<worksheet ${x}><sheetData>${cell}</sheetData><oleObjects><oleObject r:id="r1"/></oleObjects></worksheet>`,
        'xl/macrosheets/sheet1.xml':
          '<xm:macrosheet xmlns:xm="x"><row><c><f>EXEC("calc")</f></c></row></xm:macrosheet>',
        'xl/externalLinks/externalLink1.xml':
          '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        'xl/vbaProject.bin': macroProject(),
      }),
    );
    expect(copy).toMatchObject({ form: 'rebuilt', name: 'list (safe copy - copie sans danger).xlsx' });
    const all = entriesOf(copy);
    for (const gone of ['calc', 'acro', 'Auto_Open', '<f>', 'external', 'ole', 'cm="1"'])
      expect(all).not.toContain(gone);
    expect(all).toContain('41.5');
  });

  it('R-102 of a PDF shows its pages, what was filled in too, and runs nothing', async () => {
    const copy = await copyOf('form.pdf', pdf({ pages: [['first'], ['second']], javascript: 'app.alert(1)' }));
    expect(copy).toMatchObject({ form: 'pictures', type: 'application/pdf' });
    expect(Buffer.from(copy?.bytes ?? []).toString('latin1')).not.toMatch(/JavaScript|OpenAction|app\.alert/);
    const [reading] = await readingsOf('copy.pdf', copy?.bytes ?? new Uint8Array());
    expect(reading?.part).toMatchObject({ read: 'full', facts: ['image-only-pages'] });
  });

  it('R-102 of a page or a rich text is its text', async () => {
    const page =
      '<html><head><title>Bill</title></head><body><script>run()</script><p>You owe 5</p><p style="display:none">unseen</p></body></html>';
    const copy = await copyOf('bill.html', page);
    expect(copy?.name).toBe('bill (safe copy - copie sans danger).txt');
    expect(Buffer.from(copy?.bytes ?? []).toString()).toMatch(/^\ufeff[\s\S]*You owe 5\r\n/);
    expect(Buffer.from(copy?.bytes ?? []).toString()).not.toMatch(/run|unseen/);
    const rich = await copyOf(
      'note.rtf',
      '{\\rtf1 {\\field{\\*\\fldinst DDEAUTO cmd "/c calc"}{\\fldrslt shown}} text}',
    );
    expect(Buffer.from(rich?.bytes ?? []).toString()).toBe('\ufeffshown text\r\n');
  });

  it.each([
    ['a program', 'tool.exe', `MZ${'\0'.repeat(80)}`],
    ['a script', 'a.js', 'WScript.Shell'],
    ['a file that is locked', 'a.pdf', pdf({ pages: [['x']], encrypted: true })],
    ['a damaged file', 'a.docx', busyLetter().subarray(0, 900)],
    [
      'a file with something unread in it',
      'a.docx',
      docx('', { 'word/embeddings/x.bin': Buffer.from('4d53574d0011', 'hex') }),
    ],
    [
      'a text in which a program is written out',
      'a.rtf',
      `{\\rtf1 ${Buffer.from(`MZ${'\0'.repeat(300)}`).toString('base64')}}`,
    ],
  ])('R-103 is not offered of %s', async (_, name, content) => {
    expect(await copyOf(name, content)).toBeNull();
  });

  it('R-102 of a file with a hostile name has a plain one', async () => {
    const names = ['../../a\u202etxt.html', 'a".html', `${'é'.repeat(300)}.html`, '.html', 'x.exe .html'];
    const copies = await Promise.all(names.map((name) => copyOf(name, '<html><p>hello</p></html>')));
    expect(copies.map((copy) => copy?.name.replace(' (safe copy - copie sans danger).txt', ''))).toEqual([
      '_a_txt',
      'a_',
      'é'.repeat(80),
      '_html',
      'x_exe',
    ]);
  });
});

describe('strip with a safe copy', () => {
  const notices = {
    removed: '{name} was removed',
    withCopy: { rebuilt: '{name}: rebuilt as {copy}', pictures: '{name}: {copy}', text: '{name}: text in {copy}' },
  };

  it('R-102 puts the copy beside the notice and changes nothing else', async () => {
    const page = Buffer.from('<html><script>run()</script><p>You owe 5</p></html>');
    for (const boundary of ['b', 'out']) {
      const raw = Buffer.from(
        mailWith('{copy}.html', page)
          .toString()
          .replaceAll('--b', `--${boundary}`)
          .replace('boundary=b', `boundary=${boundary}`),
      );
      const result = Buffer.from(
        (await strip(
          raw,
          await parse(raw),
          ['attachment:{copy}.html'],
          removalNotice(notices, safeCopies({ examine: scan, now })),
        )) ?? [],
      );
      const before = raw.subarray(0, raw.indexOf('Content-Disposition'));
      expect(result.subarray(0, before.length)).toEqual(before);
      expect(result.toString().endsWith(`\r\n--${boundary}--\r\n`)).toBe(true);
      const { leaves, defects } = await parse(result);
      expect(defects).toEqual([]);
      expect(leaves.map(({ role, name, text }) => name ?? text ?? role)).toEqual([
        'see attached',
        '{copy}.html: text in _copy_ (safe copy - copie sans danger).txt',
        '_copy_ (safe copy - copie sans danger).txt',
      ]);
    }
  });

  it('R-102 in a message that is nothing but the attachment, and in one that was forwarded', async () => {
    const alone = mail(
      ...top,
      'Content-Type: text/html; name=a.html',
      'Content-Disposition: attachment',
      '',
      '<html><p>hello</p></html>',
      '',
    );
    const forwarded = mail(
      ...top,
      'Content-Type: multipart/mixed; boundary=f',
      '',
      '--f',
      'Content-Type: message/rfc822',
      '',
      alone.toString(),
      '--f--',
      '',
    );
    for (const [raw, path] of [
      [alone, 'attachment:a.html'],
      [forwarded, null],
    ] as const) {
      const message = await parse(raw);
      const outer = message.leaves.find(({ role }) => role === 'message');
      const result = await strip(
        raw,
        message,
        [path ?? `${outer?.path}>attachment:a.html`],
        removalNotice(notices, safeCopies({ examine: scan, now })),
      );
      expect(Buffer.from(result ?? []).toString()).toMatch(
        /a\.html: text in a \(safe copy[\s\S]*filename="a \(safe copy - copie sans danger\)\.txt"/,
      );
    }
  });

  it('R-102 makes the copy in an examining process, with the rights that one has', async () => {
    const pool = await startExaminers({ size: 1, policy: loadPolicy(files, pack), fingerprintKey: new Uint8Array(32) });
    try {
      const raw = mailWith('form.pdf', pdf({ pages: [['first']], javascript: 'app.alert(1)' }));
      const result = await pool.strip(raw, ['attachment:form.pdf'], notices);
      expect(Buffer.from(result ?? []).toString()).toContain('form.pdf: form (safe copy - copie sans danger).pdf');
    } finally {
      await pool.close();
    }
  });

  it('R-102 offers none where the pack does not ask for it', async () => {
    const raw = mailWith('a.html', Buffer.from('<html><p>hello</p></html>'));
    const never = () => Promise.reject(new Error('nobody asked'));
    const result = await strip(
      raw,
      await parse(raw),
      ['attachment:a.html'],
      removalNotice({ removed: '{name} was removed' }, never),
    );
    expect(Buffer.from(result ?? []).toString()).toContain('a.html was removed');
  });
});
