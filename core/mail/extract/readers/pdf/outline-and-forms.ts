// Bookmark titles of a PDF, and the text of XFA forms, which stand in no page.
import type { Budget } from '../../limits.ts';
import { decodeAs } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';
import { scanXml } from '../xml-scan.ts';
import { filled, filledText, heap, type Pdfium } from './pdfium.ts';
import { judgeScript } from './script-source.ts';

const maxBookmarks = 5000;
const maxPackets = 50;

export function readBookmarks(library: Pdfium, document: number, found: Gathering): void {
  const titles: string[] = [];
  const seen = new Set<number>();
  const toVisit = [library.FPDFBookmark_GetFirstChild(document, 0)];
  for (let mark = toVisit.pop(); mark !== undefined; mark = toVisit.pop()) {
    // A cyclic outline would go on for ever.
    if (mark === 0 || seen.has(mark) || seen.size >= maxBookmarks) continue;
    seen.add(mark);
    const at = mark;
    titles.push(filledText(library, (buffer, size) => library.FPDFBookmark_GetTitle(at, buffer, size)));
    toVisit.push(library.FPDFBookmark_GetNextSibling(document, at), library.FPDFBookmark_GetFirstChild(document, at));
  }
  found.add('body', 'bookmarks', titles.join('\n'));
}

/** XFA (the form language of XML packets) draws its pages from these; a viewer without it shows a notice instead. */
export function readXfa(library: Pdfium, document: number, found: Gathering, budget: Budget): void {
  const count = Math.min(library.FPDF_GetXFAPacketCount(document), maxPackets);
  for (let i = 0; i < count; i++) {
    found.fact('pdf-xfa');
    const name = decodeAs(
      'utf-8',
      filled(library, 256, (buffer, size) => library.FPDF_GetXFAPacketName(document, i, buffer, size)) ??
        new Uint8Array(0),
    );
    if (/^(preamble|postamble|config|localeSet)/.test(name)) continue;
    const packet = filled(library, 2 ** 24, (buffer, size) => packetContent(library, document, i, buffer, size));
    if (packet === null) continue;
    budget.spendBytes(packet.length);
    const sink = found.open('body', 'xfa');
    const source = decodeAs('utf-8', packet);
    if (/<script[\s>]/i.test(source)) {
      found.fact('pdf-javascript');
      judgeScript(source, found);
    }
    scanXml(
      source,
      {
        text: (value) => {
          if (value.trim() !== '') sink.write(`${value.trim()}\n`);
        },
      },
      budget,
    );
  }
}

function packetContent(library: Pdfium, document: number, index: number, buffer: number, size: number): number {
  const { malloc, free } = library.pdfium.wasmExports;
  const lengthAt = malloc(8);
  try {
    if (!library.FPDF_GetXFAPacketContent(document, index, buffer, size, lengthAt)) return 0;
    return new DataView(heap(library).buffer).getUint32(lengthAt, true);
  } finally {
    free(lengthAt);
  }
}
