// Page headers, footers and shapes of an xlsb workbook ([MS-XLSB]), which the spreadsheet library leaves out.
import type { Budget } from '../../limits.ts';
import { type ByteView, viewBytes } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';
import { drawingTextHandler } from './drawing-text.ts';
import type { OfficePackage } from './package.ts';
import { pageText } from './sheet.ts';

const beginHeaderFooter = 479;
/** Order of the strings in BrtBeginHeaderFooter (2.4.79): odd, even, first; each header, footer. */
const kinds = ['page-header', 'page-footer'] as const;
const nullString = 0xffffffff;

export function readBinarySheetExtras(pack: OfficePackage, found: Gathering, budget: Budget): void {
  for (const name of pack.names) {
    if (/^xl\/drawings\/drawing\d+\.xml$/i.test(name)) {
      pack.scan(name, drawingTextHandler(found.open('text-box', 'text-box')));
    } else if (/^xl\/(work|chart|macro)sheets\/[^/]{1,200}\.bin$/i.test(name)) {
      const bytes = pack.bytes(name);
      if (bytes !== null) readHeaders(viewBytes(bytes), found, budget);
    }
  }
}

/** Records: type and size as numbers of seven bits a byte, low part first (2.1.4). */
function readHeaders(view: ByteView, found: Gathering, budget: Budget): void {
  let at = 0;
  let steps = 0;
  while (at < view.length) {
    if ((++steps & 0xfff) === 0) budget.checkTime();
    let type = view.u8(at++);
    if (type >= 0x80) type = (type & 0x7f) | (view.u8(at++) << 7);
    let size = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = view.u8(at++);
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (type === beginHeaderFooter) readStrings(view, at + 2, at + size, found);
    at += size;
  }
}

function readStrings(view: ByteView, from: number, end: number, found: Gathering): void {
  let at = from;
  for (let i = 0; i < 6 && at + 4 <= end; i++) {
    const length = view.u32(at);
    at += 4;
    if (length === nullString) continue;
    const kind = kinds[i % 2] ?? 'page-header';
    found.add(kind, kind, pageText(view.utf16(at, Math.min(end, at + length * 2))));
    at += length * 2;
  }
}
