// What a document says, as plain text: nothing in it can act.
import type { Reading, RegionKind } from '../../../model/part.ts';

/** What somebody sees who opens the document; not what it hides, nor what programs are told. */
const shown: ReadonlySet<RegionKind> = new Set([
  'body',
  'page-header',
  'page-footer',
  'text-box',
  'footnote',
  'comment',
  'notes',
  'sheet',
  'slide',
]);

/** UTF-8 with a mark that says so; null when there is nothing to read. */
export function textCopy({ regions }: Reading): Buffer | null {
  const texts = regions
    .filter(({ kind, text }) => shown.has(kind) && text.trim() !== '')
    .map(({ label, text }) => (label === undefined ? text : `[${label}]\n${text}`));
  if (texts.length === 0) return null;
  const lines = texts
    .join('\n\n')
    .replaceAll('\f', '\n\n')
    .split(/\r\n|\r|\n/);
  return Buffer.from(`\ufeff${lines.map((line) => line.trimEnd()).join('\r\n')}\r\n`, 'utf8');
}
