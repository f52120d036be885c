// A copy of an office file (ECMA-376) made of the parts that only show something: no macros, objects, controls, formulas,
// fields, or anything that is fetched from elsewhere.
import { type ZipEntry, zipFile } from '../../../oversight/requests/zip-file.ts';
import type { Budget } from '../../extract/limits.ts';
import { type OfficePackage, openPackage, type Relationship } from '../../extract/readers/ooxml/package.ts';
import { redrawn } from '../../extract/readers/shrunk-picture.ts';
import { certainType } from '../../extract/type/true-type.ts';
import { harmlessXml } from './harmless-xml.ts';
import { drawingOmission, drawingParts, type OfficeKind, packageParts } from './office-parts.ts';

const mostBytes = 64 * 2 ** 20;
/** Of one part: as many small pieces it would take a hundred times the memory. */
const mostXml = 12 * 2 ** 20;
/** Pictures are drawn anew, as photographs or without loss. */
const pictures: ReadonlyMap<string, 'png' | 'jpeg'> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/gif', 'png'],
  ['image/tiff', 'png'],
]);
/** Pixels on the long side of a picture. */
const longSide = 2000;

interface Kept {
  /** In the original. */
  readonly source: string;
  readonly name: string;
  readonly contentType: string;
  /** Type of the relationship that leads to it. */
  readonly role: string;
  /** Of a picture. */
  readonly drawn?: Uint8Array;
}

interface Rebuilding {
  readonly pack: OfficePackage;
  readonly kind: OfficeKind;
  readonly budget: Budget;
  /** Parts of the copy by their place in the original, lower case; grows while parts name others. */
  readonly kept: Map<string, Kept>;
  /** What types of relationships begin with: strict documents have names of their own (ECMA-376 part 1, annex A). */
  readonly namespace: string;
}

/** Null when the file is damaged, or nothing of it can be kept. Throws LimitReached. */
export async function rebuildOffice(bytes: Uint8Array, kind: OfficeKind, budget: Budget): Promise<Buffer | null> {
  let damaged = false;
  const pack = openPackage(bytes, budget, () => {
    damaged = true;
  });
  const main = pack.relationships('').find(({ type }) => type === 'officeDocument')?.target ?? '';
  const strict = Buffer.from(pack.bytes(main) ?? []).includes('"http://purl.oclc.org/ooxml/');
  const namespace = strict
    ? 'http://purl.oclc.org/ooxml/officeDocument/relationships'
    : 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const copy: Rebuilding = { pack, kind, budget, kept: new Map(), namespace };
  const entries: ZipEntry[] = [{ name: '_rels/.rels', bytes: await relationshipsOf(copy, '') }];
  let total = 0;
  for (const part of copy.kept.values()) {
    const written = await writePart(copy, part);
    if (written === null || damaged) return null;
    entries.push(...written);
    total += written.reduce((sum, entry) => sum + entry.bytes.length, 0);
    if (total > mostBytes) return null;
  }
  const parts = [...copy.kept.values()];
  if (!parts.some(({ role }) => role === 'officeDocument')) return null;
  return zipFile([{ name: '[Content_Types].xml', bytes: contentTypes(parts) }, ...entries], 'deflated');
}

async function writePart(copy: Rebuilding, { source, name, role, drawn }: Kept): Promise<readonly ZipEntry[] | null> {
  if (drawn !== undefined) return [{ name, bytes: drawn }];
  const content = copy.pack.bytes(source);
  if (content === null || content.length > mostXml) return null;
  const links = await relationshipsOf(copy, source);
  const lost = copy.pack.relationships(source).filter((one) => keptTarget(copy, one) === null);
  const omission = Object.hasOwn(drawingParts, role) ? drawingOmission : copy.kind.omission;
  const xml = harmlessXml(content, omission, new Set(lost.map(({ id }) => id)), copy.budget);
  if (xml === null) return null;
  const slash = name.lastIndexOf('/') + 1;
  return [
    { name, bytes: xml },
    { name: `${name.slice(0, slash)}_rels/${name.slice(slash)}.rels`, bytes: links },
  ];
}

/** The relationships of a part that stay, written anew; what they lead to is kept. */
async function relationshipsOf(copy: Rebuilding, source: string): Promise<Buffer> {
  const lines: string[] = [];
  for (const relationship of copy.pack.relationships(source)) {
    const part = keptTarget(copy, relationship) ?? (await keep(copy, relationship));
    if (part === null || !/^\w{1,100}$/.test(relationship.id)) continue;
    const type =
      part.role === 'core-properties'
        ? 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties'
        : `${copy.namespace}/${part.role}`;
    lines.push(`<Relationship Id="${relationship.id}" Type="${type}" Target="/${part.name}"/>`);
  }
  return xmlOf(
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join('')}</Relationships>`,
  );
}

function keptTarget({ kept }: Rebuilding, { type, target, external }: Relationship): Kept | null {
  const part = external ? undefined : kept.get(target.toLowerCase());
  return part?.role === type ? part : null;
}

async function keep(
  { pack, kind, kept, budget }: Rebuilding,
  { type, target, external }: Relationship,
): Promise<Kept | null> {
  if (external || kept.has(target.toLowerCase()) || !pack.has(target)) return null;
  const folder = kind.mainName.slice(0, kind.mainName.indexOf('/') + 1);
  const number = kept.size + 1;
  const named = (name: string, contentType: string, drawn?: Uint8Array): Kept => {
    const part = { source: target, name, contentType, role: type, ...(drawn === undefined ? {} : { drawn }) };
    kept.set(target.toLowerCase(), part);
    return part;
  };
  if (type === 'officeDocument') return named(kind.mainName, kind.main);
  if (type === 'image') {
    budget.checkTime();
    const picture = Buffer.from(pack.bytes(target) ?? []);
    const format = pictures.get(certainType(picture, budget) ?? '');
    const drawn = format === undefined ? null : await redrawn(picture, longSide, format);
    return drawn === null ? null : named(`${folder}media/image${number}.${format}`, `image/${format}`, drawn);
  }
  const contentType = [kind.parts, drawingParts, packageParts].find((parts) => Object.hasOwn(parts, type))?.[type];
  return contentType === undefined ? null : named(`${folder}${type}${number}.xml`, contentType);
}

function contentTypes(parts: readonly Kept[]): Buffer {
  const overrides = parts.map(
    ({ name, contentType }) => `<Override PartName="/${name}" ContentType="${contentType}"/>`,
  );
  return xmlOf(
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
  );
}

function xmlOf(text: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`, 'utf8');
}
