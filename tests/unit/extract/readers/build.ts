// Makes small files of the formats under test, byte by byte, so that every test shows what it is about.
import { crc32 } from 'node:zlib';
import type { CompoundEntry } from '../../../../core/mail/extract/cfb/compound-file.ts';
import { writeCompoundFile } from '../../../../core/mail/extract/cfb/write-compound-file.ts';
import { Budget, defaultLimits, type Limits } from '../../../../core/mail/extract/limits.ts';
import type { Child, Item, Reader, ReadResult } from '../../../../core/mail/extract/reader.ts';
import type { RegionKind } from '../../../../core/model/part.ts';

export function budget(limits: Partial<Limits> = {}): Budget {
  return new Budget({ ...defaultLimits, ...limits }, () => 0);
}

export function item(bytes: Uint8Array, name = 'file.bin'): Item {
  return { path: `attachment:${name}`, name, declaredType: null, type: 'application/octet-stream', bytes };
}

export interface Read extends ReadResult {
  readonly got: readonly Child[];
  of(kind: RegionKind): string[];
  property(label: string): string | undefined;
}

export async function read(reader: Reader, bytes: Uint8Array | string, limits: Partial<Limits> = {}): Promise<Read> {
  const result = await reader(item(typeof bytes === 'string' ? Buffer.from(bytes) : bytes), budget(limits));
  const got: Child[] = [];
  if (result.children !== undefined) for await (const child of result.children) got.push(child);
  return {
    ...result,
    got,
    of: (kind) => result.texts.filter((text) => text.kind === kind).map((text) => text.text),
    property: (label) => result.texts.find((text) => text.kind === 'property' && text.label === label)?.text,
  };
}

/** A ZIP of stored entries (APPNOTE 4.3). */
export function zip(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    common.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]);
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** `type` → `target`, external when it starts with `!`. */
export function rels(links: Readonly<Record<string, string>>): string {
  const all = Object.entries(links).map(([type, target], i) => {
    const external = target.startsWith('!');
    const mode = external ? ' TargetMode="External"' : '';
    const [kind = ''] = type.split('#');
    return `<Relationship Id="r${i + 1}" Type="http://x/${kind}" Target="${external ? target.slice(1) : target}"${mode}/>`;
  });
  return `<Relationships>${all.join('')}</Relationships>`;
}

export function docx(
  body: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  links: Readonly<Record<string, string>> = {},
): Uint8Array {
  return zip({
    '_rels/.rels': rels({ officeDocument: 'word/document.xml' }),
    'word/document.xml': `<w:document><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': rels(links),
    ...files,
  });
}

export interface Storage {
  readonly [name: string]: Uint8Array | Storage;
}

export function storage(name: string, content: Storage | Uint8Array): CompoundEntry {
  const stream = content instanceof Uint8Array;
  return {
    name,
    type: stream ? 'stream' : 'storage',
    classId: '',
    size: stream ? content.length : 0,
    children: stream ? [] : Object.entries(content).map(([child, inner]) => storage(child, inner)),
    bytes: () => (stream ? content : new Uint8Array(0)),
  };
}

export function compoundFile(content: Storage): Uint8Array {
  return writeCompoundFile(storage('Root Entry', content));
}

export function wide(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le');
}
