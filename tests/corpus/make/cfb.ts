// Writes compound files ([MS-CFB]), the container of .doc, .msg and encrypted Office files.

export interface Storage {
  readonly name: string;
  readonly children: readonly (Storage | Stream)[];
}

export interface Stream {
  readonly name: string;
  readonly content: Buffer;
}

const sector = 512;
const endOfChain = 0xfffffffe;
const free = 0xffffffff;
const miniCutoff = 4096;

interface Slot {
  readonly node: Storage | Stream;
  children: number[];
  start: number;
  size: number;
}

/** At most 109 sectors of table: some 7 MB. */
export function compoundFile(children: readonly (Storage | Stream)[]): Buffer {
  const slots = flattened({ name: 'Root Entry', children });
  const mini = new Chains(64);
  const main = new Chains(sector);
  for (const slot of slots) {
    if (!('content' in slot.node)) continue;
    slot.size = slot.node.content.length;
    const chains = slot.size < miniCutoff ? mini : main;
    slot.start = slot.size === 0 ? endOfChain : chains.add(slot.node.content);
  }
  const root = slots[0];
  if (root !== undefined) {
    root.size = mini.bytes().length;
    root.start = root.size === 0 ? endOfChain : main.add(mini.bytes());
  }
  const miniTable = mini.table();
  const miniStart = miniTable.length === 0 ? endOfChain : main.add(padded(miniTable, 0xff));
  const directoryStart = main.add(directoryOf(slots));
  const tableSectors = Math.ceil((main.count + 2) / 127);
  const tableStart = main.count;
  for (let i = 0; i < tableSectors; i++) main.next.push(0xfffffffd);
  const header = headerOf({
    directoryStart,
    miniStart,
    miniSectors: Math.ceil(miniTable.length / sector),
    tableStart,
    tableSectors,
  });
  return Buffer.concat([header, main.bytes(), padded(main.table(), 0xff)]);
}

/** Sectors of one size, chained in the order they were added. */
class Chains {
  readonly next: number[] = [];
  readonly #size: number;
  readonly #content: Buffer[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  get count(): number {
    return this.next.length;
  }

  add(content: Buffer): number {
    const start = this.next.length;
    const sectors = Math.ceil(content.length / this.#size);
    for (let i = 1; i <= sectors; i++) this.next.push(i === sectors ? endOfChain : start + i);
    this.#content.push(content, Buffer.alloc(sectors * this.#size - content.length));
    return start;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#content);
  }

  table(): Buffer {
    const table = Buffer.alloc(this.next.length * 4);
    for (const [i, next] of this.next.entries()) table.writeUInt32LE(next, i * 4);
    return table;
  }
}

function flattened(root: Storage): Slot[] {
  const slots: Slot[] = [{ node: root, children: [], start: 0, size: 0 }];
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i];
    if (slot === undefined || !('children' in slot.node)) continue;
    for (const child of [...slot.node.children].sort(byName)) {
      slot.children.push(slots.push({ node: child, children: [], start: 0, size: 0 }) - 1);
    }
  }
  return slots;
}

/** Shorter names come first, then upper-case code units (2.6.4). */
function byName(one: { readonly name: string }, two: { readonly name: string }): number {
  return one.name.length - two.name.length || (one.name.toUpperCase() < two.name.toUpperCase() ? -1 : 1);
}

function directoryOf(slots: readonly Slot[]): Buffer {
  const directory = Buffer.alloc(Math.ceil(slots.length / 4) * sector);
  const siblings = new Map<number, readonly [number, number]>();
  const child = new Map<number, number>();
  const tree = (ids: readonly number[]): number => {
    if (ids.length === 0) return free;
    const middle = ids.length >> 1;
    const id = ids[middle] ?? free;
    siblings.set(id, [tree(ids.slice(0, middle)), tree(ids.slice(middle + 1))]);
    return id;
  };
  slots.forEach((slot, id) => {
    child.set(id, tree(slot.children));
  });
  for (let id = 0; id < directory.length / 128; id++) {
    const at = id * 128;
    const slot = slots[id];
    const [left, right] = siblings.get(id) ?? [free, free];
    directory.writeUInt32LE(left, at + 68);
    directory.writeUInt32LE(right, at + 72);
    directory.writeUInt32LE(child.get(id) ?? free, at + 76);
    if (slot === undefined) continue;
    directory.write(slot.node.name, at, 'utf16le');
    directory.writeUInt16LE(slot.node.name.length * 2 + 2, at + 64);
    directory.writeUInt8(id === 0 ? 5 : 'content' in slot.node ? 2 : 1, at + 66);
    directory.writeUInt8(1, at + 67);
    directory.writeUInt32LE(slot.start, at + 116);
    directory.writeUInt32LE(slot.size, at + 120);
  }
  return directory;
}

interface Places {
  readonly directoryStart: number;
  readonly miniStart: number;
  readonly miniSectors: number;
  readonly tableStart: number;
  readonly tableSectors: number;
}

function headerOf(places: Places): Buffer {
  const header = Buffer.alloc(sector, 0xff);
  header.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(places.tableSectors, 44);
  header.writeUInt32LE(places.directoryStart, 48);
  header.writeUInt32LE(miniCutoff, 56);
  header.writeUInt32LE(places.miniStart, 60);
  header.writeUInt32LE(places.miniSectors, 64);
  header.writeUInt32LE(endOfChain, 68);
  for (let i = 0; i < places.tableSectors; i++) header.writeUInt32LE(places.tableStart + i, 76 + i * 4);
  return header;
}

function padded(content: Buffer, fill: number): Buffer {
  return Buffer.concat([content, Buffer.alloc((sector - (content.length % sector)) % sector, fill)]);
}
