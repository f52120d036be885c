// Files that a text or a script carries written out: base64 over several lines or in one literal, or hexadecimal digits.
import type { Budget } from '../limits.ts';
import type { Child, Reader } from '../reader.ts';
import { decodeText } from '../readers/plain-text.ts';
import { certainType } from '../type/true-type.ts';
import { withChildren } from './with-children.ts';

const mostFiles = 100;
const shortestRun = 200;
const shortestLine = 32;
const probeCharacters = 65_536;
/** Longer texts are not read to their end either. */
const mostBytes = 8 * 2 ** 20;

/** `reader` and then, as children, the programs, archives and documents that its text spells out. */
export function withEncodedFiles(reader: Reader): Reader {
  return async (item, budget) => {
    const result = await reader(item, budget);
    if (item.bytes.length < shortestRun) return result;
    const files = [...findFiles(decodeText(item.bytes.subarray(0, mostBytes)), budget)];
    return files.length === 0 ? result : withChildren(result, files);
  };
}

function* findFiles(text: string, budget: Budget): Generator<Child> {
  let number = 0;
  for (const bytes of [...fromBase64(text, budget), ...filesFromHex(text, budget)]) {
    if (++number > mostFiles) return;
    budget.spendBytes(bytes.length);
    yield { name: `encoded-${number}`, role: 'embedded', bytes, facts: ['encoded-file'] };
  }
}

/** Runs of base64 letters; the end of a line does not end a run when the line was long enough. */
function* fromBase64(text: string, budget: Budget): Generator<Buffer> {
  let start = -1;
  let lineStart = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (isBase64(code)) {
      if (start < 0) start = at;
      continue;
    }
    if ((code === 13 || code === 10) && start >= 0) {
      const next = code === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
      if (at - Math.max(lineStart, start) >= shortestLine && isBase64(text.charCodeAt(next))) {
        at = next - 1;
        lineStart = next;
        continue;
      }
    }
    if (start >= 0 && at - start >= shortestRun) {
      budget.checkTime();
      const run = text.slice(start, at);
      if (isFile(Buffer.from(run.slice(0, probeCharacters), 'base64'), budget)) yield Buffer.from(run, 'base64');
    }
    start = -1;
    lineStart = at + 1;
  }
}

/** Letters of base64, in either alphabet (RFC 4648 sections 4 and 5), by UTF-16 code unit. */
export function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 61 ||
    code === 95
  );
}

/** First bytes of programs, archives and documents, as digits: where a run of them does not begin with its file. */
const hexStarts = [
  '4d5a9000',
  '4d5a5000',
  '7f454c46',
  '504b0304',
  'd0cf11e0a1b1',
  '377abcaf271c',
  '526172211a07',
  '255044462d',
];

/** Files written in hexadecimal digits. */
export function* filesFromHex(text: string, budget: Budget): Generator<Buffer> {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isHex(text.charCodeAt(at))) continue;
    if (at - start >= shortestRun) {
      budget.checkTime();
      const file = fileInDigits(text.slice(start, at).toLowerCase(), budget);
      if (file !== null) yield file;
    }
    start = at + 1;
  }
}

function fileInDigits(digits: string, budget: Budget): Buffer | null {
  const starts = [0, ...hexStarts.map((start) => digits.indexOf(start)).filter((at) => at > 0)];
  for (const start of starts) {
    const whole = digits.slice(start, digits.length - ((digits.length - start) % 2));
    if (isFile(Buffer.from(whole.slice(0, probeCharacters), 'hex'), budget)) return Buffer.from(whole, 'hex');
  }
  return null;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function isFile(head: Buffer, budget: Budget): boolean {
  const type = certainType(head, budget);
  return type !== null && /^application\//.test(type) && !/^application\/(?:pkcs7|x-cpio|x-tar$)/.test(type);
}
