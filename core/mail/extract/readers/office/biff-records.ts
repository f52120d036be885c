// Facts of a BIFF workbook stream ([MS-XLS]) beside its cells: encryption, macro sheets, DDE, page headers.
import type { Budget } from '../../limits.ts';
import { type ByteView, decodeAs, viewBytes } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';
import { pageText } from '../ooxml/sheet.ts';

const filePass = 0x2f;
const boundSheet = 0x85;
const header = 0x14;
const footer = 0x15;
const externBook = 0x1ae;
const textObject = 0x1b6;
const continued = 0x3c;
const drawingGroup = 0xeb;
const drawingOfSheet = 0xec;
const beginFile = 0x809;

export interface BiffRecord {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

/** Records in order: type, size, data. */
export function* biffRecords(view: ByteView, budget: Budget): Generator<BiffRecord> {
  let count = 0;
  for (let at = 0; at + 4 <= view.length; ) {
    if ((++count & 0xfff) === 0) budget.checkTime();
    const size = view.u16(at + 2);
    yield { type: view.u16(at), at: at + 4, size };
    at += 4 + size;
  }
}

/** FILEPASS (2.4.117) stands before anything of interest. The password every Excel tries first does not count as secret. */
export function isEncryptedWorkbook(bytes: Uint8Array, budget: Budget): boolean {
  let seen = 0;
  for (const record of biffRecords(viewBytes(bytes), budget)) {
    if (record.type === filePass) return true;
    if (record.type === boundSheet || ++seen > 200) return false;
  }
  return false;
}

/** MsoDrawingGroup and MsoDrawing records, put together with those that continue them (2.4.170 and 2.4.171). */
export function drawingRecords(bytes: Uint8Array, budget: Budget): Uint8Array {
  const view = viewBytes(bytes);
  const pieces: Uint8Array[] = [];
  let drawing = false;
  for (const { type, at, size } of biffRecords(view, budget)) {
    drawing = type === drawingGroup || type === drawingOfSheet || (drawing && type === continued);
    if (drawing) pieces.push(view.slice(at, at + size));
  }
  return Buffer.concat(pieces);
}

export function noteWorkbookFacts(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  const view = viewBytes(bytes);
  const wide = view.u16(0) === beginFile && view.u16(4) === 0x0600;
  let pendingText = 0;
  for (const { type, at, size } of biffRecords(view, budget)) {
    if (type === boundSheet && view.u8(at + 5) === 1) found.fact('xlm-macros');
    else if (type === header || type === footer) {
      const kind = type === header ? 'page-header' : 'page-footer';
      if (size > 0) found.add(kind, kind, pageText(shortString(view, at, size, wide)));
    } else if (type === externBook && size > 4) noteExternBook(view, at, found);
    else if (type === textObject) pendingText = view.u16(at + 10);
    else if (type === continued && pendingText > 0) {
      found.add('text-box', 'text-box', characters(view, at, size, pendingText));
      pendingText = 0;
    } else if (type === 0x3d3 || (type === 0x5d && view.u16(at + 4) === 0x08)) noteControlObject(view, at, size, found);
  }
}

/** Pictures of type 8 with the control flag are ActiveX controls (2.4.181, FtPictFmla). */
function noteControlObject(view: ByteView, at: number, size: number, found: Gathering): void {
  const flags = view.slice(at, at + size);
  if (Buffer.from(flags).includes('Forms.')) found.fact('activex');
}

/** SupBook (2.4.271): a link to another workbook, to OLE or to DDE. */
function noteExternBook(view: ByteView, at: number, found: Gathering): void {
  const length = view.u16(at + 2);
  if (length === 0x0401 || length === 0x3a01 || length === 0) return;
  const path = characters(view, at + 4, 1 + length * 2, length);
  // \u0003 parts a server's name from its topic: `cmd\u0003/c calc`.
  if (path.includes('\u0003')) found.fact('dde');
  else if (/https?:|\\\\/i.test(path)) found.fact('external-link');
  else if (path.length > 1) found.fact('external-workbook');
}

/** XLUnicodeStringNoCch: a flag, then one or two bytes a character. */
function characters(view: ByteView, at: number, size: number, count: number): string {
  const wide = (view.u8(at) & 1) === 1;
  const to = Math.min(at + size, at + 1 + count * (wide ? 2 : 1));
  return decodeAs(wide ? 'utf-16le' : 'windows-1252', view.slice(at + 1, to));
}

function shortString(view: ByteView, at: number, size: number, wide: boolean): string {
  if (wide) return characters(view, at + 2, size - 2, view.u16(at));
  return decodeAs('windows-1252', view.slice(at + 1, at + 1 + view.u8(at)));
}
