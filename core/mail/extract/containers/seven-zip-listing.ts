// What 7-Zip says about an archive and its entries (`l -slt`), and about what went wrong with them.
import type { UnreadReason } from '../../../model/part.ts';

export interface Listed {
  readonly name: string;
  readonly encrypted: boolean;
  readonly symlink: boolean;
  /** Begins or goes on in another volume. */
  readonly split: boolean;
}

export interface Listing {
  readonly entries: readonly Listed[];
  /** One of several volumes, whose others are missing. */
  readonly volume: boolean;
  /** Something stands behind the end of the archive. */
  readonly tail: boolean;
}

const ruler = '\n----------\n';

/** A block of `Key = value` lines about the archive, a ruler, then a block an entry, a blank line after each. */
export function parseListing(output: string): Listing {
  const start = output.indexOf(ruler);
  const head = start < 0 ? output : output.slice(0, start);
  const entries: Listed[] = [];
  for (const block of start < 0 ? [] : output.slice(start + ruler.length).split('\n\n')) {
    const entry = entryOf(fieldsOf(block));
    if (entry !== null) entries.push(entry);
  }
  const about = fieldsOf(head);
  const missing = /Missing volume|Unexpected end/.test(about.get('ERROR') ?? '');
  return { entries, volume: missing && about.get('Multivolume') === '+', tail: about.has('Tail Size') };
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const equals = line.indexOf(' = ');
    if (equals > 0 && !fields.has(line.slice(0, equals))) fields.set(line.slice(0, equals), line.slice(equals + 3));
  }
  return fields;
}

function entryOf(fields: ReadonlyMap<string, string>): Listed | null {
  const name = fields.get('Path');
  const attributes = fields.get('Attributes') ?? '';
  if (name === undefined || fields.get('Folder') === '+' || /^D/.test(attributes)) return null;
  return {
    name,
    encrypted: fields.get('Encrypted') === '+',
    symlink: (fields.get('Symbolic Link') ?? '') !== '' || / l[rwxst-]{9}/.test(attributes),
    split: fields.get('Split Before') === '+' || fields.get('Split After') === '+',
  };
}

/** Names as 7-Zip writes them here and there, made alike. */
export function comparable(name: string): string {
  return name
    .replaceAll('\\', '/')
    .replace(/^(?:\.{0,2}\/){1,100}/, '')
    .toLowerCase();
}

/** Entries that an error was reported for, and why; what was written for them is not their content. */
export function brokenNames(messages: readonly string[]): ReadonlyMap<string, UnreadReason> {
  const names = new Map<string, UnreadReason>();
  for (const line of messages) {
    const [, error = '', name] = /^ERROR: ([A-Za-z0-9 .?()]{1,80}) : (.{1,4000})$/.exec(line) ?? [];
    if (name === undefined) continue;
    const why = /Unsupported/.test(error) ? 'unsupported' : /password|encrypted/.test(error) ? 'encrypted' : 'corrupt';
    names.set(comparable(name), why);
  }
  return names;
}

const aesCodec = Buffer.from('06f10701', 'hex');
const encodedHeader = 0x17;
const longestHeader = 4096;

/** Whether the names of a 7z archive are encrypted (7zFormat.txt: SignatureHeader, EncodedHeader): 7-Zip only aborts. */
export function hidesNames(archive: Uint8Array): boolean {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  if (bytes.length < 32) return false;
  const start = 32 + Number(bytes.readBigUInt64LE(12));
  const header = bytes.subarray(start, start + Math.min(longestHeader, Number(bytes.readBigUInt64LE(20))));
  return header[0] === encodedHeader && header.includes(aesCodec);
}
