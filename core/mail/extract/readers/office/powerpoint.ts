// Text of a PowerPoint 97–2003 presentation by a walk over its records ([MS-PPT]).
import { constants, inflateSync } from 'node:zlib';
import type { RegionKind } from '../../../../model/part.ts';
import { type CompoundEntry, findEntry, isCompoundFile, openCompoundFile } from '../../cfb/compound-file.ts';
import type { Budget } from '../../limits.ts';
import { type ByteView, decodeAs, viewBytes } from '../byte-view.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import { isObjectStorage, readObjectStorage } from './ole-object.ts';
import { readVbaStorage } from './vba-project.ts';

const encryptedToken = 0xf3d1c4df;
const container = 0xf;
const textChars = 0x0fa0;
const textBytes = 0x0fa8;
const unicodeString = 0x0fba;
const slideListWithText = 0x0ff0;
const slidePersist = 0x03f3;
const oleStorage = 0x1011;
const cryptSession = 0x2f14;

/** Containers that start a place of their own. */
const places: Readonly<Record<number, { kind: RegionKind; region: string }>> = {
  1006: { kind: 'slide', region: 'slide' },
  1008: { kind: 'notes', region: 'notes' },
  1016: { kind: 'master', region: 'master' },
  4041: { kind: 'master', region: 'handout-master' },
  4057: { kind: 'page-footer', region: 'page-footer' },
  12000: { kind: 'comment', region: 'comment' },
};

interface OpenContainer {
  readonly end: number;
  readonly sink: TextSink | null;
  readonly type: number;
}

/** False when the presentation is encrypted. */
export function readPowerPoint(root: CompoundEntry, bytes: Uint8Array, found: Gathering, budget: Budget): boolean {
  const user = findEntry(root, 'Current User');
  if (user !== null && viewBytes(user.bytes()).u32(12) === encryptedToken) return false;
  if (findEntry(root, 'EncryptedSummary') !== null) return false;
  return walk(viewBytes(bytes), found, budget);
}

function walk(view: ByteView, found: Gathering, budget: Budget): boolean {
  const open: OpenContainer[] = [];
  const other = found.open('slide', 'outline');
  let at = 0;
  let steps = 0;
  while (at + 8 <= view.length) {
    if ((++steps & 0xfff) === 0) budget.checkTime();
    while (open.length > 0 && at >= (open.at(-1)?.end ?? 0)) open.pop();
    const head = view.u16(at);
    const type = view.u16(at + 2);
    const size = view.u32(at + 4);
    const body = at + 8;
    if (type === cryptSession) return false;
    if ((head & 0xf) === container && type !== oleStorage) {
      if (open.length < 64)
        open.push({ end: Math.min(view.length, body + size), sink: placeOf(type, head >> 4, found, open), type });
      at = body;
      continue;
    }
    const sink = open.findLast((outer) => outer.sink !== null)?.sink ?? other;
    readAtom(view, { type, head, body, size }, sink, open.at(-1)?.type ?? 0, found, budget);
    at = body + size;
  }
  return true;
}

function placeOf(type: number, instance: number, found: Gathering, open: readonly OpenContainer[]): TextSink | null {
  if (type === slideListWithText) {
    // Instance 0 lists slides, 1 masters, 2 notes (2.4.14.3).
    if (instance === 1) return found.open('master', 'master');
    return instance === 2 ? found.open('notes', 'notes') : found.open('slide', 'slide');
  }
  const place = places[type];
  if (place === undefined) return null;
  // Page headers of one slide belong to it, those of the document to all.
  if (type === 4057 && open.some((outer) => outer.type === 1006)) return null;
  return found.open(place.kind, place.region);
}

interface Atom {
  readonly type: number;
  readonly head: number;
  readonly body: number;
  readonly size: number;
}

function readAtom(view: ByteView, atom: Atom, sink: TextSink, parent: number, found: Gathering, budget: Budget): void {
  const { type, body, size } = atom;
  if (type === textChars) writeText(view.utf16(body, body + size), sink);
  else if (type === textBytes) writeText(decodeAs('windows-1252', view.slice(body, body + size)), sink);
  else if (type === unicodeString && (parent === 4057 || parent === 12000))
    writeText(view.utf16(body, body + size), sink);
  else if (type === slidePersist) sink.breakLine();
  else if (type === oleStorage) readStorage(view.slice(body, body + size), atom.head >> 4 === 1, found, budget);
}

/** Placeholders like `*` stand for dates and numbers. */
function writeText(text: string, sink: TextSink): void {
  sink.write(text.replaceAll('\r', '\n').replaceAll('\v', '\n'));
  sink.breakLine();
}

/** ExOleObjStg (2.10.34): an embedded object, an ActiveX control or the VBA project, compressed when instance is 1. */
function readStorage(data: Uint8Array, compressed: boolean, found: Gathering, budget: Budget): void {
  const storage = compressed ? inflate(data, budget) : data;
  if (storage === null || !isCompoundFile(storage)) {
    found.fact('ole-object');
    if (storage !== null && storage.length > 0) found.child('object.bin', 'embedded', storage);
    return;
  }
  const root = openCompoundFile(storage, budget);
  if (readVbaStorage(root, found, budget)) return;
  if (isObjectStorage(root)) readObjectStorage(root, found);
  else {
    found.fact('ole-object');
    found.child('object.ole', 'embedded', storage);
  }
}

function inflate(data: Uint8Array, budget: Budget): Uint8Array | null {
  try {
    const maxOutputLength = Math.max(1, Math.min(budget.bytesLeft, 200 * 2 ** 20));
    // PowerPoint leaves out the end of the stream.
    const storage = inflateSync(data.subarray(4), { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
    budget.spendBytes(storage.length);
    return storage;
  } catch {
    return null;
  }
}
