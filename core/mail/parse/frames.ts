// The multiparts that are open while reading, and which of them a delimiter line belongs to.
import type { Ambiguity, Ways } from './ambiguity.ts';
import type { Entity } from './entity.ts';

export interface Delimiter {
  readonly owner: Entity;
  readonly boundary: string;
  readonly closing: boolean;
}

interface Frame {
  readonly entity: Entity;
  readonly boundaries: Set<string>;
}

type Note = (kind: Ambiguity, entity: Entity) => void;

/** How many boundaries that an outer delimiter cut short are remembered. */
const maximumCut = 200;

export class Frames {
  readonly #ways: Ways;
  readonly #stack: Frame[] = [];
  /** Boundary → frames that use it, innermost last. */
  readonly #byBoundary = new Map<string, Frame[]>();
  /** Boundaries of multiparts that ended without their closing delimiter. */
  readonly #cutShort = new Set<string>();
  /** The part that is being read. */
  current: Entity | null = null;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  get innermost(): Entity | null {
    return this.#stack.at(-1)?.entity ?? null;
  }

  /** Whether any delimiter can still matter. */
  get wantsDelimiters(): boolean {
    return this.#stack.length > 0 || this.#isSuspect(this.current);
  }

  /** Returns whether an outer multipart uses one of the boundaries already. */
  open(entity: Entity, boundaries: readonly string[]): boolean {
    const frame: Frame = { entity, boundaries: new Set() };
    this.#stack.push(frame);
    let repeated = false;
    for (const boundary of boundaries) {
      const others = this.#byBoundary.get(boundary);
      if (others !== undefined && others.length > 0) {
        repeated = true;
        if (this.#ways.has('repeated-boundary')) continue;
      }
      this.#add(frame, boundary);
    }
    return repeated;
  }

  /** Closes the innermost. */
  close(): void {
    const frame = this.#stack.pop();
    if (frame === undefined) return;
    for (const boundary of frame.boundaries) this.#byBoundary.get(boundary)?.pop();
    const { boundary, closed } = frame.entity;
    if (boundary !== null && !closed && this.#cutShort.size < maximumCut) this.#cutShort.add(boundary);
  }

  isExact(line: string): boolean {
    return this.#exact(line) !== null;
  }

  /** The delimiter that a line `--line` is, or null. */
  match(line: string, contentFollows: () => boolean, note: Note): Delimiter | null {
    const exact = this.#exact(line);
    if (exact !== null) return this.#accept(exact, note);
    const text = line.trimEnd();
    const cut = text.endsWith('--') ? text.slice(0, -2) : text;
    if (this.#cutShort.has(cut) && this.innermost !== null) note('crossed-delimiters', this.innermost);
    return this.#loose(text, note) ?? this.#adopted(text, contentFollows, note);
  }

  /** RFC 2046 section 5.1.1 lets white space follow a delimiter; it counts only where the boundary itself ends in it. */
  #exact(line: string): Delimiter | null {
    const text = line.trimEnd();
    return (line === text ? null : this.#declared(line)) ?? this.#declared(text);
  }

  #declared(text: string): Delimiter | null {
    const open = this.#byBoundary.get(text)?.at(-1);
    if (open !== undefined) return { owner: open.entity, boundary: text, closing: false };
    if (!text.endsWith('--')) return null;
    const boundary = text.slice(0, -2);
    const closing = this.#byBoundary.get(boundary)?.at(-1);
    return closing === undefined ? null : { owner: closing.entity, boundary, closing: true };
  }

  #accept(delimiter: Delimiter, note: Note): Delimiter | null {
    const { owner, boundary } = delimiter;
    if (owner.boundary === null) {
      // In the other reading the boundary by the book is not used when there is a second one.
      const skipped = this.#ways.has('other-boundary') && owner.content.boundaries[0] === boundary;
      if (skipped && owner.content.boundaries.length > 1) return null;
    } else if (owner.boundary !== boundary) {
      note('other-boundary', owner);
      return null;
    }
    if (owner.closed) {
      if (delimiter.closing) return null;
      note('parts-after-close', owner);
      if (!this.#ways.has('parts-after-close')) return null;
    }
    if (this.#ways.has('crossed-delimiters') && this.#innerOpen(owner)) return null;
    return delimiter;
  }

  /** A multipart inside `owner` has begun its parts and not closed them. */
  #innerOpen(owner: Entity): boolean {
    const inner = this.#stack.at(-1)?.entity;
    return inner !== undefined && inner !== owner && inner.boundary !== null && !inner.closed;
  }

  /** RFC 2046 section 5.1.1 lets readers compare the beginning of the line only. */
  #loose(text: string, note: Note): Delimiter | null {
    for (let i = this.#stack.length - 1; i >= 0 && i > this.#stack.length - 5; i--) {
      const frame = this.#stack[i];
      if (frame === undefined) continue;
      const first = frame.entity.boundary ?? frame.entity.content.boundaries[0] ?? '';
      if (first === '' || !text.startsWith(first)) continue;
      note('loose-delimiter', frame.entity);
      if (!this.#ways.has('loose-delimiter') || frame.entity.closed) return null;
      return { owner: frame.entity, boundary: first, closing: text.startsWith('--', first.length) };
    }
    return null;
  }

  /** A delimiter that no header declared: where a multipart has shown none of its own yet, or is over. */
  #adopted(text: string, contentFollows: () => boolean, note: Note): Delimiter | null {
    const frame = this.#stack.at(-1);
    const idle = frame !== undefined && (frame.entity.boundary === null || frame.entity.closed);
    if (!(idle || this.#isSuspect(this.current)) || text === '' || !contentFollows()) return null;
    const owner = idle ? frame.entity : this.current;
    if (owner === null) return null;
    note('undeclared-delimiter', owner);
    if (!this.#ways.has('undeclared-delimiter')) return null;
    const holder = idle ? frame : this.#promote(owner);
    owner.boundary = text;
    this.#add(holder, text);
    return { owner, boundary: text, closing: false };
  }

  #promote(entity: Entity): Frame {
    const frame: Frame = { entity, boundaries: new Set() };
    this.#stack.push(frame);
    return frame;
  }

  #add(frame: Frame, boundary: string): void {
    if (frame.boundaries.has(boundary)) return;
    frame.boundaries.add(boundary);
    const frames = this.#byBoundary.get(boundary);
    if (frames === undefined) this.#byBoundary.set(boundary, [frame]);
    else frames.push(frame);
  }

  #isSuspect(entity: Entity | null): boolean {
    return entity?.content.suspect === true && entity.children.length === 0;
  }
}
