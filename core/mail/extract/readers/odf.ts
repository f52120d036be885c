// Reads OpenDocument text, spreadsheets, presentations and drawings (OASIS ODF 1.3).
import type { Budget } from '../limits.ts';
import type { Reader } from '../reader.ts';
import { openZip, type ZipDirectory } from '../zip/zip-directory.ts';
import { type Gathering, gathered } from './gathering.ts';
import { odfContentHandler } from './odf/content-text.ts';
import { readHiddenStyles } from './odf/hidden-styles.ts';
import { odfMetaHandler } from './odf/meta.ts';
import { odfPageStylesHandler } from './odf/page-styles.ts';
import { attribute, decodeXml, scanXml } from './xml-scan.ts';

export const readOdf: Reader = (item, budget) =>
  gathered(budget, (found) => {
    const zip = openZip(item.bytes, budget);
    for (const fact of zip.facts) found.fact(fact);
    const manifest = xmlOf(zip, 'META-INF/manifest.xml');
    if (manifest !== null && isEncrypted(manifest, budget)) return 'encrypted';
    const meta = xmlOf(zip, 'meta.xml');
    if (meta !== null) scanXml(meta, odfMetaHandler(found), budget);
    noteEntries(zip, found);
    const content = xmlOf(zip, 'content.xml');
    if (content === null) return 'corrupt';
    const styles = xmlOf(zip, 'styles.xml') ?? '';
    const hidden = new Set([...readHiddenStyles(content, budget), ...readHiddenStyles(styles, budget)]);
    scanXml(styles, odfPageStylesHandler(found), budget);
    scanXml(content, odfContentHandler(found, hidden), budget);
    readObjects(zip, found, budget);
    return undefined;
  });

function xmlOf(zip: ZipDirectory, name: string): string | null {
  const entry = zip.entries.find((candidate) => candidate.name === name && !candidate.hidden);
  return entry === undefined ? null : decodeXml(entry.bytes());
}

const maxObjects = 200;

/** Tables, charts and drawings that the document shows are documents of their own in its archive (ODF 1.3 part 2, 3.1). */
function readObjects(zip: ZipDirectory, found: Gathering, budget: Budget): void {
  const objects = zip.entries.filter(({ name, hidden }) => !hidden && /^[^/]{1,100}\/content\.xml$/.test(name));
  if (objects.length > maxObjects) found.partial('too-many-parts');
  for (const entry of objects.slice(0, maxObjects)) {
    const content = decodeXml(entry.bytes());
    scanXml(content, odfContentHandler(found, new Set(readHiddenStyles(content, budget)), 'object'), budget);
  }
}

/** ODF 1.3 part 2, 3.4: the manifest says which files are encrypted; the archive itself does not. */
function isEncrypted(manifest: string, budget: Budget): boolean {
  let inContent = false;
  let encrypted = false;
  scanXml(
    manifest,
    {
      open: (tag) => {
        if (tag.name === 'file-entry') {
          const path = attribute(tag, 'full-path');
          inContent = path === 'content.xml' || path === 'encrypted-package';
        } else if (tag.name === 'encryption-data' && inContent) encrypted = true;
      },
    },
    budget,
  );
  return encrypted;
}

function noteEntries(zip: ZipDirectory, found: Gathering): void {
  for (const entry of zip.entries) {
    if (entry.directory || entry.name === 'mimetype') continue;
    const { name } = entry;
    const file = name.slice(name.lastIndexOf('/') + 1);
    if (/^(Basic|Scripts)\//.test(name)) noteMacro(name, file, () => decodeXml(entry.bytes()), found);
    else if (/^(Pictures|media|Object [^/]*)$/.test(name.split('/')[0] ?? '') || isObject(name)) {
      if (!/\.xml$/.test(name)) found.child(file, 'embedded', () => entry.bytes());
      else if (/\/content\.xml$/.test(name)) found.fact('embedded-object');
    }
  }
}

function isObject(name: string): boolean {
  return (
    /^(Object |ObjectReplacements\/|Versions\/)/.test(name) ||
    !/^(META-INF|Configurations2|Thumbnails)\/|\.(xml|rdf)$/.test(name)
  );
}

function noteMacro(name: string, file: string, source: () => string, found: Gathering): void {
  if (/^(script-lb|script-lc|dialog-lb|dialog-lc)\.xml$/.test(file)) return;
  found.fact('basic-macros');
  found.add('code', `macro:${file}`, source(), name);
}
