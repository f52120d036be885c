// Objects in the data that Word puts beside an XML document (oledata.mso): each a stream of its own, deflated.
import { inflateSync } from 'node:zlib';
import type { CompoundEntry } from '../../cfb/compound-file.ts';
import { type Budget, LimitReached } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';

const largest = 64 * 2 ** 20;

/** Such a file holds nothing but streams named by the number of the object. */
export function isPackedObject(storage: CompoundEntry, stream: CompoundEntry): boolean {
  return storage.children.length <= 10_000 && /^_\d{4,12}$/.test(stream.name.slice(0, 20));
}

/** Four bytes of size, then zlib data around a compound file. */
export function readPackedObject(stream: CompoundEntry, found: Gathering, budget: Budget): void {
  found.fact('ole-object');
  found.child(`${stream.name}.ole`, 'embedded', () => {
    const packed = stream.bytes();
    try {
      const content = inflateSync(packed.subarray(4), {
        maxOutputLength: Math.max(1, Math.min(largest, budget.bytesLeft)),
      });
      budget.spendBytes(content.length);
      return content;
    } catch (error) {
      if (error instanceof RangeError) throw new LimitReached('too-large');
      // Not deflated: the reader of the child says what it is.
      return packed;
    }
  });
}
