// Document properties and sensitivity labels of an OOXML package, one text per property.
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { attribute, attributesOf, decodeXml, resolveEntities, scanXml } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

export function readOoxmlProperties(pack: OfficePackage, found: Gathering, budget: Budget): void {
  for (const name of pack.names) {
    const lower = name.toLowerCase();
    if (/^docprops\/(core|app)\.xml$/.test(lower)) readPlainProperties(pack, name, found);
    else if (/^docprops\/custom\.xml$/.test(lower)) readCustomProperties(pack, name, found);
    else if (/^docmetadata\/labelinfo\.xml$/.test(lower)) readLabelInfo(pack, name, found);
    else if (/^customxml\/item\d*\.xml$/.test(lower)) readCustomXml(pack, name, found, budget);
  }
}

/** Core and app properties: each element without children is one property (part 2, clause 8; part 1, 22.2). */
function readPlainProperties(pack: OfficePackage, name: string, found: Gathering): void {
  let depth = 0;
  let property = '';
  let value: string[] = [];
  pack.scan(name, {
    open: (tag) => {
      depth++;
      if (depth === 2) {
        property = tag.name;
        value = [];
      } else if (depth > 2 && value.length > 0) value.push(' ');
    },
    text: (text) => {
      if (depth >= 2) value.push(text);
    },
    close: () => {
      if (depth === 2) found.add('property', `property:${property}`, value.join('').trim(), property);
      depth--;
    },
  });
}

function readCustomProperties(pack: OfficePackage, name: string, found: Gathering): void {
  let property = '';
  let value: string[] = [];
  pack.scan(name, {
    open: (tag) => {
      if (tag.name !== 'property') return;
      property = attribute(tag, 'name') ?? '';
      value = [];
    },
    text: (text) => value.push(text),
    close: (closed) => {
      if (closed === 'property')
        found.add('property', `property:${property.slice(0, 200)}`, value.join('').trim(), property);
    },
  });
}

/** Microsoft Purview labels kept in the file itself ([MS-OFFCRYPTO] 2.6). */
function readLabelInfo(pack: OfficePackage, name: string, found: Gathering): void {
  pack.scan(name, {
    open: (tag) => {
      if (tag.name !== 'label') return;
      for (const [key, value] of attributesOf(tag)) {
        if (key === 'id') found.add('property', 'property:MSIP_Label', value, 'MSIP_Label');
        else if (key === 'name') found.add('property', 'property:MSIP_Label_Name', value, 'MSIP_Label_Name');
      }
    },
  });
}

/** Data islands, where labelling products keep their labels; texts and attribute values, one per line. */
function readCustomXml(pack: OfficePackage, name: string, found: Gathering, budget: Budget): void {
  const bytes = pack.bytes(name);
  if (bytes === null) return;
  const sink = found.open('property', 'property:customXml', 'customXml');
  scanXml(
    decodeXml(bytes),
    {
      open: (tag) => {
        for (const [key, value] of attributesOf(tag)) {
          if (tag.attributes.includes(`xmlns:${key}`) || value.includes('://')) continue;
          sink.write(`${resolveEntities(value)}\n`);
        }
      },
      text: (text) => {
        if (text.trim() !== '') sink.write(`${text.trim()}\n`);
      },
    },
    budget,
  );
}
