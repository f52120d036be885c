// Makes text comparable without losing places: one linear pass that knows where every kept character stood.

import { escapeAt, isQuotedPrintable } from './quoted-printable.ts';

export interface NormalisedText {
  readonly text: string;
  /** Place in the original text (UTF-16 code units) of a place in the normalised one; `end` also works as index. */
  originalOffset(index: number): number;
  /** Original place just behind the character before `index`. */
  originalEnd(index: number): number;
}

const changing =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code units are what is looked for
  /[&<\r\v\f\x85\xa0\xad\u02bc\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e\u2000-\u2011\u2018\u2019\u2028-\u202f\u205f-\u206f\u3000\ufeff\uff01-\uff5e]|\u034f|[\ufe00-\ufe0f]/g;
/** And the escapes of text that is still quoted-printable. */
const changingToo = new RegExp(`${changing.source}|=(?=[\\r\\n23C-F])`, 'g');
const blockTags = new Set(
  'br p div tr li ul ol table tbody thead h1 h2 h3 h4 h5 h6 pre hr blockquote dl dt dd form'.split(' '),
);
const inlineTags = new Set(
  'td th b i u s a em strong tt code kbd samp span font small big sub sup label mark body html center q'.split(' '),
);
const entities: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);

/**
 * Drops what cannot be seen, turns every kind of space into one, full-width forms into ASCII, HTML tags that somebody
 * pasted as text into breaks (`\n` for blocks, `\t` for cells and the like), and common character references and escapes into characters.
 */
export function normalise(text: string): NormalisedText {
  const pieces: string[] = [];
  // Where a stretch of unchanged text, or one replacement, starts in the normalised and in the original text.
  const here: number[] = [0];
  const there: number[] = [0];
  let kept = 0;
  let done = 0;
  const changes = isQuotedPrintable(text) ? changingToo : changing;
  changes.lastIndex = 0;
  for (let found = changes.exec(text); found !== null; found = changes.exec(text)) {
    const [replacement, length] = replacementAt(text, found.index);
    changes.lastIndex = found.index + length;
    if (length === 1 && replacement === found[0]) continue;
    pieces.push(text.slice(done, found.index), replacement);
    kept += found.index - done;
    done = found.index + length;
    if (replacement !== '') {
      here.push(kept);
      there.push(found.index);
      kept += replacement.length;
    }
    here.push(kept);
    there.push(done);
  }
  if (done === 0) return { text, originalOffset: (index) => index, originalEnd: (index) => index };
  pieces.push(text.slice(done));
  const placeOf = (index: number): number => {
    const segment = lastAtOrBefore(here, index);
    return (there[segment] ?? 0) + index - (here[segment] ?? 0);
  };
  return {
    text: pieces.join(''),
    originalOffset: placeOf,
    originalEnd: (index) => (index === 0 ? 0 : endOf(index - 1, here, there)),
  };
}

/** A replaced character ends where the next stretch begins; inside a stretch each character is one unit. */
function endOf(index: number, here: readonly number[], there: readonly number[]): number {
  const segment = lastAtOrBefore(here, index);
  const place = (there[segment] ?? 0) + index - (here[segment] ?? 0) + 1;
  return here[segment + 1] === index + 1 && lastAtOrBefore(here, index + 1) === segment + 1
    ? Math.max(place, there[segment + 1] ?? place)
    : place;
}

/** Index of the last element not greater than `value`; the list is sorted and starts with 0. */
function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What stands for the characters at `at`, and how many of them. */
function replacementAt(text: string, at: number): readonly [string, number] {
  const code = text.charCodeAt(at);
  if (code === 0x3c) return tagAt(text, at) ?? ['<', 1];
  if (code === 0x26) return referencedTagAt(text, at) ?? entityAt(text, at) ?? ['&', 1];
  if (code === 0x3d) return escapedAt(text, at) ?? ['=', 1];
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
  return ['', 1];
}

/** An escape for a character that is itself replaced, such as a typographic apostrophe. */
function escapedAt(text: string, at: number): readonly [string, number] | null {
  const found = escapeAt(text, at);
  if (found === null || found[0] < '\x80') return found;
  return [found[0].replace(changing, (char) => replacementAt(char, 0)[0]), found[1]];
}

/** A known HTML tag, or the end tag of anything; all else in angle brackets is text (a placeholder, an address). */
function tagAt(text: string, at: number): readonly [string, number] | null {
  let i = at + 1;
  if (text[i] === '/') i++;
  const nameStart = i;
  while (i - nameStart < 11 && isAlphanumeric(text.charCodeAt(i))) i++;
  const name = text.slice(nameStart, i).toLowerCase();
  const block = blockTags.has(name);
  if (!block && !inlineTags.has(name)) return endTagAt(text, at);
  for (const limit = at + 300; i < text.length && i < limit; i++) {
    const char = text[i];
    if (char === '>') return [block ? '\n' : '\t', i + 1 - at];
    if (char === '<') return null;
  }
  return null;
}

const endTag = /<\/[A-Za-z][\w:.-]{0,60}>/y;

function endTagAt(text: string, at: number): readonly [string, number] | null {
  endTag.lastIndex = at;
  const found = endTag.exec(text);
  return found === null ? null : ['\t', found[0].length];
}

/** A tag without attributes whose brackets are written as character references, as markup inside an attribute is. */
const referencedTag = /&lt;\/?([A-Za-z][A-Za-z\d]{0,10})\s?\/?&gt;/y;

function referencedTagAt(text: string, at: number): readonly [string, number] | null {
  referencedTag.lastIndex = at;
  const found = referencedTag.exec(text);
  const name = found?.[1]?.toLowerCase() ?? '';
  if (found === null || !(blockTags.has(name) || inlineTags.has(name))) return null;
  return [blockTags.has(name) ? '\n' : '\t', found[0].length];
}

function entityAt(text: string, at: number): readonly [string, number] | null {
  const ahead = text.slice(at + 1, at + 10);
  const length = ahead.indexOf(';');
  if (length < 0) return null;
  const name = ahead.slice(0, length);
  if (name === '#160' || name === '#xa0') return [' ', length + 2];
  const char = entities.get(name);
  return char === undefined ? null : [char, length + 2];
}

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
