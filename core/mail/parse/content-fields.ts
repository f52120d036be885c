// What the Content- fields of an entity say (RFC 2045, 2183): type, boundaries, encoding, disposition, names.
import type { ByteSpan } from '../../model/message.ts';
import type { Ambiguity, Ways } from './ambiguity.ts';
import { decodeWords } from './encoded-words.ts';
import { type RawField, rawValue } from './header-block.ts';
import { looseReadings, parameterReadings, readStructured, type StructuredValue } from './parameters.ts';
import { type Encoding, encodingReadings } from './transfer-encoding.ts';

export interface ContentFields {
  /** Lower case, null when there is no usable Content-Type. */
  readonly type: string | null;
  readonly charset: string | null;
  readonly isMultipart: boolean;
  /** Delimiters it may use, the one by the book first. */
  readonly boundaries: readonly string[];
  /** How many of `boundaries` are by the book. */
  readonly sureBoundaries: number;
  readonly encoding: Encoding;
  readonly disposition: 'inline' | 'attachment' | null;
  /** File names that readers may show, the usual one first. */
  readonly names: readonly string[];
  readonly contentId: string | null;
  readonly structured: StructuredValue | null;
  /** The header speaks of a multipart although its type is none. */
  readonly suspect: boolean;
  readonly notes: readonly (Ambiguity | 'too-many-parameters' | 'odd-file-name' | 'ambiguous-file-name')[];
}

/** How much of a header without Content-Type is searched, in bytes. */
const maximumSearched = 65_536;

type Notes = Set<ContentFields['notes'][number]>;

interface ReadField {
  readonly raw: string;
  readonly structured: StructuredValue;
}

function valuesOf(bytes: Buffer, fields: readonly RawField[], key: string): string[] {
  const values: string[] = [];
  for (const field of fields) if (field.key === key && values.length < 10) values.push(rawValue(bytes, field));
  return values;
}

/** Of several fields the first counts, or the last in the other reading. */
function choose(values: readonly string[], note: Ambiguity, ways: Ways, notes: Notes): string | null {
  const distinct = new Set(values.map((value) => value.toLowerCase().replace(/\s+/g, '')));
  if (distinct.size > 1) notes.add(note);
  return (ways.has(note) ? values.at(-1) : values[0]) ?? null;
}

