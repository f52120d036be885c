// Collects what a reader finds in one item, under the limit on text for a part.
import type { PageSurvey, PartRole, RegionKind, UnreadReason } from '../../../model/part.ts';
import { type Budget, LimitReached } from '../limits.ts';
import type { Child, ReadResult, ReadText } from '../reader.ts';

/** A text that is written piece by piece. */
export interface TextSink {
  write(piece: string): void;
  /** The next piece starts on a new line; nothing happens at the start of one. */
  breakLine(): void;
  /** Ends the line before a row of a table at once, so that an empty first cell does not join it. */
  startRow(): void;
  /** Puts a tab between two cells, in place of the line break that ended a paragraph in the first. */
  nextCell(): void;
  /** UTF-16 code units written so far. */
  length(): number;
}

export interface Gathering {
  /** Opens a text of its own; an empty one does not show up in the result. Region names repeat with `:2`, `:3` … */
  open(kind: RegionKind, region: string, label?: string): TextSink;
  add(kind: RegionKind, region: string, text: string, label?: string): void;
  fact(name: string): void;
  /** A page in a frame joins the page around it. */
  page(survey: PageSurvey): void;
  child(name: string, role: PartRole, bytes: Uint8Array | (() => Uint8Array), facts?: readonly string[]): void;
  /** Marks the item as read in part only. The first reason given counts. */
  partial(why: UnreadReason): void;
  result(): ReadResult;
}

interface OpenText {
  readonly kind: RegionKind;
  readonly region: string;
  readonly label?: string;
  readonly text: () => string;
}

interface PendingChild {
  readonly name: string;
  readonly role: PartRole;
  readonly bytes: Uint8Array | (() => Uint8Array);
  readonly facts?: readonly string[];
}

/** Small pieces are joined in batches, so that millions of them cost neither deep ropes nor huge arrays. */
const batchSize = 4096;
/** More texts than this are written into one of their kind: each costs every detector a call. */
const maxTexts = 2000;

/**
 * Fills a gathering and returns its result. A limit that is reached on the way leaves what was read so far; the reason
 * that `fill` may return means that nothing could be read.
 */
export async function gathered(
  budget: Budget,
  fill: (found: Gathering) => UnreadReason | undefined | Promise<UnreadReason | undefined>,
): Promise<ReadResult> {
  const found = gather(budget);
  try {
    const unread = await fill(found);
    return unread === undefined ? found.result() : { ...found.result(), read: 'none', why: unread };
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    found.partial(error.why);
    return found.result();
  }
}

export function gather(budget: Budget): Gathering {
  const texts: OpenText[] = [];
  const facts = new Set<string>();
  const children: PendingChild[] = [];
  let page: PageSurvey | undefined;
  const regions = new Map<string, number>();
  const overflow = new Map<RegionKind, TextSink>();
  let left = budget.limits.textPerPart;
  let why: UnreadReason | undefined;

  function take(piece: string): string {
    if (piece.length <= left) {
      left -= piece.length;
      return piece;
    }
    why ??= 'too-large';
    const kept = piece.slice(0, left);
    left = 0;
    return kept;
  }

  function open(kind: RegionKind, region: string, label?: string): TextSink {
    const shared = texts.length < maxTexts ? undefined : overflow.get(kind);
    if (shared !== undefined) {
      shared.breakLine();
      return shared;
    }
    const text = joiner(take, budget);
    if (texts.length >= maxTexts) overflow.set(kind, text);
    texts.push({
      kind,
      region: uniqueRegion(regions, region),
      ...(label === undefined ? {} : { label }),
      text: text.text,
    });
    return text;
  }

  return {
    open,
    add: (kind, region, text, label) => {
      if (text !== '') open(kind, region, label).write(text);
    },
    fact: (name) => facts.add(name),
    page: ({ links, hidden, visible }) => {
      page = {
        links: [...(page?.links ?? []), ...links],
        hidden: (page?.hidden ?? 0) + hidden,
        visible: (page?.visible ?? 0) + visible,
      };
    },
    child: (name, role, bytes, childFacts) => {
      children.push({ name, role, bytes, ...(childFacts === undefined ? {} : { facts: childFacts }) });
    },
    partial: (reason) => {
      why ??= reason;
    },
    result: () => ({
      texts: texts.map(closed).filter((text) => text.text.trim() !== ''),
      facts: [...facts],
      ...(page === undefined ? {} : { page }),
      ...(children.length === 0 ? {} : { children: pull(children) }),
      read: why === undefined ? 'full' : 'partial',
      ...(why === undefined ? {} : { why }),
    }),
  };
}

function closed({ kind, region, label, text }: OpenText): ReadText {
  return { kind, region, ...(label === undefined ? {} : { label }), text: text() };
}

function* pull(children: readonly PendingChild[]): Generator<Child> {
  for (const { name, role, bytes, facts } of children) {
    const known = facts === undefined ? {} : { facts };
    yield { name, role, ...known, ...got(bytes) };
  }
}

function got(bytes: Uint8Array | (() => Uint8Array)): { bytes: Uint8Array | null; why?: UnreadReason } {
  if (typeof bytes !== 'function') return { bytes };
  try {
    return { bytes: bytes() };
  } catch (error) {
    if (error instanceof LimitReached) throw error;
    return { bytes: null, why: 'corrupt' };
  }
}

function uniqueRegion(seen: Map<string, number>, region: string): string {
  const count = (seen.get(region) ?? 0) + 1;
  seen.set(region, count);
  return count === 1 ? region : `${region}:${count}`;
}

function joiner(take: (piece: string) => string, budget: Budget): TextSink & { text: () => string } {
  const batches: string[] = [];
  let pieces: string[] = [];
  let length = 0;
  let atLineStart = true;
  let breakPending = false;

  function put(piece: string): void {
    const kept = take(piece);
    if (kept === '') return;
    pieces.push(kept);
    length += kept.length;
    atLineStart = kept.endsWith('\n') || kept.endsWith('\f');
    if (pieces.length < batchSize) return;
    batches.push(pieces.join(''));
    pieces = [];
    budget.checkTime();
  }

  function settle(): void {
    if (breakPending) put('\n');
    breakPending = false;
  }

  function write(piece: string): void {
    if (piece === '') return;
    settle();
    put(piece);
  }

  return {
    write,
    breakLine: () => {
      if (!atLineStart) breakPending = true;
    },
    startRow: settle,
    nextCell: () => {
      breakPending = false;
      put('\t');
    },
    length: () => length,
    // Half a surrogate pair is no character; RE2 and JSON would each make something else of it.
    text: () => (batches.join('') + pieces.join('')).toWellFormed(),
  };
}
