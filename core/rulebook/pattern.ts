// The one place that knows re2: patterns over untrusted text run in linear time or not at all.
import RE2 from 're2';

export interface Match {
  /** UTF-16 code units from the start of the text. */
  readonly offset: number;
  readonly length: number;
  readonly text: string;
  /** Named groups that took part, with their places. */
  readonly groups: Readonly<Record<string, Group>>;
}

export interface Group {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/**
 * A text together with its UTF-8 bytes. RE2 works on bytes: a string would be converted anew at every call, which makes
 * a loop over matches quadratic. Make one Subject per text and give it to every pattern.
 */
export class Subject {
  readonly text: string;
  readonly bytes: Buffer;
  readonly #ascii: boolean;

  constructor(text: string) {
    // A lone surrogate would become U+FFFD and shift offsets by nothing: it is one code unit either way.
    this.text = text.isWellFormed() ? text : text.toWellFormed();
    this.bytes = Buffer.from(this.text, 'utf8');
    this.#ascii = this.bytes.length === this.text.length;
  }

  /** UTF-16 code units in bytes[from, to). */
  units(from: number, to: number): number {
    if (this.#ascii) return to - from;
    let units = 0;
    for (let i = from; i < to; i++) {
      const byte = this.bytes[i] ?? 0;
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
  }

  /** Byte offset of a UTF-16 offset. */
  byteOffset(units: number): number {
    return this.#ascii ? units : Buffer.byteLength(this.text.slice(0, units), 'utf8');
  }
}

export interface PatternOptions {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  /** It was compiled before, when the policy was loaded: it is not compiled again until it is used. */
  readonly checked?: boolean;
}

export class Pattern {
  readonly source: string;
  readonly #flags: string;
  #compiled: RE2 | null = null;

  /** Throws with RE2's reason when the pattern is not one (look-around and back-references are not). */
  constructor(source: string, options: PatternOptions = {}) {
    this.source = source;
    this.#flags = `gu${options.ignoreCase ? 'i' : ''}${options.multiline ? 'm' : ''}d`;
    if (options.checked !== true) this.#re();
  }

  /** RE2 takes a millisecond for a long pattern: those of a checked policy wait until one is needed. */
  #re(): RE2 {
    this.#compiled ??= new RE2(this.source, this.#flags);
    return this.#compiled;
  }

  test(subject: Subject): boolean {
    const re = this.#re();
    re.lastIndex = 0;
    return re.test(subject.bytes);
  }

  /** First match at or after `from` (UTF-16 code units), or null. */
  find(subject: Subject, from = 0): Match | null {
    for (const match of this.all(subject, from)) return match;
    return null;
  }

  /** All matches, left to right, not overlapping. */
  *all(subject: Subject, from = 0): Generator<Match> {
    let at = subject.byteOffset(from);
    let knownByte = at;
    let knownUnit = from;
    const re = this.#re();
    while (at <= subject.bytes.length) {
      re.lastIndex = at;
      const found = re.exec(subject.bytes);
      if (found === null) return;
      const start = found.index;
      const end = start + found[0].length;
      knownUnit += subject.units(knownByte, start);
      knownByte = start;
      yield {
        offset: knownUnit,
        length: subject.units(start, end),
        text: found[0].toString('utf8'),
        groups: groupsOf(found, subject, start, knownUnit),
      };
      at = end > start ? end : end + 1;
    }
  }
}

interface IndexedMatch {
  readonly groups?: Readonly<Record<string, Buffer>>;
  readonly indices?: { readonly groups?: Readonly<Record<string, readonly [number, number] | undefined>> };
}

function groupsOf(found: IndexedMatch, subject: Subject, start: number, unitOfStart: number): Record<string, Group> {
  const groups: Record<string, Group> = {};
  for (const [name, range] of Object.entries(found.indices?.groups ?? {})) {
    if (range === undefined) continue;
    const [from, to] = range;
    groups[name] = {
      offset: unitOfStart + subject.units(start, from),
      length: subject.units(from, to),
      text: subject.bytes.toString('utf8', from, to),
    };
  }
  return groups;
}
