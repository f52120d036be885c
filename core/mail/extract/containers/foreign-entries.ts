// Members of an Office package that no office program put there: whoever unpacks the file finds them, its reader does not.
import type { Budget } from '../limits.ts';
import type { Child, Item, Reader } from '../reader.ts';
import { extensionOf } from '../type/extension.ts';
import { openZip, type ZipEntry } from '../zip/zip-directory.ts';
import { withChildren } from './with-children.ts';
import { childOfZip } from './zip-archive.ts';

/** What belongs in such packages; each has its own reader or is a picture. */
const usual = new Set(
  (
    'xml rels bin vml png jpg jpeg jpe jfif gif emf wmf emz wmz tif tiff bmp svg ico wdp hdp pict pcz jp2 webp eps fntdata odttf ttf otf glb ' +
    'xlsx xlsm xlsb xls docx docm doc pptx pptm ppt sldx vsdx vsd ole pdf txt rdf css xsl xsd dtd data dat fodt psmdcp sigs mp3 mp4 wav m4a m4v mov avi wma wmv ' +
    'crwebthm json htm html mht mhtml rtf thmx xlw xlc odt ods odp odg key doc1 sty xlb xba'
  ).split(' '),
);

/** `reader` and then, as children, everything else in the package. */
export function withForeignEntries(reader: Reader): Reader {
  return async (item, budget) => {
    const result = await reader(item, budget);
    const foreign = foreignEntries(item, budget);
    if (foreign.length === 0) return result;
    const facts = [...result.facts, 'foreign-entry'];
    return withChildren({ ...result, facts }, unpacked(foreign, budget));
  };
}

function foreignEntries(item: Item, budget: Budget): readonly ZipEntry[] {
  return openZip(item.bytes, budget).entries.filter((entry) => {
    const extension = extensionOf(entry.name);
    return !entry.directory && (entry.hidden || (extension !== '' && !usual.has(extension)));
  });
}

function* unpacked(entries: readonly ZipEntry[], budget: Budget): Generator<Child> {
  for (const entry of entries) yield childOfZip(entry, budget);
}
