// Reads Compound File Binary files ([MS-CFB]): the container of doc, xls, ppt, msg and embedded OLE objects.
import type { Budget } from '../limits.ts';
import { type ByteView, viewBytes } from '../readers/byte-view.ts';

export interface CompoundEntry {
  readonly name: string;
  readonly type: 'storage' | 'stream';
  /** Lower-case hex of the class id as stored, '' when all zero. */
  readonly classId: string;
  /** Declared size of a stream, at most the size of the file. */
  readonly size: number;
  readonly children: readonly CompoundEntry[];
  /** Content of a stream; counts against the budget. Throws when a sector chain is broken. */
  bytes(): Uint8Array;
}

const signature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const lastRegularSector = 0xfffffffa;
const noStream = 0xffffffff;
/** Bounds of hostile directories; real files stay far below. */
const maxEntries = 100_000;
const maxDepth = 64;

export function isCompoundFile(bytes: Uint8Array): boolean {
  return bytes.length >= 512 && signature.every((byte, i) => bytes[i] === byte);
}

/** The root storage. Throws when the bytes are no compound file or its tables are broken. */
export function openCompoundFile(bytes: Uint8Array, budget: Budget): CompoundEntry {
  if (!isCompoundFile(bytes)) throw new Error('not a compound file');
  const sectors = readSectors(viewBytes(bytes));
  const directory = viewBytes(sectors.chain(sectors.directoryStart, Number.MAX_SAFE_INTEGER));
  return readTree(directory, sectors, budget);
}

/** Finds an entry by a path of names, without regard to case ([MS-CFB] 2.6.4 compares upper case). */
export function findEntry(root: CompoundEntry, path: string): CompoundEntry | null {
  let at: CompoundEntry | undefined = root;
  for (const name of path.split('/')) {
    const wanted: string = name.toLowerCase();
    at = at?.children.find((child) => child.name.toLowerCase() === wanted);
  }
  return at ?? null;
}

interface Sectors {
  readonly directoryStart: number;
  readonly miniCutoff: number;
  readonly fileSize: number;
  /** Joined sectors from `start`, at most `size` bytes. Throws on a chain that loops or leaves the file. */
  chain(start: number, size: number): Uint8Array;
  miniChain(miniStream: ByteView, start: number, size: number): Uint8Array;
}

function readSectors(file: ByteView): Sectors {
  const shift = file.u16(30) === 12 ? 12 : 9;
  const sectorSize = 1 << shift;
  const count = Math.ceil(Math.max(0, file.length - sectorSize) / sectorSize);
  const fat = readFat(file, shift, count);
  const sectorAt = (sector: number) => file.slice((sector + 1) * sectorSize, (sector + 2) * sectorSize);
  const chain = (start: number, size: number) =>
    follow(start, size, sectorSize, count, (sector) => fat[sector] ?? noStream, sectorAt);
  let miniFat: ByteView | undefined;
  return {
    directoryStart: file.u32(48),
    miniCutoff: file.u32(56),
    fileSize: file.length,
    chain,
    miniChain: (miniStream, start, size) => {
      miniFat ??= viewBytes(chain(file.u32(60), Number.MAX_SAFE_INTEGER));
      const table = miniFat;
      const next = (sector: number) => (sector * 4 + 4 <= table.length ? table.u32(sector * 4) : noStream);
      const at = (sector: number) => miniStream.slice(sector * 64, sector * 64 + 64);
      return follow(start, size, 64, Math.ceil(miniStream.length / 64), next, at);
    },
  };
}

