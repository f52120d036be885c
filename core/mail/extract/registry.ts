// Which reader opens which type. Readers are loaded when first needed: most mail needs none of the heavy ones.
import type { FoundKey } from '../../model/examination.ts';
import { packedTypes } from './containers/packed-archive.ts';
import { withKeys } from './locked/open-locked.ts';
import type { Reader, ReadResult } from './reader.ts';
import * as types from './type/media-types.ts';
import { isScript, neverRead } from './type/nature.ts';

export interface ReadOptions {
  /** Whether pictures and scans are read by OCR. */
  readonly ocr: boolean;
  /** Told of every part but displayed texts, before it is read. */
  readonly inspect?: (path: string, bytes: Uint8Array) => Promise<void>;
  /** Passwords to try on what is locked. */
  readonly keys?: readonly FoundKey[];
}

type Load = (options: ReadOptions) => Promise<Reader>;

const plainText: Load = async () => {
  const { withEncodedFiles } = await import('./containers/encoded-text.ts');
  return withEncodedFiles((await import('./readers/plain-text.ts')).readPlainText);
};
const zip: Load = async () => (await import('./containers/zip-archive.ts')).readZip;
const officeBinary: Load = async () => (await import('./readers/office-binary.ts')).readOfficeBinary;
const ooxml: Load = async () => {
  const { withForeignEntries } = await import('./containers/foreign-entries.ts');
  return withForeignEntries((await import('./readers/ooxml.ts')).readOoxml);
};
const odf: Load = async () => {
  const { withForeignEntries } = await import('./containers/foreign-entries.ts');
  return withForeignEntries((await import('./readers/odf.ts')).readOdf);
};
const html: Load = async () => {
  const { withDataUris } = await import('./containers/data-uris.ts');
  return withDataUris((await import('./readers/html.ts')).readHtml);
};
const svg: Load = async () => {
  const { withDataUris } = await import('./containers/data-uris.ts');
  return withDataUris((await import('./readers/svg.ts')).readSvg);
};
const pdf: Load = async ({ ocr }) => {
  const { readPdf, readPdfWithOcr } = await import('./readers/pdf.ts');
  return ocr ? readPdfWithOcr : readPdf;
};
const image: Load = async ({ ocr }) => {
  const { readImage, readImageWithOcr } = await import('./readers/image.ts');
  return ocr ? readImageWithOcr : readImage;
};
const card: Load = async () => {
  const { withCardFiles } = await import('./containers/card-files.ts');
  return withCardFiles((await import('./readers/plain-text.ts')).readPlainText);
};
const uuencoded: Load = async () => (await import('./containers/text-encodings.ts')).readUuencoded;
const packed: Load = async () => (await import('./containers/packed-archive.ts')).readPackedArchive;
const code: Load = async () => {
  const { withEncodedFiles } = await import('./containers/encoded-text.ts');
  const { readPlainText } = await import('./readers/plain-text.ts');
  return withEncodedFiles(async (item, budget) => asCode(await readPlainText(item, budget)));
};

const nothing: Load = async () => () => ({ texts: [], facts: [], read: 'full' });

const readers: ReadonlyMap<string, Load> = new Map([
  [types.plainText, plainText],
  [types.html, html],
  ['application/hta', html],
  [types.svg, svg],
  ['application/xhtml+xml', html],
  ...['text/calendar', 'text/vcard', 'text/x-vcard'].map((type) => [type, card] as const),
  [types.rtf, async () => (await import('./readers/rtf.ts')).readRtf],
  [types.pdf, pdf],
  ['application/xml', async () => (await import('./containers/office-xml.ts')).readXml],
  ...[types.docx, types.docm, types.xlsx, types.xlsm, types.xlsb, types.pptx, types.pptm].map(
    (type) => [type, ooxml] as const,
  ),
  ...[types.doc, types.xls, types.ppt, types.ole, types.encryptedOoxml].map((type) => [type, officeBinary] as const),
  [types.msg, async () => (await import('./readers/msg.ts')).readMsg],
  ...[types.zip, types.jar, types.apk, types.epub, types.xps, types.vsdx, 'application/appx'].map(
    (type) => [type, zip] as const,
  ),
  ['application/x-tar', async () => (await import('./containers/tar.ts')).readTar],
  ['application/gzip', async () => (await import('./containers/compressed-stream.ts')).readGzip],
  ['application/zlib', async () => (await import('./containers/compressed-stream.ts')).readZlib],
  ['application/x-brotli', async () => (await import('./containers/compressed-stream.ts')).readBrotli],
  ...Object.keys(packedTypes).map((type) => [type, packed] as const),
  ['application/x-lz4', async () => (await import('./containers/lz4.ts')).readLz4],
  ['application/x-lzip', async () => (await import('./containers/lzip.ts')).readLzip],
  [types.tnef, async () => (await import('./containers/tnef.ts')).readTnef],
  [types.mbox, async () => (await import('./containers/mbox.ts')).readMbox],
  [types.uuencoded, uuencoded],
  [types.binhex, async () => (await import('./containers/text-encodings.ts')).readBinhex],
  [types.onenote, async () => (await import('./containers/onenote.ts')).readOneNote],
  [types.activeMime, async () => (await import('./containers/active-mime.ts')).readActiveMime],
  [types.pkcs7, async () => (await import('./containers/cms.ts')).readCms],
  ['application/applefile', async () => (await import('./containers/apple-single.ts')).readAppleSingle],
  [types.pgpMessage, async () => () => ({ texts: [], facts: [], read: 'none', why: 'end-to-end' })],
  ...[
    'application/json',
    'application/postscript',
    'application/pgp-keys',
    'application/x-pem-file',
    'application/x-sylk',
    types.webLink,
    types.pgpSignature,
  ].map((type) => [type, plainText] as const),
]);

/**
 * The reader of a media type, null when nobody here can open it. What holds no text by nature has a reader that finds
 * nothing. Nested messages (message/rfc822) are read by extract.ts itself.
 */
export function readerFor(type: string, options: ReadOptions): Reader | null {
  const load = readers.get(type) ?? loadByFamily(type);
  if (load === null) return null;
  const { keys } = options;
  const reader: Reader = async (item, budget) => (await loaded(load, options))(item, budget);
  return keys === undefined ? reader : withKeys(reader, keys);
}

const cache = { plain: new Map<Load, Promise<Reader>>(), ocr: new Map<Load, Promise<Reader>>() };

/** Asking the module loader again costs more than reading a small part does. */
function loaded(load: Load, options: ReadOptions): Promise<Reader> {
  const known = options.ocr ? cache.ocr : cache.plain;
  const reader = known.get(load) ?? load(options);
  known.set(load, reader);
  return reader;
}

function loadByFamily(type: string): Load | null {
  if (/^application\/vnd\.(?:oasis\.opendocument|sun\.xml)\./.test(type)) return odf;
  if (isScript(type)) return code;
  if (type.startsWith('image/')) return image;
  if (type.startsWith('text/')) return plainText;
  return neverRead(type) ? nothing : null;
}

function asCode(result: ReadResult): ReadResult {
  return { ...result, texts: result.texts.map((text) => ({ ...text, kind: 'code' as const })) };
}
