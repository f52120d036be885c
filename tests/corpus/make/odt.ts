// The smallest OpenDocument text (ISO/IEC 26300) with a page header.
import { zip } from './zip.ts';

export const odtType = 'application/vnd.oasis.opendocument.text';

const ns =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ' +
  'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"';

export interface TextDocument {
  readonly body: readonly string[];
  readonly header?: string;
  readonly title?: string;
}

export function odt({ body, header, title }: TextDocument): Buffer {
  const paragraphs = body.map((text) => `<text:p>${text}</text:p>`).join('');
  const page = header === undefined ? '' : `<style:header><text:p>${header}</text:p></style:header>`;
  return zip([
    { name: 'mimetype', content: odtType },
    {
      name: 'content.xml',
      content: `<office:document-content ${ns}><office:body><office:text>${paragraphs}</office:text></office:body></office:document-content>`,
    },
    {
      name: 'styles.xml',
      content: `<office:document-styles ${ns}><office:master-styles><style:master-page style:name="Standard">${page}</style:master-page></office:master-styles></office:document-styles>`,
    },
    {
      name: 'meta.xml',
      content: `<office:document-meta ${ns}><office:meta>${title === undefined ? '' : `<dc:title>${title}</dc:title>`}</office:meta></office:document-meta>`,
    },
    {
      name: 'META-INF/manifest.xml',
      content: `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${odtType}"/></manifest:manifest>`,
    },
  ]);
}
