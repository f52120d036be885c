// Words of diagrams (SmartArt) in doc, xls and ppt: newer programs keep a small package beside the picture that older
// ones show ([MS-ODRAW] 2.3.2.22, metroBlob).
import { constants, inflateRawSync } from 'node:zlib';
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { decodeXml, scanXml } from '../xml-scan.ts';

const entryName = Buffer.from('drs/diagrams/data');
const localHead = Buffer.from('PK\x03\x04', 'latin1');
const localHeadSize = 30;
const maxDiagrams = 100;
const maxBytes = 4 * 2 ** 20;

export function readDrawnDiagrams(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = source.indexOf(entryName);
  for (let count = 0; at >= 0 && count < maxDiagrams; count++) {
    budget.checkTime();
    const start = at - localHeadSize;
    // The name stands in the package's list of entries as well.
    if (start >= 0 && source.subarray(start, start + 4).equals(localHead)) readDiagram(source, start, found, budget);
    at = source.indexOf(entryName, at + entryName.length);
  }
}

function readDiagram(source: Buffer, start: number, found: Gathering, budget: Budget): void {
  const data = start + localHeadSize + source.readUInt16LE(start + 26) + source.readUInt16LE(start + 28);
  const stored = source.readUInt16LE(start + 8) === 0;
  const size = stored ? source.readUInt32LE(start + 18) : source.length;
  const content = source.subarray(data, data + size);
  const xml = stored ? content : inflated(content, budget);
  if (xml === null) return;
  const sink = found.open('text-box', 'diagram');
  let inText = false;
  scanXml(
    decodeXml(xml),
    {
      open: ({ qualifiedName }) => {
        inText = qualifiedName === 'a:t';
      },
      text: (value) => {
        if (inText) sink.write(value);
      },
      close: (name) => {
        inText = false;
        if (name === 'p') sink.breakLine();
      },
    },
    budget,
  );
}

function inflated(data: Buffer, budget: Budget): Buffer | null {
  try {
    const maxOutputLength = Math.max(1, Math.min(maxBytes, budget.bytesLeft));
    const xml = inflateRawSync(data, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
    budget.spendBytes(xml.length);
    return xml;
  } catch {
    return null;
  }
}
