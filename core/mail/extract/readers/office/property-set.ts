// Properties of old Office files: SummaryInformation and DocumentSummaryInformation ([MS-OLEPS]).
import { type CompoundEntry, findEntry } from '../../cfb/compound-file.ts';
import { type ByteView, codePageLabel, decodeAs, viewBytes } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';

const summaryNames: Readonly<Record<number, string>> = {
  2: 'title',
  3: 'subject',
  4: 'creator',
  5: 'keywords',
  6: 'description',
  7: 'template',
  8: 'lastModifiedBy',
  18: 'Application',
};
const documentNames: Readonly<Record<number, string>> = {
  2: 'category',
  14: 'Manager',
  15: 'Company',
  26: 'contentType',
  27: 'contentStatus',
};
const maxProperties = 1000;

export function readPropertySets(root: CompoundEntry, found: Gathering): void {
  readStream(findEntry(root, '\u0005SummaryInformation'), summaryNames, found);
  readStream(findEntry(root, '\u0005DocumentSummaryInformation'), documentNames, found);
}

function readStream(entry: CompoundEntry | null, names: Readonly<Record<number, string>>, found: Gathering): void {
  if (entry === null || entry.type !== 'stream') return;
  const view = viewBytes(entry.bytes());
  if (view.u16(0) !== 0xfffe) return;
  readSection(view, view.u32(44), names, found);
  // A second section holds properties that users name themselves ([MS-OLEPS] 2.25).
  if (view.u32(24) > 1) readSection(view, view.u32(64), null, found);
}

function readSection(
  view: ByteView,
  start: number,
  names: Readonly<Record<number, string>> | null,
  found: Gathering,
): void {
  const count = Math.min(maxProperties, view.u32(start + 4));
  const offsets = new Map<number, number>();
  for (let i = 0; i < count; i++) offsets.set(view.u32(start + 8 + i * 8), start + view.u32(start + 12 + i * 8));
  const codePageAt = offsets.get(1);
  const label = codePageLabel(codePageAt === undefined ? 1252 : view.u16(codePageAt + 4));
  const known = names ?? readDictionary(view, offsets.get(0), label);
  for (const [id, at] of offsets) {
    const name = known[id];
    if (name === undefined || id < 2) continue;
    const value = stringValue(view, at, label);
    if (value !== null) found.add('property', `property:${name.slice(0, 200)}`, value.trim(), name);
  }
}

/** Names of user-defined properties ([MS-OLEPS] 2.17). */
function readDictionary(view: ByteView, at: number | undefined, label: string): Record<number, string> {
  const names: Record<number, string> = {};
  if (at === undefined) return names;
  const count = Math.min(maxProperties, view.u32(at));
  const wide = label === 'utf-16le';
  let next = at + 4;
  for (let i = 0; i < count && next + 8 <= view.length; i++) {
    const id = view.u32(next);
    const length = Math.min(1024, view.u32(next + 4)) * (wide ? 2 : 1);
    names[id] = decodeAs(label, view.slice(next + 8, next + 8 + length)).replace(/\0+$/, '');
    next += 8 + (wide ? (length + 3) & ~3 : length);
  }
  return names;
}

function stringValue(view: ByteView, at: number, label: string): string | null {
  const type = view.u16(at);
  const size = view.u32(at + 4);
  if (type === 0x1e) return decodeAs(label, view.slice(at + 8, at + 8 + size)).replace(/\0[\s\S]*$/, '');
  if (type === 0x1f) return view.utf16(at + 8, at + 8 + size * 2).replace(/\0[\s\S]*$/, '');
  if (type === 0x03) return String(size | 0);
  return type === 0x0b ? String(view.u16(at + 4) !== 0) : null;
}
