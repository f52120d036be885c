// Writes a storage as a compound file of its own, so that an object embedded in another can be read as a part.
import type { CompoundEntry } from './compound-file.ts';

const sectorSize = 512;
const endOfChain = 0xfffffffe;
const fatSector = 0xfffffffd;
const free = 0xffffffff;

interface Slot {
  readonly entry: CompoundEntry;
  readonly name: string;
  readonly children: number[];
  content: Uint8Array;
  start: number;
}

/**
 * The mini stream cut-off is set to zero: every stream lies in whole sectors. Siblings form a right-leaning list, which
 * [MS-CFB] 2.6.4 allows a reader to walk. Reading the streams counts against the budget of the file they come from.
 */
export function writeCompoundFile(root: CompoundEntry): Uint8Array {
  const slots = slotsOf(root);
  const contents: Uint8Array[] = [];
  let sectors = 0;
  const place = (content: Uint8Array): number => {
    if (content.length === 0) return endOfChain;
    const start = sectors;
    contents.push(padded(content));
    sectors += Math.ceil(content.length / sectorSize);
    return start;
  };
  const starts: number[] = [];
  for (const slot of slots) {
    slot.start = slot.entry.type === 'stream' ? place(slot.content) : 0;
    starts.push(slot.start);
  }
  const directoryStart = place(directoryOf(slots));
  const chains = [
    ...slots.filter((slot) => slot.content.length > 0).map((slot) => slot.content.length),
    slots.length * 128,
  ];
  const { fat, fatSectors } = fatOf(chains, sectors);
  return Buffer.concat([
    header(directoryStart, sectors, fatSectors),
    ...contents,
    ...difatOf(sectors, fatSectors),
    fat,
  ]);
}

function slotsOf(root: CompoundEntry): Slot[] {
  const slots: Slot[] = [];
  const add = (entry: CompoundEntry, name: string) => {
    const content = entry.type === 'stream' && slots.length > 0 ? entry.bytes() : new Uint8Array(0);
    slots.push({ entry, name, children: [], content, start: 0 });
    return slots.length - 1;
  };
  add(root, 'Root Entry');
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i];
    if (slot === undefined) break;
    for (const child of slot.entry.children) slot.children.push(add(child, child.name));
  }
  return slots;
}

function directoryOf(slots: readonly Slot[]): Uint8Array {
  const directory = Buffer.alloc(slots.length * 128);
  slots.forEach((slot, id) => {
    const at = id * 128;
    const name = slot.name.slice(0, 31);
    directory.write(name, at, 'utf16le');
    directory.writeUInt16LE(name.length * 2 + 2, at + 64);
    directory.writeUInt8(id === 0 ? 5 : slot.entry.type === 'stream' ? 2 : 1, at + 66);
    directory.writeUInt8(1, at + 67);
    for (const link of [68, 72, 76]) directory.writeUInt32LE(free, at + link);
    directory.write(slot.entry.classId, at + 80, 'hex');
    directory.writeUInt32LE(slot.start, at + 116);
    directory.writeUInt32LE(slot.content.length, at + 120);
  });
  for (const [id, slot] of slots.entries()) {
    slot.children.forEach((child, i) => {
      const from = i === 0 ? id * 128 + 76 : (slot.children[i - 1] ?? 0) * 128 + 72;
      directory.writeUInt32LE(child, from);
    });
  }
  return directory;
}

interface Fat {
  readonly fat: Uint8Array;
  readonly fatSectors: number;
}

/** Table for chains of the given lengths laid out one after another, then DIFAT sectors, then the table itself. */
function fatOf(chains: readonly number[], sectors: number): Fat {
  let fatSectors = 1;
  while (fatSectors * 128 < sectors + fatSectors + difatSectors(fatSectors)) fatSectors++;
  const fat = Buffer.alloc(fatSectors * sectorSize, 0xff);
  let at = 0;
  for (const length of chains) {
    const end = at + Math.ceil(length / sectorSize) - 1;
    for (; at <= end; at++) fat.writeUInt32LE(at === end ? endOfChain : at + 1, at * 4);
  }
  for (const end = at + difatSectors(fatSectors); at < end; at++) fat.writeUInt32LE(0xfffffffc, at * 4);
  for (const end = at + fatSectors; at < end; at++) fat.writeUInt32LE(fatSector, at * 4);
  return { fat, fatSectors };
}

function difatSectors(fatSectors: number): number {
  return Math.max(0, Math.ceil((fatSectors - 109) / 127));
}

function difatOf(sectors: number, fatSectors: number): Uint8Array[] {
  const count = difatSectors(fatSectors);
  const all: Uint8Array[] = [];
  for (let n = 0; n < count; n++) {
    const sector = Buffer.alloc(sectorSize, 0xff);
    for (let i = 0; i < 127; i++) {
      const index = 109 + n * 127 + i;
      if (index < fatSectors) sector.writeUInt32LE(sectors + count + index, i * 4);
    }
    sector.writeUInt32LE(n + 1 < count ? sectors + n + 1 : endOfChain, 508);
    all.push(sector);
  }
  return all;
}

function header(directoryStart: number, sectors: number, fatSectors: number): Uint8Array {
  const bytes = Buffer.alloc(sectorSize);
  bytes.write('d0cf11e0a1b11ae1', 0, 'hex');
  bytes.writeUInt16LE(0x3e, 24);
  bytes.writeUInt16LE(3, 26);
  bytes.writeUInt16LE(0xfffe, 28);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt32LE(fatSectors, 44);
  bytes.writeUInt32LE(directoryStart, 48);
  bytes.writeUInt32LE(0, 56);
  bytes.writeUInt32LE(endOfChain, 60);
  const difat = difatSectors(fatSectors);
  bytes.writeUInt32LE(difat > 0 ? sectors : endOfChain, 68);
  bytes.writeUInt32LE(difat, 72);
  for (let i = 0; i < 109; i++) bytes.writeUInt32LE(i < fatSectors ? sectors + difat + i : free, 76 + i * 4);
  return bytes;
}

function padded(content: Uint8Array): Uint8Array {
  const rest = content.length % sectorSize;
  return rest === 0 ? content : Buffer.concat([content, new Uint8Array(sectorSize - rest)]);
}
