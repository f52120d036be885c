// Which parts of an office file (ECMA-376) a safe copy keeps, and what is left out of each. Whatever is not named here goes.
import * as types from '../../extract/type/media-types.ts';
import type { Omission } from './harmless-xml.ts';

const base = 'application/vnd.openxmlformats-officedocument';

export interface OfficeKind {
  /** Media type of the file, without macros. */
  readonly type: string;
  readonly extension: string;
  /** Name of the main part, as it is usual, and its content type. */
  readonly mainName: string;
  readonly main: string;
  /** Content types of the parts that stay, by the type of the relationship that leads to them. */
  readonly parts: Readonly<Record<string, string>>;
  readonly omission: Omission;
}

/** Drawings in documents of every kind. */
export const drawingParts: Readonly<Record<string, string>> = {
  theme: `${base}.theme+xml`,
  chart: `${base}.drawingml.chart+xml`,
  diagramData: `${base}.drawingml.diagramData+xml`,
  diagramLayout: `${base}.drawingml.diagramLayout+xml`,
  diagramQuickStyle: `${base}.drawingml.diagramStyle+xml`,
  diagramColors: `${base}.drawingml.diagramColors+xml`,
};

/** Parts of the package itself; a label of the document stands among its own properties. */
export const packageParts: Readonly<Record<string, string>> = {
  'core-properties': 'application/vnd.openxmlformats-package.core-properties+xml',
  'custom-properties': `${base}.custom-properties+xml`,
};

const sharedElements =
  'extLst hlinkClick hlinkHover hlinkMouseOver externalData OLEObject control contentPart binData HyperlinkBase';
const sharedAttributes = 'macro textlink src href althref base';

/** An empty frame is no valid one. */
const frames = ['drawing', 'twoCellAnchor', 'oneCellAnchor', 'absoluteAnchor', 'graphicFrame'];

function omit(elements: string, { wrappers = '', attributes = '' } = {}): Omission {
  const words = (text: string) => new Set(text.split(' ').filter((word) => word !== ''));
  return {
    elements: words(`${sharedElements} ${elements}`),
    wrappers: words(wrappers),
    holders: new Map(['relIds', 'chart', 'oleObj'].map((name) => [name, frames])),
    attributes: words(`${sharedAttributes} ${attributes}`),
  };
}

/** What drawings leave out; their references to cells only say where a chart's own figures came from. */
export const drawingOmission = omit('');

/** Fields stay as they last stood: what spells them out goes (17.16), likewise frames, templates and data sources. */
const word: OfficeKind = {
  type: types.docx,
  extension: 'docx',
  mainName: 'word/document.xml',
  main: `${base}.wordprocessingml.document.main+xml`,
  parts: {
    styles: `${base}.wordprocessingml.styles+xml`,
    numbering: `${base}.wordprocessingml.numbering+xml`,
    settings: `${base}.wordprocessingml.settings+xml`,
    fontTable: `${base}.wordprocessingml.fontTable+xml`,
    header: `${base}.wordprocessingml.header+xml`,
    footer: `${base}.wordprocessingml.footer+xml`,
    footnotes: `${base}.wordprocessingml.footnotes+xml`,
    endnotes: `${base}.wordprocessingml.endnotes+xml`,
    comments: `${base}.wordprocessingml.comments+xml`,
  },
  omission: omit(
    'instrText delInstrText fldChar altChunk subDoc attachedTemplate mailMerge docVars dataBinding frameset movie',
    {
      wrappers: 'hyperlink fldSimple smartTag',
    },
  ),
};

/** Values stay, formulas go (18.3.1.40), and with them everything that refers to names, links, queries and tables. */
const excel: OfficeKind = {
  type: types.xlsx,
  extension: 'xlsx',
  mainName: 'xl/workbook.xml',
  main: `${base}.spreadsheetml.sheet.main+xml`,
  parts: {
    worksheet: `${base}.spreadsheetml.worksheet+xml`,
    chartsheet: `${base}.spreadsheetml.chartsheet+xml`,
    sharedStrings: `${base}.spreadsheetml.sharedStrings+xml`,
    styles: `${base}.spreadsheetml.styles+xml`,
    drawing: `${base}.drawing+xml`,
  },
  omission: omit(
    'f definedNames externalReferences oleObjects controls legacyDrawing legacyDrawingHF hyperlinks conditionalFormatting ' +
      'dataValidations tableParts pivotCaches customSheetViews customWorkbookViews webPublishing webPublishItems ' +
      'smartTags functionGroups calcPr phoneticPr customProperties cellWatches ignoredErrors scenarios sortState autoFilter',
    { attributes: 'cm vm dataDxfId activeTab firstSheet' },
  ),
};

/** Slides stand still: neither clicks nor animations nor sound (19.5). */
const powerpoint: OfficeKind = {
  type: types.pptx,
  extension: 'pptx',
  mainName: 'ppt/presentation.xml',
  main: `${base}.presentationml.presentation.main+xml`,
  parts: {
    slide: `${base}.presentationml.slide+xml`,
    slideLayout: `${base}.presentationml.slideLayout+xml`,
    slideMaster: `${base}.presentationml.slideMaster+xml`,
    notesSlide: `${base}.presentationml.notesSlide+xml`,
    notesMaster: `${base}.presentationml.notesMaster+xml`,
    handoutMaster: `${base}.presentationml.handoutMaster+xml`,
    tableStyles: `${base}.presentationml.tableStyles+xml`,
    presProps: `${base}.presentationml.presProps+xml`,
    viewProps: `${base}.presentationml.viewProps+xml`,
  },
  omission: omit(
    'oleObj timing transition controls custDataLst smartTags embeddedFontLst photoAlbum htmlPubPr audioCd audioFile ' +
      'videoFile quickTimeFile wavAudioFile snd',
  ),
};

/** By media type of the original. */
export const officeKinds: ReadonlyMap<string, OfficeKind> = new Map([
  [types.docx, word],
  [types.docm, word],
  [types.xlsx, excel],
  [types.xlsm, excel],
  [types.pptx, powerpoint],
  [types.pptm, powerpoint],
]);
