// Scripts of a PDF as they stand in its bytes: a string behind /JS, or a stream that it refers to.
import { Pattern, Subject } from '../../../../rulebook/pattern.ts';
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { objectAt, streamOf } from './raw-object.ts';

const longestScript = 65_536;
const longestInflated = 2 ** 20;

/** What scripts of forms do not do: open files and addresses, call holes of old viewers, unpack themselves. */
const attacks = new Pattern(
  'exportDataObject|importDataObject|createDataObject|SOAP\\.|Collab\\.(?:collectEmailInfo|getIcon)|util\\.print[fd]\\s*\\(\\s*["\\\']%\\d{3,}|newPlayer|customDictionaryOpen|\\beval\\s*\\(|unescape\\s*\\(|(?:%u[0-9a-f]{4}){8}|app\\.openDoc|xfa\\.host\\.gotoURL\\s*\\(\\s*["\\\'](?:file|javascript)',
  { ignoreCase: true },
);

export function judgeScript(source: string, found: Gathering): void {
  if (attacks.test(new Subject(source))) found.fact('pdf-script-attack');
}

/** `at` is where the name /JS begins in `source`; a reference is looked up in `file`. */
export function noteScriptAt(source: Buffer, at: number, file: Buffer, found: Gathering, budget: Budget): void {
  const value = source.toString('latin1', at, at + longestScript);
  const rest = value.replace(/^\/[^\s([<]{1,20}\s{0,50}/, '');
  const reference = /^(\d{1,10}) (\d{1,5}) R/.exec(rest);
  const text = reference === null ? literal(rest) : streamText(file, `${reference[1]} ${reference[2]}`, budget);
  if (text === '') return;
  judgeScript(text, found);
  found.add('code', 'javascript', text);
}

/** A string, literal or hexadecimal (ISO 32000-1, 7.3.4); '' for anything else. */
function literal(rest: string): string {
  if (rest.startsWith('<')) return decodeString(Buffer.from(rest.slice(1, rest.indexOf('>')), 'hex'));
  if (!rest.startsWith('(')) return '';
  let depth = 0;
  for (let i = 0; i < rest.length; i++) {
    const character = rest[i];
    if (character === '\\') i++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return unescaped(rest.slice(1, i));
  }
  return unescaped(rest.slice(1));
}

function unescaped(text: string): string {
  const plain = text
    .replace(/\\\r?\n/g, '')
    .replace(/\\([0-7]{1,3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8) & 255))
    .replace(/\\([()\\])/g, '$1');
  return decodeString(Buffer.from(plain, 'latin1'));
}

function decodeString(bytes: Buffer): string {
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff) return bytes.toString('latin1');
  return Buffer.from(bytes.subarray(2, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}

function streamText(file: Buffer, reference: string, budget: Budget): string {
  const object = objectAt(file, reference);
  if (object < 0) return '';
  const stream = streamOf(file, object, longestInflated, budget);
  if (stream !== null) return stream.toString('latin1');
  const head = `\n${reference} obj`.length;
  return literal(file.toString('latin1', object + head, object + longestScript).trimStart());
}
