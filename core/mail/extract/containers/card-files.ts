// Files in calendars and address cards: ATTACH (RFC 5545 3.8.1.1), PHOTO, LOGO, SOUND, KEY (RFC 6350 6.2.4 and others).
import type { Budget } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { cardActions } from '../readers/card-actions.ts';
import { decodeText } from '../readers/plain-text.ts';

const mostFiles = 500;
const longestHeader = 2000;
/** No standard names the file; programs do. */
const fileNames = ['FILENAME', 'X-FILENAME', 'X-APPLE-FILENAME', 'X-ORACLE-FILENAME', 'NAME'];

/** `reader`, what the card would do, and as children the values that are written in base64. */
export function withCardFiles(reader: Reader): Reader {
  return async (item, budget) => {
    const result = await reader(item, budget);
    const text = decodeText(item.bytes);
    const facts = [...result.facts, ...cardActions(text)];
    const files = cardFiles(text, budget);
    return files.length === 0 ? { ...result, facts } : { ...result, facts, children: files };
  };
}

function cardFiles(text: string, budget: Budget): readonly Child[] {
  const files: Child[] = [];
  for (const { header, value } of binaryValues(text)) {
    budget.checkTime();
    if (files.length >= mostFiles) {
      files.push({ name: 'more', role: 'embedded', bytes: null, why: 'too-many-parts' });
      break;
    }
    const bytes = Buffer.from(value, 'base64');
    budget.spendBytes(bytes.length);
    const declared = parameter(header, ['FMTTYPE', 'MEDIATYPE', 'TYPE']) ?? '';
    files.push({
      name: parameter(header, fileNames) ?? nameOf(header, files.length),
      role: 'embedded',
      bytes,
      ...(declared.includes('/') ? { declaredType: declared.toLowerCase() } : {}),
    });
  }
  return files;
}

interface BinaryValue {
  /** Name and parameters of the property. */
  readonly header: string;
  readonly value: string;
}

/** A long value goes on in lines that begin with white space; programs that forget it write base64 alone. */
function* binaryValues(text: string): Generator<BinaryValue> {
  let property: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^[ \t]/.test(line)) property.push(line.slice(1));
    else if (isBase64(line) && headerOf(property) !== null) property.push(line);
    else {
      yield* readProperty(property);
      property = [line];
    }
  }
  yield* readProperty(property);
}

function* readProperty(property: readonly string[]): Generator<BinaryValue> {
  const header = headerOf(property);
  if (header === null) return;
  const value = property.join('').slice(header.length + 1);
  yield { header, value: value.startsWith('data:') ? value.slice(value.indexOf(',') + 1) : value };
}

/** What stands before the value, when the value is in base64 by its parameters or as a data URI; else null. */
function headerOf(property: readonly string[]): string | null {
  const start = property
    .slice(0, 20)
    .map((line) => line.slice(0, longestHeader))
    .join('')
    .slice(0, longestHeader);
  const colon = colonOf(start);
  if (colon < 0) return null;
  const header = start.slice(0, colon);
  const marked = /;(?:ENCODING=)?"?(?:BASE64|B)"?(?:;|$)/i.test(header);
  return marked || /^data:[^,]{0,500};base64,/i.test(start.slice(colon + 1)) ? header : null;
}

/** The first colon outside quotation marks. */
function colonOf(start: string): number {
  let quoted = false;
  for (let at = 0; at < start.length; at++) {
    if (start[at] === '"') quoted = !quoted;
    else if (start[at] === ':' && !quoted) return at;
  }
  return -1;
}

const longestLine = 1000;

function isBase64(line: string): boolean {
  return line.length <= longestLine && /^[A-Za-z0-9+/]{2,1000}={0,2}$/.test(line);
}

function parameter(header: string, names: readonly string[]): string | null {
  for (const field of header.split(';').slice(1)) {
    const equals = field.indexOf('=');
    if (equals < 0 || !names.includes(field.slice(0, equals).toUpperCase())) continue;
    const value = field
      .slice(equals + 1)
      .replaceAll('"', '')
      .trim();
    if (value !== '') return value;
  }
  return null;
}

/** The property, without the group before it (RFC 6350 3.3). */
function nameOf(header: string, index: number): string {
  const property = (header.split(';', 1)[0] ?? '').split('.').at(-1) ?? '';
  return `${property.toLowerCase() || 'value'}-${index + 1}`;
}
