// Parts a long text into stretches that are searched one after the other, so that its size costs no memory.

export interface Stretch {
  /** Place in the text (UTF-16 code units) where it begins. */
  readonly start: number;
  /** Where it ends, end excluded. */
  readonly end: number;
  /** Findings that begin before this place belong to the stretch before. */
  readonly own: number;
}

const longest = 131_072;
/** What stands before a value and announces it is read again with the stretch the value is in. */
const overlap = 4_096;

/** Cut at the end of a line, else of a sentence, else between words. A text up to 128 KB is one stretch. */
export function stretchesOf(text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let own = 0; own < text.length || stretches.length === 0; ) {
    const start = own === 0 ? 0 : cutBefore(text, own - overlap, own);
    const end = own + longest >= text.length ? text.length : cutBefore(text, own + longest, own + longest + overlap);
    stretches.push({ start, end: Math.min(text.length, end + (end < text.length ? overlap : 0)), own });
    own = end;
  }
  return stretches;
}

/** The first good place to cut between two places; the first of them where there is none. */
function cutBefore(text: string, from: number, until: number): number {
  for (const mark of ['\n', '. ', ' ']) {
    const at = text.slice(from, until).indexOf(mark);
    if (at >= 0) return from + at + mark.length;
  }
  return from;
}
