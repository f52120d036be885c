// Texts of a WordprocessingML document: body, headers, footers, notes, comments, each in a region of its own.
import type { RegionKind } from '../../../../model/part.ts';
import type { Gathering } from '../gathering.ts';
import { listCounters } from './numbering.ts';
import { childBytes, type OfficePackage } from './package.ts';
import { wordTextHandler } from './word-text.ts';

/** Parts that a document refers to by relationship, and what their text is. */
const storyKinds: ReadonlyMap<string, { kind: RegionKind; region: string }> = new Map(
  Object.entries({
    header: { kind: 'page-header', region: 'page-header' },
    footer: { kind: 'page-footer', region: 'page-footer' },
    footnotes: { kind: 'footnote', region: 'footnote' },
    endnotes: { kind: 'footnote', region: 'endnote' },
    comments: { kind: 'comment', region: 'comment' },
    glossaryDocument: { kind: 'hidden', region: 'building-blocks' },
  }),
);

export function readWordDocument(pack: OfficePackage, main: string, found: Gathering): void {
  const partOf = (type: string): string | null =>
    pack.relationships(main).find((relationship) => relationship.type === type && !relationship.external)?.target ??
    null;
  const lists = listCounters(pack, partOf('numbering'), partOf('styles'));
  pack.scan(main, wordTextHandler(found, { kind: 'body', region: '' }, lists()));
  const read = new Set<string>([main]);
  for (const { type, target, external } of pack.relationships(main)) {
    const story = storyKinds.get(type);
    if (story === undefined || external || read.has(target)) continue;
    read.add(target);
    pack.scan(target, wordTextHandler(found, story, lists()));
  }
  // Alternative content: whole documents of another format that Word merges in when it opens the file.
  for (const { type, target, external } of pack.relationships(main)) {
    if (type !== 'aFChunk' || external) continue;
    found.fact('alternative-chunk');
    found.child(target.slice(target.lastIndexOf('/') + 1), 'embedded', () => childBytes(pack, target));
  }
}
