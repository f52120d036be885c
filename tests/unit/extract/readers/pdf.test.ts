import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPdf, readPdfWithOcr } from '../../../../core/mail/extract/readers/pdf.ts';
import { read } from './build.ts';

/** Objects 1 (catalog) and 2 (page tree) are made here; the others follow from 3. */
function pdf(objects: readonly string[], { catalog = '', pages = [3], trailer = '' } = {}): Buffer {
  const kids = pages.map((page) => `${page} 0 R`).join(' ');
  const all = [
    `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    `<</Type/Pages/Kids[${kids}]/Count ${pages.length}/MediaBox[0 0 300 300]>>`,
    ...objects,
  ];
  let body = '%PDF-1.7\n';
  const offsets = all.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = all.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
  return Buffer.from(
    `${body}${table}trailer\n<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${body.length}\n%%EOF`,
    'latin1',
  );
}

const stream = (data: string, dictionary = '') => `<<${dictionary}/Length ${data.length}>>stream\n${data}\nendstream`;
const page = (contents: number, more = '') =>
  `<</Type/Page/Parent 2 0 R/Contents ${contents} 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>${more}>>`;
const show = (text: string) => stream(`BT /F 12 Tf 20 200 Td (${text}) Tj ET`);

describe('pdf', () => {
  it('reads pages one after another', async () => {
    const found = await read(readPdf, pdf([page(4), show('SECRET'), page(6), show('page two')], { pages: [3, 5] }));
    expect(found.of('body')).toEqual(['SECRET\fpage two']);
    expect(found.read).toBe('full');
  });

  it('R-204 reads properties, also custom ones and XMP', async () => {
    const xmp =
      '<x:xmpmeta><rdf:RDF><rdf:Description pdf:Keywords="TLP:RED"><dc:title><rdf:Alt><rdf:li>PROTECTED A</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>';
    const file = pdf([page(4), show('x'), '<</Title(PROTECTED B)/MSIP_Label_1_Name(Secret)>>', stream(xmp)], {
      trailer: '/Info 5 0 R',
    });
    const found = await read(readPdf, file);
    expect(found.property('Title')).toBe('PROTECTED B');
    expect(found.property('MSIP_Label_1_Name')).toBe('Secret');
    expect(found.property('title')).toBe('PROTECTED A');
    expect(found.property('Keywords')).toBe('TLP:RED');
  });

  it('R-102 hands on attached files that are there for one system alone', async () => {
    const file = pdf([page(4), show('x'), '<</Type/Filespec/F(a.txt)/EF 6 0 R>>', '<</Mac 7 0 R>>', stream('SECRET')]);
    const found = await read(readPdf, file);
    expect(
      found.got.map((child) =>
        Buffer.from(child.bytes ?? [])
          .toString('latin1')
          .trim(),
      ),
    ).toEqual(['SECRET']);
  });

  it('R-201 puts words together that wide letters tore apart', async () => {
    const torn = stream('BT /F 4 Tf 10 200 Td [(T)-400(he s)-400(e)-400(cr)-400(et g)-400(a)-400(rd)-400(en)] TJ ET');
    const found = await read(readPdf, pdf([page(4), torn]));
    expect(found.of('body').join('\n')).toContain('The secret garden');
  });

  it('R-201 reads what a page draws in outlines beside its text', async () => {
    // Strokes of L, E, F, T, H and I on a grid of 5 by 7, as a drawing program leaves letters.
    const strokes: Readonly<Record<string, string>> = {
      L: '0 0 1 7,0 0 4 1',
      E: '0 0 1 7,0 0 4 1,0 3 3 1,0 6 4 1',
      F: '0 0 1 7,0 3 3 1,0 6 4 1',
      T: '2 0 1 7,0 6 5 1',
      H: '0 0 1 7,4 0 1 7,0 3 5 1',
    };
    const outlines = [...'THE LEFT HELL'].flatMap((letter, i) =>
      (strokes[letter] ?? '')
        .split(',')
        .filter(Boolean)
        .map((stroke) => {
          const [x = 0, y = 0, width = 0, height = 0] = stroke.split(' ').map(Number);
          return `${20 + i * 20 + x * 3} ${100 + y * 3} ${width * 3} ${height * 3} re`;
        }),
    );
    const file = pdf([page(4), stream(`BT /F 12 Tf 20 200 Td (text) Tj ET ${outlines.join(' ')} f`)]);
    const found = await read(readPdfWithOcr, file);
    expect(found.of('ocr').join(' ')).toMatch(/THE LEFT/);
  }, 60_000);

  it('reads notes on a page and hands on attached files', async () => {
    const note = '/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(SECRET note)>>]';
    const file = pdf(
      [
        page(4, note),
        show('x'),
        '<</Type/Filespec/F(plan.txt)/UF(plan.txt)/EF<</F 6 0 R>>>>',
        stream('attached', '/Type/EmbeddedFile'),
      ],
      { catalog: '/Names<</EmbeddedFiles<</Names[(plan.txt)5 0 R]>>>>' },
    );
    const found = await read(readPdf, file);
    expect(found.of('comment')).toEqual(['SECRET note']);
    expect(found.facts).toContain('pdf-embedded-file');
    expect(found.got.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString()])).toEqual([
      ['plan.txt', 'attached'],
    ]);
  });

  it('R-102 notes what runs when it is opened, however it is spelled', async () => {
    const facts = async (catalog: string, extra: string[] = []) =>
      (await read(readPdf, pdf([page(4), show('x'), ...extra], { catalog }))).facts;
    expect(await facts('/OpenAction<</S/J#61vaScript/JS(app.alert\\(1\\))>>')).toEqual(
      expect.arrayContaining(['pdf-javascript', 'pdf-open-action']),
    );
    expect(await facts('/OpenAction[3 0 R/Fit]')).toEqual([]);
    expect(await facts('/OpenAction 5 0 R', ['<</S/GoTo/D[3 0 R/Fit]>>'])).toEqual([]);
    expect(await facts('/X<</S/Launch/F(calc.exe)>>')).toContain('pdf-launch');
    const packed = deflateSync('9 0 <</S/Launch>>').toString('latin1');
    expect(await facts('', [stream(packed, '/Type/ObjStm/Filter/FlateDecode/N 1/First 4')])).toContain('pdf-launch');
  });

  it('notes pages that are pictures alone', async () => {
    const image = stream('x', '/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray');
    const scan = `<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>`;
    const found = await read(readPdf, pdf([scan, stream('300 0 0 300 0 0 cm /I Do'), image]));
    expect(found.facts).toContain('image-only-pages');
  });

  it('R-103 says when it is encrypted or broken', async () => {
    const encrypted = `/Encrypt<</Filter/Standard/V 1/R 2/O(${'a'.repeat(32)})/U(${'b'.repeat(32)})/P -4>>/ID[(x)(x)]`;
    expect(await read(readPdf, pdf([page(4), show('x')], { trailer: encrypted }))).toMatchObject({
      read: 'none',
      why: 'encrypted',
    });
    expect(await read(readPdf, '%PDF-1.7 nothing more')).toMatchObject({ read: 'none', why: 'corrupt' });
  });
});
