// Pictures in the drawings of doc, xls and ppt, found by the heads of their records ([MS-ODRAW] 2.2.23 to 2.2.31).
import { inflateSync } from 'node:zlib';
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';

interface Blip {
  readonly name: string;
  /** recInstance with one identifier before the data; the next one up has two. */
  readonly instances: readonly number[];
  /** A metafile, deflated behind a head of its own. */
  readonly metafile?: true;
}

const blips: ReadonlyMap<number, Blip> = new Map([
  [0xf01a, { name: 'picture.emf', instances: [0x3d4], metafile: true }],
  [0xf01b, { name: 'picture.wmf', instances: [0x216], metafile: true }],
  [0xf01c, { name: 'picture.pict', instances: [0x542], metafile: true }],
  [0xf01d, { name: 'picture.jpg', instances: [0x46a, 0x6e2] }],
  [0xf01e, { name: 'picture.png', instances: [0x6e0] }],
  [0xf029, { name: 'picture.tif', instances: [0x6e4] }],
  [0xf02a, { name: 'picture.jpg', instances: [0x46a, 0x6e2] }],
]);
const maxPictures = 200;
const identifier = 16;
const metafileHead = 34;
const maxMetafile = 32 * 2 ** 20;

/** `bytes`: a stream that holds such records, whatever else stands between them. Linear: a picture is stepped over. */
export function readDrawnPictures(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  // The high byte of every record type in a drawing.
  let at = source.indexOf(0xf0, 3);
  while (at >= 0 && at + 5 <= source.length) {
    const size = readBlip(source, at - 3, found, budget);
    if (size > 0 && ++count >= maxPictures) {
      found.partial('too-many-parts');
      return;
    }
    at = source.indexOf(0xf0, at + Math.max(1, size));
  }
}

/** Bytes of the record that begins at `start`, 0 when there is none. */
function readBlip(source: Buffer, start: number, found: Gathering, budget: Budget): number {
  const blip = blips.get(source.readUInt16LE(start + 2));
  if (blip === undefined) return 0;
  const instance = source.readUInt16LE(start) >> 4;
  const size = source.readUInt32LE(start + 4);
  const single = blip.instances.includes(instance);
  if ((!single && !blip.instances.includes(instance - 1)) || start + 8 + size > source.length) return 0;
  const head = (single ? identifier : 2 * identifier) + (blip.metafile ? metafileHead : 1);
  const data = source.subarray(start + 8 + head, start + 8 + size);
  if (blip.metafile) readMetafile(data, found, budget);
  else if (data.length > 0) found.child(blip.name, 'embedded', data);
  return 8 + size;
}

/** Office on a Macintosh keeps what was pasted as PDF inside the metafile that others show. */
function readMetafile(data: Buffer, found: Gathering, budget: Budget): void {
  const drawing = inflated(data, budget);
  const start = drawing?.indexOf('%PDF-') ?? -1;
  if (drawing !== null && start >= 0) found.child('picture.pdf', 'embedded', drawing.subarray(start));
}

function inflated(data: Buffer, budget: Budget): Buffer | null {
  try {
    const drawing = inflateSync(data, { maxOutputLength: Math.max(1, Math.min(maxMetafile, budget.bytesLeft)) });
    budget.spendBytes(drawing.length);
    return drawing;
  } catch {
    return null;
  }
}
