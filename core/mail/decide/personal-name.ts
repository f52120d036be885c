// A person's name as its parts: words folded to plain letters, compounds and particles kept with the word they belong to.

/** One word of a name: `Jean-François`, `O'Brien`, `van der Berg`. */
export interface NamePart {
  /** All its letters. */
  readonly whole: string;
  /** The words of a compound, or the one word. */
  readonly words: readonly string[];
}

/** A name or local part longer than this is cut: likeness is about names, and its cost stays bounded. */
const longestName = 200;
const mostParts = 5;

const particles: ReadonlySet<string> = new Set(
  'al el la le les de del della der den des di da das dos du van von ter ten zu bin ben ibn abu mac mc o st san'.split(
    ' ',
  ),
);

/** At most five; words of one letter are initials and stand by themselves. */
export function nameParts(name: string): readonly NamePart[] {
  const words = name
    .slice(0, longestName)
    .split(/[\s.,;_+\d()"]+/u)
    .map(compound)
    .filter((each) => each.length > 0);
  const parts: NamePart[] = [];
  let waiting: string[] = [];
  for (const [i, each] of words.entries()) {
    if (each.length === 1 && particles.has(each[0] ?? '') && i + 1 < words.length) {
      waiting.push(...each);
      continue;
    }
    // `van der Berg` is also just `Berg`; `Garcia-Lopez` also `Garcia`.
    const own = each.filter((word) => word.length > 1 && !particles.has(word));
    parts.push({ whole: [...waiting, ...each].join(''), words: own });
    waiting = [];
  }
  return parts.slice(0, mostParts);
}

function compound(text: string): readonly string[] {
  return wordsOf(text);
}

/** Letters only, lower case, without accents; `JaneDoe77` is two words. */
export function wordsOf(text: string): readonly string[] {
  return fold(text.slice(0, longestName).replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
};

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđðþıæœ]/gu, (letter) => letters[letter] ?? letter);
}
