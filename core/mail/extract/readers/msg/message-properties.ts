// MAPI properties of one storage of an Outlook message: streams named by property id and type ([MS-OXMSG] 2.1).
import { type CompoundEntry, findEntry } from '../../cfb/compound-file.ts';
import { codePageLabel, decodeAs, viewBytes } from '../byte-view.ts';

export interface MessageProperties {
  /** A string property, null when absent. */
  text(id: number): string | null;
  bytes(id: number): Uint8Array | null;
  /** String properties that go by a name, such as a sensitivity label's. */
  named(): readonly (readonly [string, string])[];
}

const wideString = '001f';
const codePageProperty = 0x3ffd;
const internetCodePage = 0x3fde;
const maxNamed = 500;

export function messageProperties(storage: CompoundEntry): MessageProperties {
  const streams = new Map<string, CompoundEntry>();
  for (const entry of storage.children) {
    if (entry.type === 'stream' && /^__substg1\.0_[0-9a-f]{8}$/i.test(entry.name))
      streams.set(entry.name.slice(12).toLowerCase(), entry);
  }
  const label = codePageLabel(codePageOf(storage));
  const text = (id: number): string | null => {
    const wide = streams.get(key(id, wideString));
    if (wide !== undefined) return strip(decodeAs('utf-16le', wide.bytes()));
    const narrow = streams.get(key(id, '001e'));
    return narrow === undefined ? null : strip(decodeAs(label, narrow.bytes()));
  };
  return {
    text,
    bytes: (id) => {
      const stream = streams.get(key(id, '0102')) ?? streams.get(key(id, wideString)) ?? streams.get(key(id, '001e'));
      return stream?.bytes() ?? null;
    },
    named: () => {
      const all: [string, string][] = [];
      for (const [id, name] of namesOf(storage)) {
        const value = text(id);
        if (value !== null && value !== '') all.push([name, value]);
      }
      return all;
    },
  };
}

function key(id: number, type: string): string {
  return id.toString(16).padStart(4, '0') + type;
}

function strip(text: string): string {
  return text.replace(/\0+$/, '');
}

/** Fixed-size properties stand in one stream, 16 bytes each, behind a header of 8, 24 or 32 bytes (2.4). */
function codePageOf(storage: CompoundEntry): number {
  const entry = findEntry(storage, '__properties_version1.0');
  if (entry === null) return 1252;
  const view = viewBytes(entry.bytes());
  let internet = 0;
  for (let at = view.length % 16 === 8 ? 8 : 0; at + 16 <= view.length; at += 16) {
    if (view.u16(at) !== 3) continue;
    if (view.u16(at + 2) === codePageProperty) return view.u32(at + 8);
    if (view.u16(at + 2) === internetCodePage) internet = view.u32(at + 8);
  }
  return internet === 0 ? 1252 : internet;
}

/** Names of the ids from 0x8000 on (2.2.3): entries of 8 bytes that point into a stream of strings. */
function namesOf(storage: CompoundEntry): Map<number, string> {
  const names = new Map<number, string>();
  const mapping = findEntry(storage, '__nameid_version1.0');
  const entries = mapping === null ? null : findEntry(mapping, '__substg1.0_00030102');
  const strings = mapping === null ? null : findEntry(mapping, '__substg1.0_00040102');
  if (entries === null || strings === null) return names;
  const table = viewBytes(entries.bytes());
  const text = viewBytes(strings.bytes());
  for (let at = 0; at + 8 <= table.length && names.size < maxNamed; at += 8) {
    const kind = table.u16(at + 4);
    if ((kind & 1) === 0) continue;
    const offset = table.u32(at);
    const length = Math.min(512, text.u32(offset));
    names.set(0x8000 + table.u16(at + 6), text.utf16(offset + 4, offset + 4 + length));
  }
  return names;
}
