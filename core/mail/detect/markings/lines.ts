// Cuts a text into lines that know where they stand: how far from the top and the end of their page or message, and next to what.

export interface Line {
  /** Trimmed, quotation signs taken off; UTF-16 offsets in the region's text. */
  readonly start: number;
  readonly end: number;
  /** Order among the filled lines of its page or message, from 0. */
  readonly fromTop: number;
  /** The same from the end; filled in when the page or message is complete. */
  fromEnd: number;
  readonly segment: number;
  readonly blankBefore: boolean;
  blankAfter: boolean;
  /** A tab sets it off from the line right above: another cell of the same row of a table. */
  readonly sameRow: boolean;
  /** Behind `-- ` or a ruled line: signature and legal notices. */
  readonly afterSignature: boolean;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Blank lines set paragraphs apart; without any, each line is a paragraph. */
  readonly spaced: boolean;
}

const mostLines = 400_000;
const longestRule = 200;

/** Linear. Pages end at \f, `Page 3` lines and where one message quotes another. */
export function linesOf(text: string): Lines {
  const lines: Line[] = [];
  let state = { segment: 0, order: 0, first: 0, blank: true, signature: false, quoted: false };
  let blanks = 0;
  let gap = false;
  const closeSegment = (): void => {
    const size = lines.length - state.first;
    for (let i = state.first; i < lines.length; i++) {
      const line = lines[i];
      if (line !== undefined) line.fromEnd = size - 1 - (i - state.first);
    }
    const last = lines.at(-1);
    if (last !== undefined) last.blankAfter = true;
    state = { ...state, segment: state.segment + 1, order: 0, first: lines.length, blank: true, signature: false };
  };
  for (let from = 0; from <= text.length && lines.length < mostLines; ) {
    const to = lineEnd(text, from);
    const { start, end, quoted } = trimmed(text, from, to);
    const kind = kindOf(text, start, end);
    if (kind === 'boundary' || quoted !== state.quoted) closeSegment();
    state.quoted = quoted;
    if (kind === 'filled') {
      lines.push({
        start,
        end,
        fromTop: state.order,
        fromEnd: 0,
        segment: state.segment,
        blankBefore: state.blank,
        blankAfter: false,
        sameRow: !state.blank && text[from] === '\t',
        afterSignature: state.signature,
      });
      if (gap && state.order > 0) blanks++;
      gap = false;
      state.order++;
      state.blank = false;
    } else {
      gap = kind === 'blank';
      if (kind === 'signature') {
        closeSegment();
        state.signature = true;
      }
      const last = lines.at(-1);
      if (last !== undefined) last.blankAfter = true;
      state.blank = true;
    }
    if (text[to] === '\f') closeSegment();
    from = to + 1;
  }
  closeSegment();
  return { lines, spaced: blanks > 0 && blanks * 12 > lines.length };
}

function lineEnd(text: string, from: number): number {
  let to = from;
  while (to < text.length) {
    const code = text.charCodeAt(to);
    if (code === 0x0a || code === 0x0c || code === 0x0d || code === 0x0b || code === 0x85 || code === 0x2028) break;
    to++;
  }
  return to;
}

function trimmed(text: string, from: number, to: number): { start: number; end: number; quoted: boolean } {
  let start = from;
  let end = to;
  let quoted = false;
  while (start < end) {
    const code = text.charCodeAt(start);
    if (code === 0x3e) quoted = true;
    else if (!isBlank(code)) break;
    start++;
  }
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return { start, end, quoted };
}

/** Spaces, and what takes no room. Tabs are cells and stay inside a row, not at its edges. */
function isBlank(code: number): boolean {
  return (
    (code <= 0x20 && code !== 0x1b) ||
    code === 0xa0 ||
    code === 0xad ||
    code === 0x200b ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200f) ||
    code === 0x2060
  );
}

function kindOf(text: string, start: number, end: number): 'filled' | 'blank' | 'signature' | 'boundary' {
  const length = end - start;
  if (length === 0) return 'blank';
  if (length > longestRule) return 'filled';
  const first = text.charCodeAt(start);
  const ruled =
    first === 0x2d || first === 0x5f || first === 0x3d || first === 0x2a || first === 0x23 || first === 0x7e;
  if (!ruled)
    return /^page\s/i.test(text.slice(start, Math.min(end, start + 5))) && isPageNumber(text.slice(start, end))
      ? 'boundary'
      : 'filled';
  const line = text.slice(start, end);
  if (/^-{2}$/.test(line) || /^_{5,}$/.test(line)) return 'signature';
  if (/^[-_=*#~]+$/.test(line)) return 'blank';
  if (line.startsWith('--') && /message|origin|forward|transf/i.test(line)) return 'boundary';
  return isPageNumber(line) ? 'boundary' : 'filled';
}

function isPageNumber(line: string): boolean {
  return (
    line.length <= 40 && /^\W{0,6}page\s{1,3}\d{1,5}(?:\s{1,3}(?:of|de|sur|\/)\s{1,3}\d{1,5})?\W{0,6}$/i.test(line)
  );
}
