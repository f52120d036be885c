// Files that a page carries in itself: data URIs (RFC 2397), and long base64 texts that its scripts turn into files.
import type { Budget } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { certainType } from '../type/true-type.ts';
import { filesFromHex, isBase64 } from './encoded-text.ts';
import { withChildren } from './with-children.ts';

const mostFiles = 500;
const longestHeader = 200;
const shortestLiteral = 256;
const probeCharacters = 65_536;
/** Longer pages are not read to their end either. */
const mostBytes = 24 * 2 ** 20;

/** `reader` and then, as children, the files found in the source of the page. */
export function withDataUris(reader: Reader): Reader {
  return async (item, budget) => {
    const result = await reader(item, budget);
    const source = Buffer.from(
      item.bytes.buffer,
      item.bytes.byteOffset,
      Math.min(item.bytes.byteLength, mostBytes),
    ).toString('latin1');
    const files = findFiles(source, budget);
    return files.length === 0 ? result : withChildren(result, files);
  };
}

function findFiles(source: string, budget: Budget): readonly Child[] {
  const files: Child[] = [...filesFromHex(source, budget)].slice(0, mostFiles).map((bytes, index) => ({
    name: `hex-${index + 1}`,
    role: 'embedded',
    bytes,
    facts: ['html-smuggling'],
  }));
  for (const { bytes } of files) budget.spendBytes(bytes?.length ?? 0);
  let at = 0;
  while (files.length < mostFiles) {
    const run = nextBase64(source, at);
    if (run === null) break;
    budget.checkTime();
    at = run.end;
    const declared = dataUriType(source, run.start);
    const text = source.slice(run.start, run.end);
    if (declared === null && !isFile(text, budget)) continue;
    const bytes = Buffer.from(text, 'base64');
    budget.spendBytes(bytes.length);
    const named = declared === null ? {} : { declaredType: declared };
    files.push({
      name: `data-${files.length + 1}`,
      role: 'embedded',
      bytes,
      ...named,
      facts: declared === null ? ['html-smuggling'] : [],
    });
  }
  return files;
}

/** The next run of base64 that is long enough to be a file, or that a data URI announces. */
function nextBase64(source: string, from: number): { start: number; end: number } | null {
  let start = from;
  for (let at = from; at <= source.length; at++) {
    if (at < source.length && isBase64(source.charCodeAt(at))) continue;
    const length = at - start;
    if (length >= shortestLiteral || (length >= 16 && source.startsWith(';base64,', start - 8)))
      return { start, end: at };
    start = at + 1;
  }
  return null;
}

/** Media type of the data URI whose data begin at `start`, null when there is none. */
function dataUriType(source: string, start: number): string | null {
  const before = source.slice(Math.max(0, start - longestHeader), start).toLowerCase();
  const header = before.lastIndexOf('data:');
  if (header < 0 || !before.endsWith(';base64,')) return null;
  const type = before.slice(header + 'data:'.length).split(';', 1)[0] ?? '';
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/.test(type) ? type : 'text/plain';
}

/** Whether a literal decodes to a program, an archive or a document. */
function isFile(text: string, budget: Budget): boolean {
  const type = certainType(Buffer.from(text.slice(0, probeCharacters), 'base64'), budget);
  return type !== null && !/^(?:image|audio|video|font)\//.test(type);
}
