// The smallest Word, Excel and PowerPoint files (ECMA-376) that still show where a text stands.
import { type ZipEntry, zip } from './zip.ts';

export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const pptxType = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006';
const relationshipType = `${office}/relationships`;
const packageNs = 'http://schemas.openxmlformats.org/package/2006';
const wordNs = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${relationshipType}"`;
const drawNs = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="${relationshipType}"`;
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export interface WordContent {
  readonly body: readonly string[];
  readonly header?: string;
  readonly footer?: string;
  readonly watermark?: string;
  readonly comment?: string;
  readonly footnote?: string;
  readonly textBox?: string;
  /** Text deleted with tracked changes. */
  readonly deleted?: string;
  readonly table?: readonly (readonly string[])[];
  readonly core?: Readonly<Record<string, string>>;
  readonly custom?: Readonly<Record<string, string>>;
  readonly extra?: readonly ZipEntry[];
  /** Relationship of settings to a template elsewhere. */
  readonly template?: string;
  /** Adds a part with the name of a macro project. */
  readonly macros?: Buffer;
}

interface PackagePart {
  readonly name: string;
  readonly type: string;
  readonly xml: string;
  readonly relation: string;
}

export function docx(content: WordContent): Buffer {
  const parts: PackagePart[] = [];
  const add = (name: string, kind: string, xml: string) => {
    parts.push({
      name,
      type: `application/vnd.openxmlformats-officedocument.wordprocessingml.${kind}+xml`,
      xml,
      relation: kind,
    });
    return `rId${parts.length}`;
  };
  const sections = [
    content.header === undefined && content.watermark === undefined
      ? ''
      : `<w:headerReference w:type="default" r:id="${add('header1.xml', 'header', headerOf(content))}"/>`,
    content.footer === undefined
      ? ''
      : `<w:footerReference w:type="default" r:id="${add('footer1.xml', 'footer', `<w:ftr ${wordNs}>${paragraph(content.footer)}</w:ftr>`)}"/>`,
  ];
  if (content.comment !== undefined) {
    add(
      'comments.xml',
      'comments',
      `<w:comments ${wordNs}><w:comment w:id="0" w:author="Ben">${paragraph(content.comment)}</w:comment></w:comments>`,
    );
  }
  if (content.footnote !== undefined) {
    add(
      'footnotes.xml',
      'footnotes',
      `<w:footnotes ${wordNs}><w:footnote w:id="1">${paragraph(content.footnote)}</w:footnote></w:footnotes>`,
    );
  }
  if (content.template !== undefined)
    add('settings.xml', 'settings', `<w:settings ${wordNs}><w:attachedTemplate r:id="rId1"/></w:settings>`);
  const document = `<w:document ${wordNs}><w:body>${bodyOf(content)}<w:sectPr>${sections.join('')}</w:sectPr></w:body></w:document>`;
  const main =
    content.macros === undefined ? `${docxType}.main+xml` : 'application/vnd.ms-word.document.macroEnabled.main+xml';
  return packageOf('word', 'document.xml', main, document, parts, [
    ...(content.template === undefined ? [] : [templateRelation(content.template)]),
    ...(content.macros === undefined ? [] : [{ name: 'word/vbaProject.bin', content: content.macros }]),
    ...propertyParts(content),
    ...(content.extra ?? []),
  ]);
}

function headerOf({ header, watermark }: WordContent): string {
  const shape =
    watermark === undefined
      ? ''
      : `<w:p><w:r><w:pict><v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136" style="position:absolute;rotation:315"><v:textpath style="font-family:Arial" string="${escaped(watermark)}"/></v:shape></w:pict></w:r></w:p>`;
  return `<w:hdr ${wordNs} xmlns:v="urn:schemas-microsoft-com:vml">${header === undefined ? '' : paragraph(header)}${shape}</w:hdr>`;
}

