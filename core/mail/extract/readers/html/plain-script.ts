// A script with its plainest disguises taken off: strings in pieces are joined, escapes are written as what they stand for.

/** Blanks on either side of the sign that joins two strings. */
const mostBlanks = 8;
const quotes = `"'\``;

/** Linear; good for looking for words in it, not for running. */
export function plainScript(source: string): string {
  const spelled = rewritten(joined(source), '\\', readEscape);
  return /unescape|decodeuri/i.test(spelled) ? rewritten(spelled, '%', readPercent) : spelled;
}

/** `"at" + "ob"` → `"atob"`. */
function joined(source: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = source.indexOf('+'); at >= 0; at = source.indexOf('+', at + 1)) {
    const left = skipBlanks(source, at - 1, -1);
    const quote = source[left] ?? '';
    const right = skipBlanks(source, at + 1, 1);
    if (left < from || quote === '' || !quotes.includes(quote) || source[right] !== quote) continue;
    pieces.push(source.slice(from, left));
    from = right + 1;
  }
  return from === 0 ? source : pieces.join('') + source.slice(from);
}

function skipBlanks(source: string, start: number, step: 1 | -1): number {
  let at = start;
  while (Math.abs(at - start) < mostBlanks && ' \t\r\n'.includes(source[at] ?? 'x')) at += step;
  return at;
}

interface Spelled {
  readonly code: number;
  /** UTF-16 code units that spell it. */
  readonly length: number;
}

function rewritten(source: string, mark: string, read: (source: string, at: number) => Spelled | null): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = source.indexOf(mark); at >= 0; at = source.indexOf(mark, Math.max(from, at + 1))) {
    const spelled = read(source, at);
    if (spelled === null) continue;
    pieces.push(source.slice(from, at), String.fromCharCode(spelled.code));
    from = at + spelled.length;
  }
  return from === 0 ? source : pieces.join('') + source.slice(from);
}

function readEscape(source: string, at: number): Spelled | null {
  const kind = source[at + 1];
  if (kind === 'x') return readHex(source, at + 2, 2, 4);
  return kind === 'u' ? readHex(source, at + 2, 4, 6) : null;
}

/** `%3C`, and `%u003C` of `unescape`. */
function readPercent(source: string, at: number): Spelled | null {
  return source[at + 1] === 'u' ? readHex(source, at + 2, 4, 6) : readHex(source, at + 1, 2, 3);
}

function readHex(source: string, from: number, digits: number, length: number): Spelled | null {
  const text = source.slice(from, from + digits);
  return text.length === digits && /^[0-9a-f]+$/i.test(text) ? { code: Number.parseInt(text, 16), length } : null;
}
