// Reads pictures: nothing but what OCR finds, when OCR is asked for.
import type { Reader } from '../reader.ts';
import { gather } from './gathering.ts';
import { ocrImage } from './ocr.ts';

export const readImage: Reader = (_item, budget) => gather(budget).result();

export const readImageWithOcr: Reader = async (item, budget) => {
  const found = gather(budget);
  const text = await ocrImage(item.bytes, budget);
  if (text !== null) found.add('ocr', 'ocr', text);
  return found.result();
};
