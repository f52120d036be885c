// Gives every leaf its path (model/message.ts says how they read).
import type { RawLeaf } from './leaves.ts';

const maximumName = 200;

const extensions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'text/plain': 'txt',
    'text/html': 'html',
    'text/calendar': 'ics',
    'text/rfc822-headers': 'txt',
    'message/delivery-status': 'txt',
    'message/rfc822': 'eml',
    'message/global': 'eml',
    'image/jpeg': 'jpg',
    'image/png': 'png',
    'image/gif': 'gif',
    'application/pdf': 'pdf',
    'application/zip': 'zip',
    'application/pgp-signature': 'asc',
    'application/pgp-encrypted': 'asc',
    'application/pkcs7-signature': 'p7s',
    'application/pkcs7-mime': 'p7m',
    'application/ms-tnef': 'dat',
    'application/mac-binhex40': 'hqx',
  }),
);

/** `>` and `#` are the separators of paths; controls would break lines where paths are shown. */
function pathName(leaf: RawLeaf): string {
  const name =
    leaf.name
      ?.replace(/[\u0000-\u001f\u007f>#]/g, '_')
      .slice(0, maximumName)
      .trim() ?? '';
  if (name !== '') return name;
  return `unnamed.${extensions.get(leaf.type ?? '') ?? (leaf.type?.startsWith('text/') ? 'txt' : 'bin')}`;
}

/** Of a multipart/alternative the plain text is the body, wherever it stands. */
function mainBody(leaves: readonly RawLeaf[]): RawLeaf | null {
  const first = leaves.find((leaf) => leaf.role === 'body');
  if (first === undefined) return null;
  if (first.type !== 'text/html' || first.alternative === null) return first;
  const plain = leaves.find(
    (leaf) => leaf.role === 'body' && leaf.type !== 'text/html' && leaf.alternative === first.alternative,
  );
  return plain ?? first;
}

/** Paths in the order of the leaves. */
export function pathsOf(leaves: readonly RawLeaf[]): readonly string[] {
  const used = new Map<string, number>();
  const unique = (path: string): string => {
    const count = (used.get(path) ?? 0) + 1;
    used.set(path, count);
    if (count === 1) return path;
    const numbered = `${path}:${count}`;
    return used.has(numbered) ? unique(path) : numbered;
  };
  const main = mainBody(leaves);
  if (main !== null) unique('body');
  let htmlSeen = false;
  const paths: string[] = [];
  for (const leaf of leaves) {
    if (leaf === main) paths.push('body');
    else if (leaf.role !== 'body') paths.push(unique(`attachment:${pathName(leaf)}`));
    else if (
      !htmlSeen &&
      leaf.type === 'text/html' &&
      leaf.alternative !== null &&
      leaf.alternative === main?.alternative
    ) {
      htmlSeen = true;
      paths.push(unique('body:html'));
    } else paths.push(unique('body'));
  }
  return paths;
}
