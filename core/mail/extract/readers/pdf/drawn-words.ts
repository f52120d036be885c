// Words that a PDF page draws beside its text: watermarks made of outlines, stamps and letterheads as pictures. The page
// is rendered without its text, so that OCR reads nothing twice.
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import type { GreyPicture } from '../grey-picture.ts';
import { ocrDetail, ocrPage } from '../ocr.ts';
import { areaOf, boundsOf } from './bounds.ts';
import { closeUps } from './close-ups.ts';
import type { Pdfium } from './pdfium.ts';
import { renderLoadedPage } from './render.ts';

/** A watermark stands on every page, a stamp on the first. */
const mostPages = 2;
const searchedPages = 10;
const mostObjects = 2000;
const mostInner = 200;
const textObject = 1;
const pathObject = 2;
const imageObject = 3;
const formObject = 5;
/** Of the page's area: letters of a watermark, a line of words in a picture. */
const leastShare = 0.005;
/** Lines and boxes have fewer. */
const leastSegments = 9;
const leastTimeLeft = 1 / 2;
/** Lighter shades count as ink where only outlines are drawn: watermarks are pale. */
const paper = 235;

/** `pictures`: pages that are read as pictures anyway. */
export async function readDrawnWords(
  library: Pdfium,
  document: number,
  pictures: readonly number[],
  found: Gathering,
  budget: Budget,
): Promise<void> {
  const count = Math.min(library.FPDF_GetPageCount(document), searchedPages);
  let read = 0;
  for (let number = 0; number < count && read < mostPages; number++) {
    // Scans and pictures that come after have nothing but OCR.
    if (budget.millisecondsLeft < budget.limits.time * leastTimeLeft) return;
    const picture = pictures.includes(number) ? null : drawingsOf(library, document, number);
    if (picture === null) continue;
    read++;
    // Nothing is said of what time did not allow: the page's own text was read.
    const { text, stamp } = await ocrPage(picture, budget);
    if (stamp !== '') found.add('ocr', `page:${number + 1}:stamp`, stamp);
    const texts = [text];
    for (const small of closeUps(library, document, number)) texts.push(await ocrDetail(small, budget));
    const drawn = texts.filter((each) => each.trim() !== '').join('\n');
    if (drawn !== '') found.add('ocr', `page:${number + 1}:drawn`, drawn);
  }
}

function drawingsOf(library: Pdfium, document: number, number: number): GreyPicture | null {
  const page = library.FPDF_LoadPage(document, number);
  if (page === 0) return null;
  try {
    const area = library.FPDF_GetPageWidth(page) * library.FPDF_GetPageHeight(page);
    let outlines = 0;
    let images = 0;
    const texts: number[] = [];
    const objects = Math.min(library.FPDFPage_CountObjects(page), mostObjects);
    for (let i = 0; i < objects; i++) {
      const object = library.FPDFPage_GetObject(page, i);
      const nature = natureOf(library, object);
      if (nature === textObject) texts.push(object);
      else if (areaWithin(library, object) < leastShare * area) continue;
      else if (nature === imageObject) images++;
      else if (nature === pathObject) outlines++;
    }
    if (images === 0 && outlines === 0) return null;
    for (const object of texts) {
      if (library.FPDFPage_RemoveObject(page, object)) library.FPDFPageObj_Destroy(object);
    }
    const picture = renderLoadedPage(library, page);
    return picture === null || images > 0 ? picture : darkened(picture);
  } finally {
    library.FPDF_ClosePage(page);
  }
}

/** 0 for lines, boxes and what is of no interest; a form counts as what is in it, text first. */
function natureOf(library: Pdfium, object: number): number {
  const type = library.FPDFPageObj_GetType(object);
  if (type === pathObject) return library.FPDFPath_CountSegments(object) < leastSegments ? 0 : pathObject;
  if (type !== formObject) return type;
  let nature = 0;
  const count = Math.min(library.FPDFFormObj_CountObjects(object), mostInner);
  for (let i = 0; i < count; i++) {
    const inner = library.FPDFPageObj_GetType(library.FPDFFormObj_GetObject(object, i));
    if (inner === textObject) return textObject;
    if (inner === imageObject || inner === formObject) nature = imageObject;
    else if (inner === pathObject && nature === 0) nature = pathObject;
  }
  return nature;
}

function darkened({ width, height, pixels }: GreyPicture): GreyPicture {
  return { width, height, pixels: pixels.map((pixel) => (pixel < paper ? 0 : 255)) };
}

function areaWithin(library: Pdfium, object: number): number {
  const bounds = boundsOf(library, object);
  return bounds === null ? 0 : areaOf(bounds);
}
