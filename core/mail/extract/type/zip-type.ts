// What a ZIP file is, told by what is in it.
import type { Budget } from '../limits.ts';
import { openZip, type ZipEntry } from '../zip/zip-directory.ts';
import * as types from './media-types.ts';

/** Main content types of [ECMA-376] packages; strict and transitional documents use the same. Macro forms come first. */
const mainTypes: readonly (readonly [string, string])[] = [
  ['ms-word.document.macroenabled', types.docm],
  ['ms-word.template.macroenabled', types.docm],
  ['ms-excel.sheet.binary.macroenabled', types.xlsb],
  ['ms-excel.sheet.macroenabled', types.xlsm],
  ['ms-excel.template.macroenabled', types.xlsm],
  ['ms-excel.addin.macroenabled', types.xlsm],
  ['ms-powerpoint.presentation.macroenabled', types.pptm],
  ['ms-powerpoint.template.macroenabled', types.pptm],
  ['ms-powerpoint.slideshow.macroenabled', types.pptm],
  ['ms-powerpoint.addin.macroenabled', types.pptm],
  ['wordprocessingml.document.main', types.docx],
  ['wordprocessingml.template.main', types.docx],
  ['spreadsheetml.sheet.main', types.xlsx],
  ['spreadsheetml.template.main', types.xlsx],
  ['presentationml.presentation.main', types.pptx],
  ['presentationml.template.main', types.pptx],
  ['presentationml.slideshow.main', types.pptx],
  ['ms-visio.', types.vsdx],
  ['fixeddocumentsequence', types.xps],
];

const folders: readonly (readonly [string, string])[] = [
  ['word/document.xml', types.docx],
  ['xl/workbook.xml', types.xlsx],
  ['xl/workbook.bin', types.xlsb],
  ['ppt/presentation.xml', types.pptx],
  ['visio/document.xml', types.vsdx],
  ['fixeddocseq.fdseq', types.xps],
  ['meta-inf/container.xml', types.epub],
  ['androidmanifest.xml', types.apk],
  ['appxmanifest.xml', 'application/appx'],
  ['manifest.json', types.zip],
  ['meta-inf/manifest.mf', types.jar],
];

/** Anything that cannot be listed stays a plain ZIP, whose reader then says what is wrong. */
export function zipType(bytes: Uint8Array, budget: Budget): string {
  try {
    const { entries } = openZip(bytes, budget);
    const byName = new Map(entries.map((entry) => [entry.name.replaceAll('\\', '/').toLowerCase(), entry]));
    return declaredType(byName) ?? folders.find(([name]) => byName.has(name))?.[1] ?? types.zip;
  } catch {
    return types.zip;
  }
}

function declaredType(entries: ReadonlyMap<string, ZipEntry>): string | null {
  const mimetype = shortText(entries.get('mimetype'), 100).trim();
  if (/^application\/(vnd\.(oasis|sun)\.[a-z0-9.-]+|epub\+zip)$/.test(mimetype)) return mimetype;
  const contentTypes = shortText(entries.get('[content_types].xml'), 1 << 20).toLowerCase();
  return mainTypes.find(([part]) => contentTypes.includes(part))?.[1] ?? null;
}

/** Up to `limit` characters of an entry, '' when it cannot be read. */
function shortText(entry: ZipEntry | undefined, limit: number): string {
  if (entry === undefined || entry.size > limit * 4 || entry.encrypted) return '';
  try {
    return Buffer.from(entry.bytes()).toString('latin1', 0, limit).replaceAll('\0', '');
  } catch {
    return '';
  }
}
