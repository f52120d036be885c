// Splits RTF into groups, control words and text bytes: linear, without recursion.
import type { Budget } from '../../limits.ts';

export interface RtfHandler {
  openGroup(): void;
  closeGroup(): void;
  /** `parameter` is null when the word has none. */
  control(word: string, parameter: number | null): void;
  /** Control symbol other than \', e.g. `~`, `*`, `-`. */
  symbol(char: string): void;
  /** A byte of text in the current code page, written as \'hh. */
  byte(value: number): void;
  /** Plain bytes [from, to) of the source, without line breaks. */
  run(source: Uint8Array, from: number, to: number): void;
  /** Raw data [from, to) after \bin. */
  binary(source: Uint8Array, from: number, to: number): void;
}

const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const longestWord = 32;

export function tokenizeRtf(bytes: Uint8Array, handler: RtfHandler, budget: Budget): void {
  let at = 0;
  let steps = 0;
  while (at < bytes.length) {
    if ((++steps & 0x3fff) === 0) budget.checkTime();
    const byte = bytes[at] ?? 0;
    if (byte === openBrace) {
      handler.openGroup();
      at++;
    } else if (byte === closeBrace) {
      handler.closeGroup();
      at++;
    } else if (byte === backslash) at = readControl(bytes, at + 1, handler);
    else if (byte === 0x0d || byte === 0x0a || byte === 0) at++;
    else {
      const from = at;
      while (at < bytes.length && !endsRun(bytes[at] ?? 0)) at++;
      handler.run(bytes, from, at);
    }
  }
}

function endsRun(byte: number): boolean {
  return (
    byte === backslash || byte === openBrace || byte === closeBrace || byte === 0x0d || byte === 0x0a || byte === 0
  );
}

function readControl(bytes: Uint8Array, start: number, handler: RtfHandler): number {
  const first = bytes[start];
  if (first === undefined) return start;
  if (!isLetter(first)) {
    if (first !== 0x27) {
      handler.symbol(String.fromCharCode(first));
      return start + 1;
    }
    const value = hexDigit(bytes[start + 1]) * 16 + hexDigit(bytes[start + 2]);
    if (value >= 0) handler.byte(value);
    return start + 3;
  }
  let at = start;
  while (at < bytes.length && isLetter(bytes[at] ?? 0)) at++;
  const word = latin1(bytes, start, Math.min(at, start + longestWord));
  const numberFrom = at;
  if (bytes[at] === 0x2d) at++;
  while (at < bytes.length && at - numberFrom < 12 && isDigit(bytes[at] ?? 0)) at++;
  const digits = latin1(bytes, numberFrom, at);
  const parameter = digits === '' || digits === '-' ? null : Number.parseInt(digits, 10);
  if (bytes[at] === 0x20) at++;
  if (word === 'bin' && parameter !== null && parameter > 0) {
    const end = Math.min(bytes.length, at + parameter);
    handler.binary(bytes, at, end);
    return end;
  }
  handler.control(word, parameter);
  return at;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** A large negative number for anything else, so that sums of it stay negative. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1000;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return byte >= 0x41 && byte <= 0x46 ? byte - 0x37 : -1000;
}
