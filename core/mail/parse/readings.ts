// Joins every plausible reading of a message: the usual one, and one more for each ambiguity that was met (DESIGN section 3).
import { createHash } from 'node:crypto';
import type { Ambiguity, Ways } from './ambiguity.ts';
import { type LeafDefect, type LeavesRead, type RawLeaf, readLeaves } from './leaves.ts';
import { maximumParts, readStructure, type Structure, type StructureNote } from './structure.ts';

export interface Readings {
  readonly structure: Structure;
  /** Leaves of the usual reading in the order of the bytes, then those that only other readings show. */
  readonly leaves: readonly RawLeaf[];
  readonly defects: readonly LeafDefect[];
  /** As in LeavesRead, of the usual reading. */
  readonly around: readonly string[];
  /** Whether readers could disagree anywhere; a second program is asked then (see mailparser.ts). */
  readonly ambiguous: boolean;
}

const second: ReadonlySet<StructureNote> = new Set<Ambiguity>([
  'duplicate-content-type',
  'duplicate-transfer-encoding',
  'odd-content-type',
  'odd-transfer-encoding',
  'odd-field-name',
  'junk-in-header',
  'other-boundary',
  'loose-delimiter',
  'undeclared-delimiter',
  'crossed-delimiters',
  'repeated-boundary',
  'parts-after-close',
]);

/** Notes after which something was not read at all. */
const unread: ReadonlySet<StructureNote> = new Set<StructureNote>([
  'too-many-parts',
  'too-deep',
  'too-many-parameters',
  'too-many-fields',
]);

function isAmbiguity(note: StructureNote): note is Ambiguity {
  return second.has(note);
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('base64');
}

/** An attachment under another name is another attachment: names decide how it is opened. */
function attachmentKey(leaf: RawLeaf): string {
  return `${digest(leaf.content)} ${leaf.name ?? ''}`;
}

/** Leaves by content, so that two readings can be compared. */
class Shown {
  readonly #attachments = new Map<string, RawLeaf>();
  readonly #texts = new Set<string>();

  constructor(leaves: readonly RawLeaf[]) {
    for (const leaf of leaves) this.add(leaf);
  }

  add(leaf: RawLeaf): void {
    if (leaf.content.length === 0) return;
    if (leaf.role === 'body') this.#texts.add(digest(leaf.content));
    else this.#attachments.set(attachmentKey(leaf), leaf);
  }

  has(leaf: RawLeaf): boolean {
    if (leaf.content.length === 0) return true;
    return leaf.role === 'body' ? this.#texts.has(digest(leaf.content)) : this.#attachments.has(attachmentKey(leaf));
  }

  /** Attachments here that `other` does not show. */
  *missingFrom(other: Shown): Generator<RawLeaf> {
    for (const [key, leaf] of this.#attachments) if (!other.#attachments.has(key)) yield leaf;
  }
}

interface Joined {
  readonly leaves: RawLeaf[];
  readonly defects: LeafDefect[];
  /** Everything joined so far. */
  readonly all: Shown;
  /** What the usual reading shows. */
  readonly usual: Shown;
}

/** Leaves of all readings together; a reading that adds more is hiding something. */
const maximumLeaves = 2 * maximumParts;

/** Adds what a second reading shows on top, and says whether one of the two hides something. */
function join(joined: Joined, kind: string, other: LeavesRead): void {
  const shown = new Shown(other.leaves);
  let hides = !joined.usual.missingFrom(shown).next().done;
  for (const leaf of other.leaves) {
    if (joined.all.has(leaf)) continue;
    // Undecoded text is in the usual reading too, only cut differently: no reason to hold the mail.
    if (leaf.role !== 'body' || leaf.wasEncoded) hides = true;
    if (joined.leaves.length >= maximumLeaves) break;
    joined.leaves.push({ ...leaf, span: null });
    joined.all.add(leaf);
  }
  // Readers that skip a whole text as a broken header show an empty one.
  const [only] = other.leaves;
  if (other.leaves.length === 1 && only?.content.length === 0 && kind === 'junk-in-header') joined.leaves.push(only);
  joined.defects.push({ kind, leaf: null, hidesPayload: hides });
}

/** Bare CRs become line ends: many programs read them so. Same length, so that spans stay true. Null when there are none. */
function bareCrAsLineEnd(bytes: Buffer): Buffer | null {
  let changed: Buffer | null = null;
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10) continue;
    changed ??= Buffer.from(bytes);
    changed[at] = 10;
  }
  return changed;
}

interface Usual {
  readonly structure: Structure;
  readonly ways: Ways;
}

/** A multipart none of whose declared delimiters ever comes is read by those that do. */
function readUsual(bytes: Buffer): Usual {
  const declared = readStructure(bytes);
  const ways = new Set<Ambiguity>();
  for (const way of ['undeclared-delimiter', 'loose-delimiter'] as const) {
    if (declared.notes.get(way)?.boundary === null) ways.add(way);
  }
  return { structure: ways.size === 0 ? declared : readStructure(bytes, ways), ways };
}

/** Reads a message in all plausible ways. Linear (at most 15 times over); never throws. */
export function readAllWays(bytes: Buffer): Readings {
  const withLineEnds = bareCrAsLineEnd(bytes);
  // A mail with no LF at all was written with CR line ends throughout.
  const usualBytes = withLineEnds !== null && !bytes.includes(10) ? withLineEnds : bytes;
  const { structure, ways: usualWays } = readUsual(usualBytes);
  const base = readLeaves(usualBytes, structure);
  const usual = new Shown(withLineEnds === null && structure.notes.size === 0 ? [] : base.leaves);
  const joined: Joined = { leaves: base.leaves, defects: base.defects, all: usual, usual };
  const ways = [...structure.notes.keys()].filter(isAmbiguity);
  if (ways.length > 0 || withLineEnds !== null) {
    const all: Joined = { ...joined, all: new Shown(joined.leaves) };
    // Symmetric difference: what the usual reading does because of one of them is undone in the other.
    const read = (changed: readonly Ambiguity[]): LeavesRead => {
      return readLeaves(usualBytes, readStructure(usualBytes, usualWays.symmetricDifference(new Set(changed))));
    };
    for (const way of ways) join(all, way, read([way]));
    // Two ambiguities may only hide something together.
    if (ways.length > 1) join(all, 'ambiguous-structure', read(ways));
    if (withLineEnds !== null) join(all, 'bare-cr', readLeaves(withLineEnds, readStructure(withLineEnds)));
  }
  for (const note of structure.notes.keys()) {
    if (!isAmbiguity(note))
      joined.defects.push({ kind: note, leaf: null, hidesPayload: hidesAlone(note, base.leaves) });
  }
  return {
    structure,
    leaves: joined.leaves,
    defects: joined.defects,
    around: base.around,
    ambiguous: ways.length > 0 || joined.defects.length > 0,
  };
}

function hidesAlone(note: StructureNote, leaves: readonly RawLeaf[]): boolean {
  if (unread.has(note)) return true;
  const carries = leaves.some((leaf) => leaf.role !== 'body');
  return (note === 'ambiguous-file-name' || note === 'loose-boundary') && carries;
}
