// Cuts the exact secret out of the text where a value is expected to begin.
import type { Lexicon } from './lexicon.ts';
import { type Bare, isLetterOrDigit } from './spellings.ts';
import type { Token, TokenisedText } from './tokens.ts';
import { hasMarks, shapeOf, type ValueShape } from './value-shape.ts';

export interface Candidate {
  /** UTF-16 range in the normalised text. */
  readonly start: number;
  readonly end: number;
  readonly shape: ValueShape;
  readonly quoted: boolean;
  /** Index of the first and of the last token it covers. */
  readonly first: number;
  readonly last: number;
  /** What its spelling is known to be; null for what is more or less than one word without its marks. */
  readonly bare: Bare | null;
}

const closers: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '„': '“',
  '«': '»',
  '‹': '›',
  '‘': '’',
  '`': '`',
};

/** The value that starts at token `index`, quoted or bare; null when nothing there could be one. */
export function candidateAt(source: TokenisedText, index: number, lexicon: Lexicon): Candidate | null {
  const token = source.tokens[index];
  if (token === undefined || token.end - token.start > 200) return null;
  if (opensPlaceholder(source, index)) return null;
  const quoted = mayBeQuoted(source.text, token) ? quotedAt(source, index, lexicon) : null;
  return quoted ?? bareAt(source.text, token, index, lexicon);
}

const pair = /^(\(?\p{L}[\p{L}\d._-]{1,30}[:/])([^\s:/]{5,60}?)[.,;:?)]{0,2}$/u;
const madeUp: ReadonlySet<ValueShape> = new Set(['mixed', 'strong', 'random']);

/** The made-up half of `pump7/Culvert#7` and `dispatch:Lily&Lamp`; null where token `index` is no such pair. */
export function secondHalfAt({ tokens, text }: TokenisedText, index: number, lexicon: Lexicon): Candidate | null {
  const token = tokens[index];
  if (token === undefined || token.end - token.start > 100) return null;
  const whole = text.slice(token.start, token.end);
  const [, name, value] = pair.exec(whole) ?? [];
  // `SHA256:q3Vn…` is a hash, `host:5432` an address.
  if (name === undefined || value === undefined || shapeOf(whole, lexicon) === 'none') return null;
  const shape = shapeOf(value, lexicon);
  const start = token.start + name.length;
  if (!madeUp.has(shape)) return null;
  return { start, end: start + value.length, shape, quoted: false, first: index, last: index, bare: null };
}

/** `<PostgreSQL PW>`: several words in angle brackets tell what to put there. */
function opensPlaceholder({ text, tokens }: TokenisedText, index: number): boolean {
  const token = tokens[index];
  if (token === undefined || text[token.start] !== '<' || text.slice(token.start, token.end).includes('>'))
    return false;
  for (let i = index + 1; i <= index + 5; i++) {
    const next = tokens[i];
    if (next === undefined || next.line !== token.line) return false;
    const word = text.slice(next.start, next.end);
    if (word.includes('<')) return false;
    if (word.includes('>')) return true;
  }
  return false;
}

export function mayBeQuoted(text: string, { start }: Token): boolean {
  return !isLetterOrDigit(text.charCodeAt(start));
}

function quotedAt(source: TokenisedText, index: number, lexicon: Lexicon): Candidate | null {
  const { text, tokens } = source;
  const token = tokens[index];
  if (token === undefined) return null;
  let open = token.start;
  while (open < token.end && (text[open] === '(' || text[open] === '[')) open++;
  const closer = closers[text.charAt(open)];
  if (closer === undefined) return null;
  let start = open + 1;
  while (text[start] === ' ') start++;
  let last = index;
  for (; last < index + 8; last++) {
    const here = tokens[last];
    if (here === undefined || here.line !== token.line) return null;
    const from = Math.max(start, here.start);
    const within = text.slice(from, here.end).indexOf(closer);
    if (within >= 0 && (from + within > start || last > index)) {
      let end = from + within;
      while (end > start && text[end - 1] === ' ') end--;
      return {
        start,
        end,
        shape: shapeOf(text.slice(start, end), lexicon),
        quoted: true,
        first: index,
        last,
        bare: null,
      };
    }
  }
  return null;
}

function bareAt(text: string, token: Token, index: number, lexicon: Lexicon): Candidate | null {
  const { start, end, spelling } = token;
  if (spelling.bare === undefined) spelling.bare = bareOf(text.slice(start, end), lexicon);
  if (spelling.bare === null) return null;
  const { bare } = spelling;
  return {
    start: start + bare.from,
    end: start + bare.to,
    shape: bare.shape,
    quoted: false,
    first: index,
    last: index,
    bare,
  };
}

function bareOf(raw: string, lexicon: Lexicon): Bare | null {
  if (!hasMarks(raw)) return bareFrom(raw, 0, raw.length, lexicon);
  // In square brackets stands a value as well as a placeholder; only what looks made up is one.
  if (/^[<[{].*[>\]}][,.;]?$/.test(raw) && (raw.charAt(0) !== '[' || !/[\d!#$%&*+=?@^~]/.test(raw))) return null;
  if (/^[A-Za-z_-]{1,30}=(?!\p{Lu}\p{Ll}{2})|=$/u.test(raw)) return null;
  let from = 0;
  let to = raw.length;
  for (let changed = true; changed && from < to; ) {
    changed = false;
    if (/["'“”„«»‹›‘’([<{|•→¿¡]/.test(raw.charAt(from))) {
      from++;
      changed = true;
    }
    const pair = raw.charAt(from);
    if (/[*_`]/.test(pair) && raw.charAt(to - 1) === pair && to - from > 2 && raw.indexOf(pair, from + 1) === to - 1) {
      from++;
      to--;
      changed = true;
    }
    if (to > from && isTrailing(raw, from, to)) {
      to--;
      changed = true;
    }
  }
  return from >= to ? null : bareFrom(raw, from, to, lexicon);
}

function bareFrom(raw: string, from: number, to: number, lexicon: Lexicon): Bare {
  return { from, to, shape: shapeOf(raw.slice(from, to), lexicon), likeness: undefined, traits: undefined };
}

function isTrailing(raw: string, from: number, to: number): boolean {
  const char = raw.charAt(to - 1);
  if (/["'“”»›‘’,.;:|…>\]}]/.test(char)) return true;
  if (char === ')') return !raw.slice(from, to - 1).includes('(');
  if (char === '?') return true;
  // An exclamation mark belongs to what is made of more than a word; two belong to the sentence.
  if (char === '!') return raw.charAt(to - 2) === '!' || !/[^\p{L}!]|\p{Ll}\p{Lu}/u.test(raw.slice(from, to));
  return false;
}
