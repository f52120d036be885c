// Which attachment has to go so that a place in the message is gone with it.
import type { Part } from '../../model/part.ts';

/** Answers with the path of the outermost attachment that holds `where`, null when it stands in something else. */
export type AttachmentOf = (where: string) => string | null;

/**
 * A `where` is a part's path, perhaps with `>entry` or `#region` behind it. File names may contain both signs, so the
 * prefixes are looked up among the parts that exist rather than cut at the first sign.
 */
export function attachmentsOf(parts: readonly Part[]): AttachmentOf {
  const top = new Set(parts.filter(isTopLevelAttachment).map((part) => part.path));
  return (where) => {
    if (top.has(where)) return where;
    for (let i = 0; i < where.length; i++) {
      const sign = where[i];
      if ((sign === '>' || sign === '#') && top.has(where.slice(0, i))) return where.slice(0, i);
    }
    return null;
  };
}

function isTopLevelAttachment(part: Part): boolean {
  return (part.role === 'attachment' || part.role === 'message') && part.path.startsWith('attachment:');
}
