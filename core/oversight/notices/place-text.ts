// Turns the place of a finding into words: `attachment:memo.docx#page-header` → "the page header of memo.docx".
import type { Language, NoticeTexts, Place } from './format-texts.ts';

/** Regions that people know by a name of their own; any other is just the file. */
const regions: ReadonlyMap<string, Place> = new Map([
  ['page-header', 'page-header'],
  ['page-footer', 'page-footer'],
  ['watermark', 'watermark'],
  ['property', 'property'],
  ['file-name', 'file-name'],
]);

/** `where` as in core/model/part.ts. */
export function placeText(where: string, language: Language, texts: NoticeTexts): string {
  // What stands in a nested message or an archive is named by its innermost part.
  const inner = where.slice(where.lastIndexOf('>') + 1);
  const [path = '', region = ''] = inner.split('#', 2);
  if (path === 'subject') return texts.place(language, 'subject', '');
  if (path.startsWith('header:')) return texts.place(language, 'header', path.slice('header:'.length));
  if (path === 'body' || path.startsWith('body:')) return texts.place(language, 'body', '');
  const name = path.replace(/^attachment:/, '');
  return texts.place(language, regions.get(region.split(':', 1)[0]?.replace(/-?\d+$/, '') ?? '') ?? 'file', name);
}
