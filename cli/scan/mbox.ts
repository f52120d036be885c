// Splits an mbox file (RFC 4155) into its messages as it streams by.
import { type Input, largestMessage } from './input.ts';

const newline = 0x0a;
const separator = Buffer.from('From ');

/** True for bytes that begin with a separator line: `From sender Www Mmm dd hh:mm:ss yyyy`. */
export function looksLikeMbox(start: Uint8Array): boolean {
  // Some programs begin with blank lines.
  const line =
    Buffer.from(start.subarray(0, 300))
      .toString('latin1')
      .replace(/^[\r\n]+/, '')
      .split('\n', 1)[0] ?? '';
  return /^From \S+ .*\d{1,2}:\d{2}/.test(line);
}

/**
 * One input a message, named `path#1`, `path#2`, …; just `path` when there is a single one. The separator lines are not
 * part of any.
 */
export async function* mboxMessages(
  path: string,
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Input> {
  let count = 0;
  let first: Message | null = null;
  for await (const message of split(stream)) {
    count++;
    if (count === 1) first = message;
    else {
      if (first !== null) yield inputOf(`${path}#1`, first);
      first = null;
      yield inputOf(`${path}#${count}`, message);
    }
  }
  if (first !== null) yield inputOf(path, first);
}

interface Message {
  readonly bytes: number;
  /** Complete only up to `largestMessage`. */
  readonly lines: readonly Buffer[];
}

function inputOf(file: string, { bytes, lines }: Message): Input {
  return bytes > largestMessage ? { file, tooLarge: bytes } : { file, raw: Buffer.concat(lines) };
}

async function* split(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Message> {
  let lines: Buffer[] = [];
  let bytes = 0;
  let afterBlank = true;
  let separated = false;
  for await (const line of linesOf(stream)) {
    if (afterBlank && line.subarray(0, separator.length).equals(separator)) {
      if (bytes > 0) yield { bytes, lines };
      lines = [];
      bytes = 0;
      separated = true;
    } else if (bytes > 0 || separated || !isBlank(line)) {
      bytes += line.length;
      if (bytes <= largestMessage) lines.push(unquote(line));
    }
    afterBlank = isBlank(line);
  }
  if (bytes > 0) yield { bytes, lines };
}

function isBlank(line: Buffer): boolean {
  return line.length <= 2 && (line[0] === newline || line[1] === newline);
}

/** mboxrd: one `>` before `From ` at the start of a line was added by the writer. */
function unquote(line: Buffer): Buffer {
  return line[0] === 0x3e && /^>+From /.test(line.toString('latin1', 0, 64)) ? line.subarray(1) : line;
}

async function* linesOf(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const piece of stream) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let at = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, at)) {
      rest.push(chunk.subarray(at, end + 1));
      yield rest.length === 1 && rest[0] !== undefined ? rest[0] : Buffer.concat(rest);
      rest = [];
      at = end + 1;
    }
    // Copied, since the stream may use the chunk again.
    if (at < chunk.length) rest.push(Buffer.from(chunk.subarray(at)));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
