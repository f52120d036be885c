// OneNote sections ([MS-ONESTORE]): the files embedded in them, and their words as far as they can be found without the
// revisions, for which reason a section never counts as read in full.
import type { Budget } from '../limits.ts';
import { LimitReached } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { certainType } from '../type/true-type.ts';
import { oneNoteText } from './onenote-text.ts';

/** guidHeader of FileDataStoreObject ([MS-ONESTORE] 2.6.13), as stored. */
const fileHeader = Buffer.from('e716e3bd65261145a4c48d4d0b7a9eac', 'hex');
const headerBytes = 16 + 8 + 4 + 8;

export const readOneNote: Reader = (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  const files = [...filesOf(bytes, budget)];
  // Pictures are kept in the same way, and only shown.
  const embeds = files.some(({ bytes: content }) => content !== null && !isPicture(content, budget));
  return {
    texts: [{ kind: 'body', region: '', text: oneNoteText(bytes, budget).slice(0, budget.limits.textPerPart) }],
    facts: embeds ? ['onenote-embedded-file'] : [],
    children: files,
    read: 'partial',
    why: 'unsupported',
  };
};

function isPicture(content: Uint8Array, budget: Budget): boolean {
  const type = certainType(Buffer.from(content.buffer, content.byteOffset, content.byteLength), budget);
  return type?.startsWith('image/') === true;
}

function* filesOf(bytes: Buffer, budget: Budget): Generator<Child> {
  let number = 0;
  for (let at = bytes.indexOf(fileHeader); at >= 0; at = bytes.indexOf(fileHeader, at + 16)) {
    if (++number > 1000) throw new LimitReached('too-many-parts');
    if (at + headerBytes > bytes.length) return;
    const size = bytes.readUInt32LE(at + 16) + bytes.readUInt32LE(at + 20) * 2 ** 32;
    const content = bytes.subarray(at + headerBytes, at + headerBytes + size);
    budget.spendBytes(content.length);
    yield { name: `file-${number}`, role: 'embedded', bytes: content };
  }
}