/** `type/subtype` out of a token, null when it is none. */
function mediaType(token: string): string | null {
  const match = /^([a-z0-9!#$&^_.+-]{1,100})\s*\/\s*([a-z0-9!#$&^_.+-]{1,100})/.exec(token.slice(0, 300));
  return match === null ? null : `${match[1]}/${match[2]}`;
}

interface TypeReading {
  readonly type: string | null;
  readonly isMultipart: boolean;
}

function readType(field: ReadField | null, ways: Ways, notes: Notes): TypeReading {
  if (field === null) return { type: null, isMultipart: false };
  const decoded = field.raw.startsWith('=?')
    ? decodeWords(field.structured.token).toLowerCase()
    : field.structured.token;
  const type = mediaType(decoded);
  const plain = type?.startsWith('multipart/') ?? false;
  const meant = plain || /^[^;]{0,40}multipart/.test(decoded);
  const odd = meant && (!plain || field.structured.oddToken);
  if (odd) notes.add('odd-content-type');
  return { type, isMultipart: odd && ways.has('odd-content-type') ? false : meant };
}

function readBoundaries(field: ReadField | null, notes: Notes): { all: string[]; sure: number } {
  if (field === null) return { all: [], sure: 0 };
  const sure = new Set(parameterReadings(field.structured, 'boundary'));
  sure.delete('');
  const loose = [...sure, ...looseReadings(field.structured, field.raw, 'boundary')].map((value) => value.trimEnd());
  const all = new Set([...sure, ...loose]);
  all.delete('');
  if (sure.size > 1) notes.add('other-boundary');
  return { all: [...all].slice(0, 12), sure: Math.min(sure.size, 12) };
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0
    ? ''
    : name
        .slice(dot + 1)
        .toLowerCase()
        .replace(/[^a-z0-9]+$/, '');
}

/** Single quotes are no quoting in mail; programs that think so open the same file. */
function withoutQuotes(name: string): string {
  return name.length > 2 && name.startsWith("'") && name.endsWith("'") ? name.slice(1, -1) : name;
}

function readNames(type: ReadField | null, dispositions: readonly ReadField[], notes: Notes): string[] {
  const names = new Set<string>();
  for (const field of dispositions) {
    for (const name of parameterReadings(field.structured, 'filename')) names.add(name);
    // `name=` in a disposition is wrong and honoured by many.
    for (const name of parameterReadings(field.structured, 'name')) names.add(name);
  }
  if (type !== null) {
    for (const name of parameterReadings(type.structured, 'name')) names.add(name);
    for (const name of parameterReadings(type.structured, 'filename')) names.add(name);
  }
  if (names.size === 0) {
    for (const field of [...dispositions, ...(type === null ? [] : [type])]) {
      const loose = looseReadings(field.structured, field.raw, 'name').map((name) => decodeWords(name));
      const usable = loose.filter((name) => name !== '' && !/[;"=()]/.test(name));
      for (const name of [...usable, ...loose]) names.add(name);
    }
    if (names.size > 0) notes.add('odd-file-name');
    names.delete('');
    return [...names].slice(0, 1);
  }
  const bare = [...names].slice(0, 10).map(withoutQuotes);
  const extensions = new Set(bare.map(extensionOf).filter((extension) => extension !== ''));
  if (extensions.size > 1) notes.add('ambiguous-file-name');
  // A name with an extension says more about what opening it does than one without.
  return bare.sort((a, b) => Number(extensionOf(b) !== '') - Number(extensionOf(a) !== ''));
}

function readDisposition(fields: readonly ReadField[]): 'inline' | 'attachment' | null {
  let seen: 'inline' | 'attachment' | null = null;
  for (const { structured } of fields) {
    // RFC 2183 section 2.8: an unknown disposition is treated as attachment.
    const one = structured.token.startsWith('inline') ? 'inline' : structured.token === '' ? null : 'attachment';
    if (one === 'attachment') return one;
    seen ??= one;
  }
  return seen;
}

/** Without a usable type, some readers still find a multipart in the header: in a folded or damaged line of it. */
function speaksOfMultipart(bytes: Buffer, type: ReadField | null, header: ByteSpan): boolean {
  if (type !== null) return /multipart|boundary/i.test(type.raw.slice(0, 4_000));
  const block = bytes.subarray(header.start, Math.min(header.end, header.start + maximumSearched));
  return block.includes('boundary', 0, 'latin1') || block.includes('multipart/', 0, 'latin1');
}

function read(raw: string): ReadField {
  return { raw, structured: readStructured(raw) };
}

/** Of an entity without header. */
const nothingSaid: ContentFields = {
  type: null,
  charset: null,
  isMultipart: false,
  boundaries: [],
  sureBoundaries: 0,
  encoding: 'identity',
  disposition: null,
  names: [],
  contentId: null,
  structured: null,
  suspect: false,
  notes: [],
};

/** Says what an entity is; `ways` selects the second reading of what is ambiguous. */
export function readContentFields(
  bytes: Buffer,
  fields: readonly RawField[],
  header: ByteSpan,
  ways: Ways,
): ContentFields {
  if (fields.length === 0 && header.end <= header.start) return nothingSaid;
  const notes: Notes = new Set();
  const typeValue = choose(valuesOf(bytes, fields, 'content-type'), 'duplicate-content-type', ways, notes);
  const type = typeValue === null ? null : read(typeValue);
  const dispositions = valuesOf(bytes, fields, 'content-disposition').map(read);
  const encodingValue = choose(
    valuesOf(bytes, fields, 'content-transfer-encoding'),
    'duplicate-transfer-encoding',
    ways,
    notes,
  );
  const [usual, other] = encodingReadings(encodingValue);
  if (usual !== other) notes.add('odd-transfer-encoding');
  const { type: declared, isMultipart } = readType(type, ways, notes);
  const boundaries = isMultipart ? readBoundaries(type, notes) : { all: [], sure: 0 };
  if (type?.structured.cut === true || dispositions.some((field) => field.structured.cut))
    notes.add('too-many-parameters');
  return {
    type: declared,
    charset: type === null ? null : (parameterReadings(type.structured, 'charset')[0] ?? null),
    isMultipart,
    boundaries: boundaries.all,
    sureBoundaries: boundaries.sure,
    encoding: ways.has('odd-transfer-encoding') ? other : usual,
    disposition: readDisposition(dispositions),
    names: type === null && dispositions.length === 0 ? [] : readNames(type, dispositions, notes),
    contentId: valuesOf(bytes, fields, 'content-id')[0]?.replace(/^<|>$/g, '') ?? null,
    structured: type?.structured ?? null,
    suspect: !isMultipart && speaksOfMultipart(bytes, type, header),
    notes: [...notes],
  };
}
