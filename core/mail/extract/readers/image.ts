// Reads pictures: the codes in them, and what OCR finds when it is asked for.
import type { Budget } from '../limits.ts';
import type { Item, Reader } from '../reader.ts';
import { codesInFile } from './code-picture.ts';
import { type Gathering, gather } from './gathering.ts';
import { ocrImage } from './ocr.ts';

export const readImage: Reader = async (item, budget) => {
  const found = gather(budget);
  await readCodes(item, found, budget);
  return found.result();
};

export const readImageWithOcr: Reader = async (item, budget) => {
  const found = gather(budget);
  await readCodes(item, found, budget);
  const text = await ocrImage(item.bytes, budget);
  if (text === null) found.partial('unseen');
  else if (text !== '') found.add('ocr', 'ocr', text);
  return found.result();
};

/** What a code says is read as a link by whoever points a telephone at it: label `code`. */
async function readCodes({ bytes }: Item, found: Gathering, budget: Budget): Promise<void> {
  for (const text of await codesInFile(bytes, budget)) found.add('ocr', 'code', text, 'code');
}
