// Properties of a PDF: the Info dictionary with its custom keys, and XMP packets.
import type { Budget } from '../../limits.ts';
import { decodeAs } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';
import { attributesOf, scanXml } from '../xml-scan.ts';
import { filled, filledText, type Pdfium } from './pdfium.ts';

const usual = ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer'];
const maxCustom = 500;

export function readInfo(library: Pdfium, document: number, found: Gathering): void {
  const names = [...usual];
  const count = Math.min(maxCustom, library.EPDF_GetMetaKeyCount(document, true));
  for (let i = 0; i < count; i++) {
    const bytes = filled(library, 1024, (buffer, size) => library.EPDF_GetMetaKeyName(document, i, true, buffer, size));
    if (bytes !== null) names.push(decodeAs('utf-8', bytes).replace(/\0[\s\S]*$/, ''));
  }
  for (const name of names) {
    const value = filledText(library, (buffer, size) => library.FPDF_GetMetaText(document, name, buffer, size));
    found.add('property', `property:${name.slice(0, 200)}`, value, name);
  }
}

const packetStart = Buffer.from('<x:xmpmeta');
const packetEnd = Buffer.from('</x:xmpmeta>');
const maxPackets = 10;
const maxPacketBytes = 2 ** 20;

/** XMP is kept uncompressed so that programs that know no PDF find it (ISO 16684-1, 7.3). */
export function readXmp(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = source.indexOf(packetStart);
  for (let packets = 0; at >= 0 && packets < maxPackets; packets++) {
    const end = source.indexOf(packetEnd, at);
    const stop = Math.min(end < 0 ? source.length : end, at + maxPacketBytes);
    readPacket(decodeAs('utf-8', source.subarray(at, stop)), found, budget);
    at = source.indexOf(packetStart, stop);
  }
}

/** Elements and attributes with text, each as a property by its local name; containers of lists pass their name down. */
function readPacket(packet: string, found: Gathering, budget: Budget): void {
  const names: string[] = [];
  let value: string[] = [];
  scanXml(
    packet,
    {
      open: (tag) => {
        const container = tag.qualifiedName.startsWith('rdf:') || tag.qualifiedName.startsWith('x:');
        if (names.length < 64) names.push(container ? (names.at(-1) ?? '') : tag.name);
        value = [];
        if (tag.name !== 'Description') return;
        for (const [name, text] of attributesOf(tag)) {
          if (name !== 'about' && !tag.attributes.includes(`xmlns:${name}`))
            found.add('property', `xmp:${name.slice(0, 200)}`, text, name);
        }
      },
      text: (text) => value.push(text),
      close: () => {
        const name = names.pop() ?? '';
        found.add('property', `xmp:${name.slice(0, 200)}`, value.join('').trim(), name);
        value = [];
      },
    },
    budget,
  );
}
