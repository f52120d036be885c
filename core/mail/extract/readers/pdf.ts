// Reads PDF: page text, properties, annotations, form values, attachments, and what a document would do when opened.
import type { Budget } from '../limits.ts';
import type { Item, Reader, ReadResult } from '../reader.ts';
import { type Gathering, gathered } from './gathering.ts';
import { ocrPage, type PageText } from './ocr.ts';
import { type LinkTargets, readAnnotations } from './pdf/annotations.ts';
import { readAttachments, readJavaScript } from './pdf/attachments.ts';
import { readDrawnWords } from './pdf/drawn-words.ts';
import { readBookmarks, readXfa } from './pdf/outline-and-forms.ts';
import { readCodes } from './pdf/page-codes.ts';
import { readPages } from './pdf/pages.ts';
import { readInfo, readXmp } from './pdf/pdf-properties.ts';
import { type OpenedPdf, withPdf } from './pdf/pdfium.ts';
import { plainCopy } from './pdf/plain-copy.ts';
import { scanRawPdf } from './pdf/raw-scan.ts';
import { renderPage } from './pdf/render.ts';
import { readSystemFiles } from './pdf/system-files.ts';

export const readPdf: Reader = (item, budget) => read(item, budget, false);

/** Pages that are pictures alone are rendered and read by OCR. */
export const readPdfWithOcr: Reader = (item, budget) => read(item, budget, true);

const maxOcrPages = 5;
const unreadPage: PageText = { text: '', stamp: '', whole: false };

function read(item: Item, budget: Budget, ocr: boolean): Promise<ReadResult> {
  return gathered(budget, (found) => {
    const seen = scanRawPdf(item.bytes, found, budget);
    readXmp(item.bytes, found, budget);
    readSystemFiles(item.bytes, found, budget);
    return withPdf(item.bytes, async (opened) => {
      if (opened.state !== 'open') return opened.state;
      if (!seen) scanPlainCopy(opened, found, budget);
      const pictures = readDocument(opened, found, budget);
      await readCodes(opened.library, opened.document, found, budget);
      if (ocr) {
        await readPictures(opened, pictures, found, budget);
        await readDrawnWords(opened.library, opened.document, pictures, found, budget);
      }
      return undefined;
    });
  });
}

function scanPlainCopy({ library, document }: OpenedPdf & { state: 'open' }, found: Gathering, budget: Budget): void {
  const copy = plainCopy(library, document, budget);
  if (copy === null) found.partial('unsupported');
  else scanRawPdf(copy, found, budget);
}

/** Numbers of the pages that hold a picture and no text. */
function readDocument(opened: OpenedPdf & { state: 'open' }, found: Gathering, budget: Budget): readonly number[] {
  const { library, document } = opened;
  const targets: LinkTargets = new Set();
  const pictures = readPages(library, document, found, budget, (page) =>
    readAnnotations(library, { document, page, targets }, found, budget),
  );
  found.add('hidden', 'links', [...targets].join('\n'));
  if (pictures.length > 0) found.fact('image-only-pages');
  readBookmarks(library, document, found);
  readXfa(library, document, found, budget);
  readInfo(library, document, found);
  readJavaScript(library, document, found);
  readAttachments(library, document, found, budget);
  return pictures;
}

async function readPictures(
  { library, document }: OpenedPdf & { state: 'open' },
  pages: readonly number[],
  found: Gathering,
  budget: Budget,
): Promise<void> {
  if (pages.length > maxOcrPages) found.partial('too-large');
  for (const page of pages.slice(0, maxOcrPages)) {
    const picture = renderPage(library, document, page);
    const { text, stamp, whole } = picture === null ? unreadPage : await ocrPage(picture, budget);
    if (stamp !== '') found.add('ocr', `page:${page + 1}:stamp`, stamp);
    if (text !== '') found.add('ocr', `page:${page + 1}`, text);
    // A scan that could not be read is a document nobody has looked at, not an empty one.
    if (!whole) found.partial('too-slow');
  }
}
