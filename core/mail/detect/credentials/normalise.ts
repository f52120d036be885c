// Makes text comparable without losing places: one linear pass that knows where every kept character stood.

export interface NormalisedText {
  readonly text: string;
  /** Place in the original text (UTF-16 code units) of a place in the normalised one; `end` also works as index. */
  originalOffset(index: number): number;
  /** Original place just behind the character before `index`. */
  originalEnd(index: number): number;
}

/** Format characters, variation selectors and fillers, as ranges of code units, both ends included. */
const invisible: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];
const plainAscii = /^[\t\n\x20-\x25\x27-\x3b\x3d-\x7e]*$/;
const blockTags = new Set(
  'br p div tr li ul ol table tbody thead h1 h2 h3 h4 h5 h6 pre hr blockquote dl dt dd form'.split(' '),
);
const inlineTags = new Set(
  'td th b i u s a em strong tt code kbd samp span font small big sub sup label mark body html center q'.split(' '),
);
const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ecirc: 'ê',
  ccedil: 'ç',
  laquo: '«',
  raquo: '»',
  rsquo: "'",
  lsquo: "'",
  ndash: '–',
  mdash: '—',
  ntilde: 'ñ',
  uuml: 'ü',
  ouml: 'ö',
  auml: 'ä',
  ocirc: 'ô',
};

/**
 * Drops what cannot be seen, turns every kind of space into one, full-width forms into ASCII, HTML tags that somebody
 * pasted as text into breaks (`\n` for blocks, `\t` for cells and the like), and common character references into characters.
 */
export function normalise(text: string): NormalisedText {
  if (plainAscii.test(text)) return { text, originalOffset: (index) => index, originalEnd: (index) => index };
  const out: string[] = [];
  const starts = new Uint32Array(text.length + 1);
  const ends = new Uint32Array(text.length + 1);
  let kept = 0;
  for (let i = 0; i < text.length; ) {
    const [replacement, length] = replacementAt(text, i);
    if (replacement !== '') {
      out.push(replacement);
      starts[kept] = i;
      ends[kept] = i + length;
      kept++;
    }
    i += length;
  }
  starts[kept] = text.length;
  return {
    text: out.join(''),
    originalOffset: (index) => starts[index] ?? text.length,
    originalEnd: (index) => (index === 0 ? 0 : (ends[index - 1] ?? text.length)),
  };
}

/** What stands for the characters at `at`, and how many of them. */
function replacementAt(text: string, at: number): readonly [string, number] {
  const code = text.charCodeAt(at);
  if (code === 0x3c) return tagAt(text, at) ?? ['<', 1];
  if (code === 0x26) return entityAt(text, at) ?? ['&', 1];
  if (code === 0x0d) return [text[at + 1] === '\n' ? '' : '\n', 1];
  if (code === 0x0b || code === 0x0c || code === 0x85 || code === 0x2028 || code === 0x2029) return ['\n', 1];
  if (code < 0xa0) return [text.charAt(at), 1];
  if (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
    return [' ', 1];
  if (code >= 0xff01 && code <= 0xff5e) return [String.fromCharCode(code - 0xfee0), 1];
  if (code === 0x2019 || code === 0x2018 || code === 0x02bc) return ["'", 1];
  if (code === 0x2010 || code === 0x2011) return ['-', 1];
  const char = text.charAt(at);
  return [invisible.some(([from, to]) => code >= from && code <= to) ? '' : char, 1];
}

/** A known HTML tag; anything else in angle brackets is text (a placeholder, an address). */
function tagAt(text: string, at: number): readonly [string, number] | null {
  let i = at + 1;
  if (text[i] === '/') i++;
  const nameStart = i;
  while (i - nameStart < 11 && isAlphanumeric(text.charCodeAt(i))) i++;
  const name = text.slice(nameStart, i).toLowerCase();
  const block = blockTags.has(name);
  if (!block && !inlineTags.has(name)) return null;
  for (const limit = at + 300; i < text.length && i < limit; i++) {
    const char = text[i];
    if (char === '>') return [block ? '\n' : '\t', i + 1 - at];
    if (char === '<') return null;
  }
  return null;
}

function entityAt(text: string, at: number): readonly [string, number] | null {
  const ahead = text.slice(at + 1, at + 10);
  const length = ahead.indexOf(';');
  if (length < 0) return null;
  const name = ahead.slice(0, length);
  if (name === '#160' || name === '#xa0') return [' ', length + 2];
  const char = entities[name];
  return char === undefined ? null : [char, length + 2];
}

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