function bodyOf({ body, deleted, textBox, table }: WordContent): string {
  const rows = (table ?? []).map(
    (row) => `<w:tr>${row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`,
  );
  return [
    ...body.map(paragraph),
    deleted === undefined
      ? ''
      : `<w:p><w:del w:id="9" w:author="Ben"><w:r><w:delText>${escaped(deleted)}</w:delText></w:r></w:del></w:p>`,
    textBox === undefined
      ? ''
      : `<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>${paragraph(textBox)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`,
    rows.length === 0 ? '' : `<w:tbl>${rows.join('')}</w:tbl>`,
  ].join('');
}

function paragraph(text: string): string {
  return `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;
}

function templateRelation(target: string): ZipEntry {
  const relation = `<Relationship Id="rId1" Type="${relationshipType}/attachedTemplate" Target="${target}" TargetMode="External"/>`;
  return { name: 'word/_rels/settings.xml.rels', content: relationships([relation]) };
}

export interface SheetContent {
  readonly rows: readonly (readonly string[])[];
  readonly name?: string;
  readonly hidden?: boolean;
  /** As Excel writes it: &L, &C and &R begin the three thirds. */
  readonly header?: string;
  readonly core?: Readonly<Record<string, string>>;
  readonly custom?: Readonly<Record<string, string>>;
}

/** A hidden sheet comes after an empty visible one. */
export function xlsx(content: SheetContent): Buffer {
  const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relationshipType}"`;
  const sheet = (rows: readonly (readonly string[])[], header?: string) =>
    `<worksheet ${ns}><sheetData>${rows.map((row, i) => `<row r="${i + 1}">${row.map((cell, j) => inlineCell(cell, i, j)).join('')}</row>`).join('')}</sheetData>${header === undefined ? '' : `<headerFooter><oddHeader>${escaped(header)}</oddHeader></headerFooter>`}</worksheet>`;
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml';
  const name = escaped(content.name ?? 'Sheet1');
  const parts: PackagePart[] = [];
  if (content.hidden)
    parts.push({ name: 'worksheets/sheet1.xml', type, xml: sheet([['see totals']]), relation: 'worksheet' });
  parts.push({
    name: `worksheets/sheet${parts.length + 1}.xml`,
    type,
    xml: sheet(content.rows, content.header),
    relation: 'worksheet',
  });
  const list = content.hidden
    ? `<sheet name="Summary" sheetId="1" r:id="rId1"/><sheet name="${name}" sheetId="2" state="hidden" r:id="rId2"/>`
    : `<sheet name="${name}" sheetId="1" r:id="rId1"/>`;
  return packageOf(
    'xl',
    'workbook.xml',
    `${xlsxType}.main+xml`,
    `<workbook ${ns}><sheets>${list}</sheets></workbook>`,
    parts,
    propertyParts(content),
  );
}