/** The sector allocation table, gathered over the header's 109 entries and the DIFAT chain. */
function readFat(file: ByteView, shift: number, count: number): Uint32Array {
  const sectorSize = 1 << shift;
  const perSector = sectorSize / 4;
  const fat = new Uint32Array(Math.ceil(count / perSector) * perSector).fill(noStream);
  let filled = 0;
  const addFatSector = (sector: number) => {
    if (sector >= count || filled >= fat.length) return;
    const at = (sector + 1) * sectorSize;
    for (let i = 0; i < perSector && filled < fat.length; i++)
      fat[filled++] = at + i * 4 + 4 <= file.length ? file.u32(at + i * 4) : noStream;
  };
  for (let i = 0; i < 109; i++) addFatSector(file.u32(76 + i * 4));
  let difat = file.u32(68);
  for (let steps = 0; difat < count && steps <= count / perSector; steps++) {
    const at = (difat + 1) * sectorSize;
    for (let i = 0; i < perSector - 1; i++) addFatSector(file.u32(at + i * 4));
    difat = file.u32(at + sectorSize - 4);
  }
  return fat;
}

function follow(
  start: number,
  size: number,
  sectorSize: number,
  sectorCount: number,
  next: (sector: number) => number,
  at: (sector: number) => Uint8Array,
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let sector = start;
  while (sector < lastRegularSector && length < size) {
    // A chain longer than the file has sectors goes in circles.
    if (sector >= sectorCount || pieces.length > sectorCount) throw new Error('broken sector chain in compound file');
    const piece = at(sector);
    pieces.push(piece);
    length += sectorSize;
    sector = next(sector);
  }
  return Buffer.concat(pieces).subarray(0, Math.min(size, length));
}

interface MutableEntry extends CompoundEntry {
  readonly children: CompoundEntry[];
}

interface Visit {
  readonly id: number;
  readonly parent: MutableEntry;
  readonly depth: number;
}

function readTree(directory: ByteView, sectors: Sectors, budget: Budget): CompoundEntry {
  const rootStart = directory.u32(116);
  const rootSize = directory.u32(120);
  let mini: ByteView | undefined;
  const miniStream = () => {
    mini ??= viewBytes(sectors.chain(rootStart, rootSize));
    return mini;
  };
  const read = (start: number, size: number): Uint8Array => {
    budget.spendBytes(size);
    return size < sectors.miniCutoff ? sectors.miniChain(miniStream(), start, size) : sectors.chain(start, size);
  };
  const root = readEntry(directory, 0, sectors.fileSize, read);
  const seen = new Set<number>([0]);
  const toVisit: Visit[] = [{ id: directory.u32(76), parent: root, depth: 1 }];
  for (let visit = toVisit.pop(); visit !== undefined; visit = toVisit.pop()) {
    const { id, parent, depth } = visit;
    if (id === noStream || (id + 1) * 128 > directory.length || seen.has(id)) continue;
    if (seen.size >= maxEntries || depth > maxDepth) throw new Error('compound file directory is too large');
    seen.add(id);
    const at = id * 128;
    toVisit.push({ id: directory.u32(at + 68), parent, depth }, { id: directory.u32(at + 72), parent, depth });
    if (directory.u8(at + 66) === 0) continue;
    const entry = readEntry(directory, id, sectors.fileSize, read);
    parent.children.push(entry);
    if (entry.type === 'storage') toVisit.push({ id: directory.u32(at + 76), parent: entry, depth: depth + 1 });
  }
  return root;
}

function readEntry(
  directory: ByteView,
  id: number,
  fileSize: number,
  read: (start: number, size: number) => Uint8Array,
): MutableEntry {
  const at = id * 128;
  const nameBytes = Math.min(64, Math.max(2, directory.u16(at + 64)));
  const start = directory.u32(at + 116);
  const size = Math.min(directory.u32(at + 120), fileSize);
  const classId = Buffer.from(directory.slice(at + 80, at + 96)).toString('hex');
  return {
    name: directory.utf16(at, at + nameBytes - 2),
    type: directory.u8(at + 66) === 2 ? 'stream' : 'storage',
    classId: /^0*$/.test(classId) ? '' : classId,
    size,
    children: [],
    bytes: () => read(start, size),
  };
}
