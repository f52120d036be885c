// Cuts one short folded line into words and punctuation, undoing letters set apart and digits put for letters.

export interface Token {
  /** Lower case; for punctuation the character, `//` for two or more slashes. */
  readonly key: string;
  readonly word: boolean;
  /** Has letters, and none of them is lower case. */
  readonly upper: boolean;
  /** Begins with a capital letter. */
  readonly capital: boolean;
  /** Offsets in the folded line. */
  readonly start: number;
  readonly end: number;
}

/** Longer lines are prose; callers do not pass them. */
export const longestLine = 300;

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  $: 's',
  '@': 'a',
  '|': 'l',
  '!': 'i',
};

/** Linear in a line of at most `longestLine` characters. */
export function tokensOf(line: string): readonly Token[] {
  return joinSpaced(cut(line), line);
}

function cut(line: string): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  while (i < line.length) {
    const start = i;
    const code = line.charCodeAt(i);
    if (code <= 0x20) {
      i++;
    } else if (isWordCode(code)) {
      while (i < line.length && isWordCode(line.charCodeAt(i))) i++;
      tokens.push(wordToken(line, start, i));
    } else if (code === 0x2f) {
      while (line.charCodeAt(i) === 0x2f) i++;
      tokens.push({ key: i - start > 1 ? '//' : '/', word: false, upper: false, capital: false, start, end: i });
    } else {
      i++;
      tokens.push({ key: line.slice(start, i), word: false, upper: false, capital: false, start, end: i });
    }
  }
  return tokens;
}

function wordToken(line: string, start: number, end: number): Token {
  const text = line.slice(start, end);
  const lower = text.toLowerCase();
  return {
    key: unleet(lower),
    word: true,
    upper: lower !== text && text === text.toUpperCase(),
    capital: lower[0] !== text[0],
    start,
    end,
  };
}

/** Letters, digits, `@`, `$`, the apostrophe, and whatever is not ASCII. */
function isWordCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x40 ||
    code === 0x24 ||
    code === 0x27 ||
    code > 0x7e
  );
}

/** `pro73c73d` → `protected`; words of letters or digits only stay. */
function unleet(word: string): string {
  if (word.length < 3 || !/[a-z]/.test(word) || !/[0-9@$]/.test(word)) return word;
  let plain = '';
  for (const character of word) plain += leet[character] ?? character;
  return plain;
}

/** `P R O T E C T E D  B`, `S-E-C-R-E-T`: five or more single letters in a row become words again. */
function joinSpaced(tokens: readonly Token[], line: string): readonly Token[] {
  let singles = 0;
  for (const token of tokens) if (isSingle(token)) singles++;
  if (singles < 5) return tokens;
  const joined: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const run = singlesFrom(tokens, i, line);
    const first = tokens[i];
    if (first === undefined) break;
    const last = tokens[run.next - 1];
    if (run.text.length < 3 || last === undefined) {
      joined.push(first);
      i++;
      continue;
    }
    joined.push({
      key: run.text.toLowerCase(),
      word: true,
      upper: run.text === run.text.toUpperCase(),
      capital: run.text[0] === run.text[0]?.toUpperCase(),
      start: first.start,
      end: last.end,
    });
    i = run.next;
  }
  return joined;
}

function isSingle(token: Token): boolean {
  return token.word && token.end - token.start === 1;
}

/** Single letters with one and the same thing between them. */
function singlesFrom(
  tokens: readonly Token[],
  from: number,
  line: string,
): { readonly text: string; readonly next: number } {
  const first = tokens[from];
  if (first === undefined || !isSingle(first)) return { text: '', next: from + 1 };
  let text = line.slice(first.start, first.end);
  let next = from + 1;
  let between: string | null = null;
  let end = first.end;
  for (let i = from + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (!token.word) continue;
    const gap = line.slice(end, token.start);
    if (!isSingle(token) || gap.length > 3 || (between !== null && gap !== between)) break;
    between = gap;
    text += line.slice(token.start, token.end);
    end = token.end;
    next = i + 1;
  }
  return { text, next };
}
