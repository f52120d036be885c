// MAPI property lists as TNEF writes them ([MS-OXTNEF] 2.1.3.4, types of [MS-OXCDATA] 2.11.1).
import type { Budget } from '../limits.ts';

export interface MapiProperty {
  readonly id: number;
  readonly type: number;
  /** Value of a single-valued property, first value of a multi-valued one. */
  readonly data: Buffer;
}

const fixedLengths: Readonly<Record<number, number>> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
  1: 0,
};
const variable = new Set([13, 30, 31, 258]);
const unicodeText = 31;
const maximumProperties = 20_000;

/** Stops silently at the first property of a type it does not know or that goes beyond the end. */
export function* readMapiProperties(bytes: Buffer, budget: Budget): Generator<MapiProperty> {
  if (bytes.length < 4) return;
  const count = Math.min(bytes.readUInt32LE(0), maximumProperties);
  let at = 4;
  for (let i = 0; i < count && at + 4 <= bytes.length; i++) {
    budget.checkTime();
    const type = bytes.readUInt16LE(at);
    const id = bytes.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) at = skipName(bytes, at);
    const value = readValue(bytes, at, type);
    if (value === null) return;
    at = value.next;
    yield { id, type: type & 0xfff, data: value.data };
  }
}

export function mapiText({ type, data }: MapiProperty): string {
  const text = type === unicodeText ? data.toString('utf16le') : data.toString('latin1');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** A named property carries a GUID and a number or a text. */
function skipName(bytes: Buffer, at: number): number {
  if (at + 24 > bytes.length) return bytes.length;
  const textual = bytes.readUInt32LE(at + 16) === 1;
  const value = bytes.readUInt32LE(at + 20);
  return at + 24 + (textual ? padded(value) : 0);
}

function readValue(bytes: Buffer, start: number, type: number): { data: Buffer; next: number } | null {
  const multiple = (type & 0x1000) !== 0;
  const base = type & 0xfff;
  let at = start;
  let values = 1;
  if (multiple || variable.has(base)) {
    if (at + 4 > bytes.length) return null;
    values = bytes.readUInt32LE(at);
    at += 4;
  }
  let first: Buffer | null = null;
  for (let i = 0; i < values; i++) {
    let length = fixedLengths[base];
    if (variable.has(base)) {
      if (at + 4 > bytes.length) return null;
      length = bytes.readUInt32LE(at);
      at += 4;
    }
    if (length === undefined || at + length > bytes.length) return null;
    first ??= bytes.subarray(at, at + length);
    at += padded(length);
    if (length === 0 && values > 1000) return null;
  }
  return { data: first ?? bytes.subarray(at, at), next: at };
}

function padded(length: number): number {
  return length + ((4 - (length % 4)) % 4);
}