function inlineCell(text: string, row: number, column: number): string {
  return `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
}

export interface SlideContent {
  readonly slides: readonly (readonly string[])[];
  readonly notes?: string;
  /** Text on the slide master. */
  readonly master?: string;
}

export function pptx({ slides, notes, master }: SlideContent): Buffer {
  const base = 'application/vnd.openxmlformats-officedocument.presentationml.';
  const tree = (texts: readonly string[]) =>
    `<p:cSld><p:spTree>${texts.map((text) => `<p:sp><p:txBody><a:p><a:r><a:t>${escaped(text)}</a:t></a:r></a:p></p:txBody></p:sp>`).join('')}</p:spTree></p:cSld>`;
  const parts: PackagePart[] = slides.map((texts, i) => ({
    name: `slides/slide${i + 1}.xml`,
    type: `${base}slide+xml`,
    xml: `<p:sld ${drawNs}>${tree(texts)}</p:sld>`,
    relation: 'slide',
  }));
  const extra: ZipEntry[] = [];
  if (master !== undefined) {
    parts.push({
      name: 'slideMasters/slideMaster1.xml',
      type: `${base}slideMaster+xml`,
      xml: `<p:sldMaster ${drawNs}>${tree([master])}</p:sldMaster>`,
      relation: 'slideMaster',
    });
  }
  if (notes !== undefined) {
    parts.push({
      name: 'notesSlides/notesSlide1.xml',
      type: `${base}notesSlide+xml`,
      xml: `<p:notes ${drawNs}>${tree([notes])}</p:notes>`,
      relation: 'notesSlide',
    });
    const relation = `<Relationship Id="rId1" Type="${relationshipType}/notesSlide" Target="../notesSlides/notesSlide1.xml"/>`;
    extra.push({ name: 'ppt/slides/_rels/slide1.xml.rels', content: relationships([relation]) });
  }
  const ids = slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i + 1}"/>`).join('');
  return packageOf(
    'ppt',
    'presentation.xml',
    `${pptxType}.main+xml`,
    `<p:presentation ${drawNs}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    parts,
    extra,
  );
}

function propertyParts({ core, custom }: Pick<WordContent, 'core' | 'custom'>): ZipEntry[] {
  const entries: ZipEntry[] = [];
  if (core !== undefined) {
    const fields = Object.entries(core).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
    const ns = `xmlns:cp="${packageNs}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`;
    entries.push({
      name: 'docProps/core.xml',
      content: `${declaration}<cp:coreProperties ${ns}>${fields.join('')}</cp:coreProperties>`,
    });
  }
  if (custom !== undefined) {
    const fields = Object.entries(custom).map(
      ([name, value], i) =>
        `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${i + 2}" name="${escaped(name)}"><vt:lpwstr>${escaped(value)}</vt:lpwstr></property>`,
    );
    const ns = `xmlns="${office}/custom-properties" xmlns:vt="${office}/docPropsVTypes"`;
    entries.push({
      name: 'docProps/custom.xml',
      content: `${declaration}<Properties ${ns}>${fields.join('')}</Properties>`,
    });
  }
  return entries;
}

function packageOf(
  folder: string,
  main: string,
  mainType: string,
  mainXml: string,
  parts: readonly PackagePart[],
  extra: readonly ZipEntry[],
): Buffer {
  const overrides = [{ name: main, type: mainType }, ...parts].map(
    ({ name, type }) => `<Override PartName="/${folder}/${name}" ContentType="${type}"/>`,
  );
  const propertyRelations = extra.flatMap(({ name }) => {
    if (name === 'docProps/core.xml')
      return [`<Relationship Id="rId2" Type="${packageNs}/relationships/metadata/core-properties" Target="${name}"/>`];
    if (name === 'docProps/custom.xml')
      return [`<Relationship Id="rId3" Type="${relationshipType}/custom-properties" Target="${name}"/>`];
    return [];
  });
  const toMain = `<Relationship Id="rId1" Type="${relationshipType}/officeDocument" Target="${folder}/${main}"/>`;
  const toParts = parts.map(
    ({ name, relation }, i) =>
      `<Relationship Id="rId${i + 1}" Type="${relationshipType}/${relation}" Target="${name}"/>`,
  );
  const defaults =
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>';
  return zip([
    {
      name: '[Content_Types].xml',
      content: `${declaration}<Types xmlns="${packageNs}/content-types">${defaults}${overrides.join('')}</Types>`,
    },
    { name: '_rels/.rels', content: relationships([toMain, ...propertyRelations]) },
    { name: `${folder}/${main}`, content: declaration + mainXml },
    { name: `${folder}/_rels/${main}.rels`, content: relationships(toParts) },
    ...parts.map(({ name, xml }) => ({ name: `${folder}/${name}`, content: declaration + xml })),
    ...extra,
  ]);
}

function relationships(all: readonly string[]): string {
  return `${declaration}<Relationships xmlns="${packageNs}/relationships">${all.join('')}</Relationships>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
