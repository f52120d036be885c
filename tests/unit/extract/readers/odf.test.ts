import { describe, expect, it } from 'vitest';
import { readOdf } from '../../../../core/mail/extract/readers/odf.ts';
import { read, zip } from './build.ts';

const content = (body: string, styles = '') =>
  `<office:document-content>${styles}<office:body>${body}</office:body></office:document-content>`;

describe('open documents', () => {
  it('R-204 tells body, header, comment and properties apart', async () => {
    const found = await read(
      readOdf,
      zip({
        'content.xml': content(
          '<office:text><text:p>one<text:s text:c="2"/>two<office:annotation><text:p>hm</text:p></office:annotation></text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table></office:text>',
        ),
        'styles.xml':
          '<office:master-styles><style:master-page><style:header><text:p>SECRET</text:p></style:header></style:master-page></office:master-styles>',
        'meta.xml':
          '<office:meta><dc:subject>PROTECTED B</dc:subject><meta:user-defined meta:name="Marking">X</meta:user-defined></office:meta>',
      }),
    );
    expect(found.of('body')).toEqual(['one  two\na\tb']);
    expect(found.of('page-header')).toEqual(['SECRET']);
    expect(found.of('comment')).toEqual(['hm']);
    expect(found.property('subject')).toBe('PROTECTED B');
    expect(found.property('Marking')).toBe('X');
  });

  it('reads sheets, hidden ones as such', async () => {
    const styles = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>';
    const sheet = (name: string, text: string, style = '') =>
      `<table:table table:name="${name}" table:style-name="${style}"><table:table-row><table:table-cell><text:p>${text}</text:p></table:table-cell></table:table-row></table:table>`;
    const body = `<office:spreadsheet>${sheet('A', 'seen')}${sheet('B', 'SECRET', 'h')}</office:spreadsheet>`;
    const found = await read(readOdf, zip({ 'content.xml': content(body, styles) }));
    expect(found.texts.find((text) => text.label === 'A')).toMatchObject({ kind: 'sheet', text: 'seen' });
    expect(found.of('hidden')).toEqual(['SECRET']);
  });

  it('R-204 reads the tables and charts that a document shows', async () => {
    const table =
      '<office:spreadsheet><table:table table:name="T"><table:table-row><table:table-cell><text:p>SECRET</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>';
    const found = await read(
      readOdf,
      zip({ 'content.xml': content('<office:text/>'), 'Object 1/content.xml': content(table) }),
    );
    expect(found.of('sheet')).toContain('SECRET');
  });

  it('R-103 says when the document is encrypted', async () => {
    const manifest =
      '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
    const found = await read(readOdf, zip({ 'META-INF/manifest.xml': manifest, 'content.xml': 'x' }));
    expect(found).toMatchObject({ read: 'none', why: 'encrypted' });
  });

  it('R-102 notes Basic macros and keeps their source', async () => {
    const found = await read(
      readOdf,
      zip({
        'content.xml': content('<office:text/>'),
        'Basic/Standard/Module1.xml': '<script:module>Sub Main</script:module>',
      }),
    );
    expect(found.facts).toContain('basic-macros');
    expect(found.of('code').join()).toContain('Sub Main');
  });
});
