// Whether a message has pictures or pages in which OCR might find text.
import type { Part } from '../../model/part.ts';
import { pdf } from './type/media-types.ts';

/** Bytes; signs and rules between paragraphs are smaller. */
export const smallestPicture = 5 * 1024;

export function showsPictures(parts: readonly Pick<Part, 'type' | 'bytes'>[]): boolean {
  return parts.some(({ type, bytes }) => type === pdf || (type.startsWith('image/') && bytes >= smallestPicture));
}
