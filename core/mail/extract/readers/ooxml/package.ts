// An OOXML package (ECMA-376 part 2): parts by name, and the relationships between them.
import { type Budget, LimitReached } from '../../limits.ts';
import { openZip, type ZipEntry } from '../../zip/zip-directory.ts';
import { attributesOf, decodeXml, scanXml, type XmlHandler, type XmlTag } from '../xml-scan.ts';

export interface Relationship {
  readonly id: string;
  /** Last segment of the type URI, e.g. `header`, `attachedTemplate`. */
  readonly type: string;
  /** Part name without leading slash, or the target as written when external. */
  readonly target: string;
  readonly external: boolean;
}

export interface OfficePackage {
  /** Names as in the archive, without leading slash. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Throws LimitReached; null when there is none or it is broken. */
  bytes(name: string): Uint8Array | null;
  scan(name: string, handler: XmlHandler): boolean;
  /** Relationships of a part; of the package itself for ''. */
  relationships(name: string): readonly Relationship[];
  readonly facts: readonly string[];
  readonly truncated: boolean;
}

/** `broken` hears of each part that cannot be unpacked. Throws when the bytes are no ZIP; part names compare without regard to case (ECMA-376 part 2, 6.2.2.3). */
export function openPackage(bytes: Uint8Array, budget: Budget, broken: () => void): OfficePackage {
  const directory = openZip(bytes, budget);
  const parts = new Map<string, ZipEntry>();
  const facts = new Set(directory.facts);
  for (const entry of directory.entries) {
    const key = partKey(entry.name);
    // Which of two parts of one name a program takes is anybody's guess (ECMA-376 part 2, 6.2.2.3).
    if (!entry.directory && !entry.hidden && parts.get(key)?.hidden === false) facts.add('ambiguous:two-parts');
    if (!entry.directory && (!parts.has(key) || parts.get(key)?.hidden)) parts.set(key, entry);
  }
  const content = (name: string) => {
    try {
      return parts.get(partKey(name))?.bytes() ?? null;
    } catch (error) {
      if (error instanceof LimitReached) throw error;
      broken();
      return null;
    }
  };
  const scan = (name: string, handler: XmlHandler) => {
    const part = content(name);
    if (part === null) return false;
    scanXml(decodeXml(part), handler, budget);
    return true;
  };
  const known = new Map<string, readonly Relationship[]>();
  return {
    names: [...parts.values()].map((entry) => entry.name.replaceAll('\\', '/').replace(/^\//, '')),
    has: (name) => parts.has(partKey(name)),
    bytes: content,
    scan,
    relationships: (name) => {
      const found = known.get(name) ?? readRelationships(name, scan);
      known.set(name, found);
      return found;
    },
    facts: [...facts],
    truncated: directory.truncated,
  };
}

function partKey(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase();
}

function readRelationships(name: string, scan: (name: string, handler: XmlHandler) => boolean): Relationship[] {
  const slash = name.lastIndexOf('/') + 1;
  const folder = name.slice(0, slash);
  const all: Relationship[] = [];
  scan(`${folder}_rels/${name.slice(slash)}.rels`, {
    open: (tag) => {
      if (tag.name !== 'Relationship') return;
      const relationship = relationshipOf(tag);
      const { external, target } = relationship;
      all.push({ ...relationship, target: external ? target : resolveTarget(folder, target) });
    },
  });
  return all;
}

/** With its target as written. */
export function relationshipOf(tag: XmlTag): Relationship {
  const values = attributesOf(tag);
  const type = values.get('Type') ?? '';
  return {
    id: values.get('Id') ?? '',
    type: type.slice(type.lastIndexOf('/') + 1),
    target: values.get('Target') ?? '',
    external: values.get('TargetMode')?.toLowerCase() === 'external',
  };
}

function resolveTarget(folder: string, target: string): string {
  const segments: string[] = [];
  const path = target.replaceAll('\\', '/');
  for (const segment of (path.startsWith('/') ? path : folder + path).split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

/** Content of a part handed on as a child. Throws when there is none to be had. */
export function childBytes(pack: OfficePackage, name: string): Uint8Array {
  const bytes = pack.bytes(name);
  if (bytes === null) throw new Error('part of the office file cannot be unpacked');
  return bytes;
}
