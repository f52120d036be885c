// Attached files that a PDF keeps for one system alone (ISO 32000-1, 7.11.4.1): readers on other systems show another.
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { objectAt, streamOf } from './raw-object.ts';

const mostFiles = 50;
const longestDictionary = 500;
const maxBytes = 64 * 2 ** 20;
const embeddedFiles = Buffer.from('/EF');

export function readSystemFiles(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = mostFiles;
  for (let at = file.indexOf(embeddedFiles); at >= 0 && left > 0; at = file.indexOf(embeddedFiles, at + 3)) {
    budget.checkTime();
    for (const [, system, reference] of dictionaryBehind(file, at + 3).matchAll(
      /\/(DOS|Mac|Unix)\s*(\d{1,10} \d{1,5}) R/g,
    )) {
      if (left-- <= 0) return;
      const object = objectAt(file, reference ?? '');
      const content = object < 0 ? null : streamOf(file, object, maxBytes, budget);
      if (content === null) found.partial('corrupt');
      else found.child(`attachment-${(system ?? '').toLowerCase()}.bin`, 'embedded', content);
    }
  }
}

/** The dictionary, or the one that a reference stands for. */
function dictionaryBehind(file: Buffer, at: number): string {
  const value = file.toString('latin1', at, at + longestDictionary).trimStart();
  const reference = /^(\d{1,10} \d{1,5}) R/.exec(value)?.[1];
  if (reference === undefined) return value.startsWith('<<') ? upToEnd(value) : '';
  const object = objectAt(file, reference);
  return object < 0 ? '' : upToEnd(file.toString('latin1', object, object + longestDictionary));
}

function upToEnd(text: string): string {
  const end = text.indexOf('>>');
  return end < 0 ? '' : text.slice(0, end);
}
