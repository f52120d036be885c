// Objects embedded by OLE: the file inside a Package, or the storage of another program.
import { type CompoundEntry, findEntry } from '../../cfb/compound-file.ts';
import { writeCompoundFile } from '../../cfb/write-compound-file.ts';
import type { Budget } from '../../limits.ts';
import { decodeAs, viewBytes } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';

const maxStringLength = 2048;

/** An OLE 1 object: version, format, three strings, native data ([MS-OLEDS] 2.2.4, 2.2.5). */
export function readOle1Object(data: Uint8Array, found: Gathering, budget: Budget): void {
  const view = viewBytes(data);
  const format = view.u32(4);
  let at = 8;
  const strings: string[] = [];
  for (let i = 0; i < 3; i++) {
    const length = view.u32(at);
    if (length > maxStringLength) break;
    strings.push(decodeAs('windows-1252', view.slice(at + 4, at + 4 + Math.max(0, length - 1))));
    at += 4 + length;
  }
  const className = strings[0] ?? '';
  if (/^equation/i.test(className)) found.fact('foreign-equation');
  if (format === 1) {
    found.fact('external-link');
    return;
  }
  const size = view.u32(at);
  const native = view.slice(at + 4, size === 0 ? data.length : at + 4 + size);
  if (format !== 2 || strings.length < 3 || native.length === 0) {
    // A broken header still carries its object for a lenient reader: hand on the whole of it.
    found.fact('ole-object');
    found.child('object.bin', 'embedded', carve(data));
    return;
  }
  found.fact('ole-object');
  if (/^package$/i.test(className)) readPackage(native, found);
  else found.child(objectName(className), 'embedded', native);
  budget.checkTime();
}

const compoundSignature = Buffer.from('d0cf11e0a1b11ae1', 'hex');

function carve(data: Uint8Array): Uint8Array {
  const at = Buffer.from(data.buffer, data.byteOffset, data.byteLength).indexOf(compoundSignature);
  return at < 0 ? data : data.subarray(at);
}

function objectName(className: string): string {
  const name = className.replace(/[^\w.-]/g, '').slice(0, 40);
  return `${name === '' ? 'object' : name}.bin`;
}

/** Kind of a package that holds the path of a file instead of the file. */
const linkedPackage = 1;
const startsProgram = /\.(?:exe|com|bat|cmd|ps1|vb[es]|jse?|hta|lnk|scr|msi|cpl|dll|ws[fh]|url|pif|jar|reg|msc)\b/i;

/** What Object Packager wrote ([MS-OLEDS] 2.3.6 calls it native data): flags, label, path, reserved, temporary path, size, data. */
function readPackage(native: Uint8Array, found: Gathering): void {
  found.fact('ole-package');
  const view = viewBytes(native);
  const label = zeroTerminated(native, 2);
  const path = zeroTerminated(native, label.next);
  if (view.u16(path.next) === 0 && view.u16(path.next + 2) === linkedPackage) {
    found.fact(
      startsProgram.test(path.text.slice(-200)) || path.text.startsWith('\\\\') ? 'ole-linked-program' : 'ole-link',
    );
    found.add('file-name', 'package-name', [label.text, path.text].join('\n').trim());
    return;
  }
  const temporarySize = view.u32(path.next + 4);
  const sizeAt = path.next + 8 + temporarySize;
  const size = view.u32(sizeAt);
  if (view.u16(0) !== 2 || temporarySize > maxStringLength || size === 0 || sizeAt + 4 > native.length) {
    found.child('object.bin', 'embedded', native);
    return;
  }
  const name = label.text.trim() !== '' ? label.text : path.text;
  found.add('file-name', 'package-name', [label.text, path.text].join('\n').trim());
  found.child(
    name.slice(name.lastIndexOf('\\') + 1) || 'package.bin',
    'embedded',
    view.slice(sizeAt + 4, sizeAt + 4 + size),
  );
}

function zeroTerminated(bytes: Uint8Array, from: number): { text: string; next: number } {
  let end = from;
  while (end < bytes.length && end - from < maxStringLength && bytes[end] !== 0) end++;
  return { text: decodeAs('windows-1252', bytes.subarray(from, end)), next: end + 1 };
}

/** Streams that hold the embedded file itself, or that a formula editor reads. */
const objectStreams = ['\u0001Ole10Native', 'Package', 'CONTENTS', 'Equation Native'];

export function isObjectStorage(storage: CompoundEntry): boolean {
  return objectStreams.some((name) => findEntry(storage, name)?.type === 'stream');
}

const equationClasses = /^(?:02ce0200|00170200)00000000c000000000000046$/;
/** Moniker of an address ([MS-OSHARED] 2.3.7.6), of a script, of a new object: what it names is fetched and run. */
const runningMonikers = [
  'e0c9ea79f9bace118c8200aa004ba90b',
  'd30b2906aa48d2118432006008c3fbfc',
  'c7b0abec197fd211978e0000f8757e2a',
  'c6afabec197fd211978e0000f8757e2a',
].map((id) => Buffer.from(id, 'hex'));

/** Facts about the storage of an object: its class, and the link that it may be ([MS-OLEDS] 2.3.3). */
export function noteObjectClass(storage: CompoundEntry, found: Gathering): void {
  if (equationClasses.test(storage.classId)) found.fact('ole-equation');
  const link = findEntry(storage, '\u0001Ole');
  if (link?.type !== 'stream' || link.size > 65_536) return;
  const bytes = Buffer.from(link.bytes());
  if (runningMonikers.some((moniker) => bytes.includes(moniker))) found.fact('remote-object');
}

/** An equation whose font name does not end within the field the editor keeps for it runs over the editor's memory. */
function isOverflowing(equation: Uint8Array): boolean {
  const longestFontName = 40;
  const start = equation[0] === 0x1c ? 28 : 0;
  for (let at = start; at < Math.min(equation.length, start + 64); at++) {
    if (equation[at] !== 8) continue;
    const name = equation.subarray(at + 3, at + 3 + longestFontName);
    if (name.length === longestFontName && !name.includes(0)) return true;
  }
  return false;
}

/** An embedded storage as a child of its own, or the file it wraps. */
export function readObjectStorage(storage: CompoundEntry, found: Gathering): void {
  found.fact('ole-object');
  noteObjectClass(storage, found);
  const equation = findEntry(storage, 'Equation Native');
  if (equation?.type === 'stream') found.fact(isOverflowing(equation.bytes()) ? 'foreign-equation' : 'ole-equation');
  const native = findEntry(storage, '\u0001Ole10Native');
  const whole = findEntry(storage, 'Package') ?? findEntry(storage, 'CONTENTS');
  const name = storage.name.replace(/[^\w.-]/g, '').slice(0, 40) || 'object';
  if (native?.type === 'stream') readPackage(native.bytes().subarray(4), found);
  else if (whole?.type === 'stream') found.child(`${name}.bin`, 'embedded', () => whole.bytes());
  else if (!isObjectStorage(storage)) found.child(`${name}.ole`, 'embedded', () => writeCompoundFile(storage));
}
