// Tells a marking from a mention by where the line stands, what it stands next to, and how it is written.
import type { RegionKind } from '../../../model/part.ts';
import { type Candidate, edge, sharesLevel } from './candidate.ts';
import { isBehindSentence, isIntroduced } from './introduced.ts';
import { isNotice } from './legal-notice.ts';
import type { Line, Lines } from './lines.ts';

/** What a candidate is weighed against. */
export interface Surroundings {
  readonly text: string;
  readonly kind: RegionKind;
  readonly lines: Lines;
  /** Candidate by the index of its line. */
  readonly byIndex: ReadonlyMap<number, Candidate>;
  /** How many different levels stand on lines of their own: from three on, the text is about levels. */
  readonly levels: number;
  /** Messages and pages in which different levels stand. */
  readonly mixed: ReadonlySet<number>;
  /** Level behind a label, when all labels of the text stand before one and the same. */
  readonly labelled: string | null;
  /** Pages of short lines, as scanned forms are: each has several levels printed on it, and one of them stamped. */
  readonly form: boolean;
  /** A document of several pages. */
  readonly paged: boolean;
  /** Levels at head and foot of one page, as `segment level`. */
  readonly framed: ReadonlySet<string>;
}

const farEdge = 5;
const mostNumbered = 500;

/** 0 to 1; 0 when the line only mentions a level. */
export function weighCandidate(candidate: Candidate, around: Surroundings): number {
  const { banner, line } = candidate;
  const plain = isPlain(candidate);
  if (plain && banner.everyday && isNotice(around.text, around.lines.lines, candidate.index)) return 0;
  if (isInList(candidate, around.byIndex)) return isFramed(candidate, around) ? 0.6 : 0;
  // The end of a sentence may have been wrapped on to a line of its own.
  if (banner.stopped && !line.blankBefore && !isBehindSentence(candidate, around.text, around.lines.lines)) return 0;
  if (isIntroduced(candidate, around.text, around.lines.lines, around.paged) || isAmongLevels(candidate, around))
    return 0;
  if (banner.numbered && !standsAlone(candidate, around)) return 0;
  if (candidate.cell) return weighCell(candidate, plain, around.kind);
  const reach = plain && banner.everyday ? edge : farEdge;
  const atEdge = line.fromTop < reach || line.fromEnd < reach;
  if (banner.misprint && !atEdge) return around.kind === 'ocr' ? 0.6 : 0;
  if (line.afterSignature && plain && banner.everyday && !banner.upper) return 0;
  if (line.fromTop === 0) return 0.95;
  return atEdge ? weighAtEdge(candidate, plain, around) : weighInside(candidate, plain, around);
}

/** Inside a message that sets out several levels, each with a paragraph of its own. */
function isAmongLevels({ line, rows, banner }: Candidate, { mixed, form, kind, paged }: Surroundings): boolean {
  if (form || kind === 'ocr' || kind === 'sheet' || !mixed.has(line.segment)) return false;
  // Stamps of several levels stand at the edges of scanned pages.
  if (paged && banner.upper && (line.fromTop < farEdge || line.fromEnd < farEdge)) return false;
  return line.fromTop > 0 && line.fromEnd - rows + 1 > 0;
}

/** Segments with different levels on lines of their own. */
export function mixedSegments(candidates: readonly Candidate[]): ReadonlySet<number> {
  const first = new Map<number, Candidate>();
  const mixed = new Set<number>();
  for (const candidate of candidates) {
    const { segment } = candidate.line;
    const other = first.get(segment);
    if (other === undefined) first.set(segment, candidate);
    else if (!sharesLevel(other.banner, candidate.banner)) mixed.add(segment);
  }
  return mixed;
}

/** At the very top or foot of a text that numbers nothing else. */
function standsAlone({ line, index }: Candidate, { text, lines }: Surroundings): boolean {
  if (line.fromTop > 1 && line.fromEnd > 0) return false;
  return !lines.lines
    .slice(0, mostNumbered)
    .some((other, i) => i !== index && /^(?:\d{1,3}[.)]|[a-z]\))/i.test(text.slice(other.start, other.start + 5)));
}

/** Forms print the levels to choose from at head and foot of a page: the highest of them is what the page may hold. */
function isFramed({ banner, line }: Candidate, { framed }: Surroundings): boolean {
  return banner.upper && framed.has(framedKey(line, banner));
}

function isOnlyLabelled({ banner }: Candidate, { labelled }: Surroundings): boolean {
  return banner.upper && banner.labelled !== null && banner.labelled.size > 0 && banner.senses[0]?.level === labelled;
}

const pageEdge = 12;
const shortestPage = 25;

/** What `Surroundings` says of head and foot: for documents, whose pages are segments. */
export function framedLevels(candidates: readonly Candidate[]): ReadonlySet<string> {
  const [heads, feet] = [new Set<string>(), new Set<string>()];
  for (const { banner, line } of candidates) {
    if (!banner.upper || line.fromTop + line.fromEnd + 1 < shortestPage) continue;
    if (line.fromTop < pageEdge) heads.add(framedKey(line, banner));
    else if (line.fromEnd < pageEdge) feet.add(framedKey(line, banner));
  }
  return heads.intersection(feet);
}

function isNearEdge({ fromTop, fromEnd }: Line): boolean {
  return fromTop < pageEdge || fromEnd < pageEdge;
}

const shortLines = 36;

export function isPaged({ lines }: Lines): boolean {
  return (lines.at(-1)?.segment ?? 0) >= 2;
}

/** The lines are short on the whole. */
export function isForm({ lines }: Lines): boolean {
  let characters = 0;
  for (const line of lines) characters += line.end - line.start;
  return characters < shortLines * lines.length;
}

function framedKey({ segment }: Line, { senses }: Candidate['banner']): string {
  return `${segment} ${senses[0]?.level ?? ''}`;
}

/** The level that every label of the text introduces, null when there is none or they differ. */
export function onlyLabelledLevel(candidates: readonly Candidate[]): string | null {
  const levels = new Set<string>();
  for (const { banner } of candidates) {
    const level = banner.senses[0]?.level;
    if (banner.labelled !== null && banner.labelled.size > 0 && level !== undefined) levels.add(level);
  }
  const [level] = levels;
  return levels.size === 1 && level !== undefined ? level : null;
}

function isPlain({ banner }: Candidate): boolean {
  return banner.labelled === null && !banner.controls && banner.caveats.length === 0 && !banner.repeated;
}

/** Set apart by blank lines, in a text that has any. */
function isAlone({ line, banner }: Candidate, plain: boolean, { lines }: Surroundings): boolean {
  return !lines.spaced || (line.blankBefore && (line.blankAfter || !plain || banner.upper));
}

function weighAtEdge(candidate: Candidate, plain: boolean, around: Surroundings): number {
  const { banner } = candidate;
  const clear = banner.upper || !plain;
  if (isAlone(candidate, plain, around) || banner.labelled !== null) return clear ? 0.92 : 0.85;
  if (around.kind === 'ocr') return 0.7;
  return banner.upper && !banner.everyday ? 0.6 : 0;
}

function weighInside(candidate: Candidate, plain: boolean, around: Surroundings): number {
  const { banner } = candidate;
  if (around.levels >= 3) {
    const onForm = around.form && banner.upper && isNearEdge(candidate.line);
    return onForm || isFramed(candidate, around) || isOnlyLabelled(candidate, around) ? 0.6 : 0;
  }
  if (around.kind === 'sheet') return banner.labelled !== null || (banner.upper && around.levels === 1) ? 0.6 : 0;
  if (!isAlone(candidate, plain, around) && around.kind !== 'ocr') return 0;
  if (plain && banner.everyday && !around.lines.spaced && hasShoutedNeighbours(candidate, around)) return 0;
  return banner.upper || !plain ? 0.65 : 0;
}

const nearby = 12;

/** Other short lines near by are in capitals too: then capitals are the headings of this text. */
function hasShoutedNeighbours({ index }: Candidate, { text, lines, byIndex }: Surroundings): boolean {
  for (let i = Math.max(0, index - nearby); i <= index + nearby; i++) {
    const line = lines.lines[i];
    if (line === undefined || byIndex.has(i) || line.end - line.start > 40) continue;
    const written = text.slice(line.start, line.end);
    if (written === written.toUpperCase() && /[A-Z]{4}/.test(written)) return true;
  }
  return false;
}

/** A cell beside others counts in the first row, where forms and letterheads have it. */
function weighCell({ banner, line }: Candidate, plain: boolean, kind: RegionKind): number {
  if (line.fromTop > 1 && line.fromEnd > 0) return 0;
  if (kind === 'sheet' && line.fromTop > 0 && plain) return 0;
  if (line.fromTop === 0) return banner.upper || !plain || !banner.everyday ? 0.85 : 0;
  if (!plain) return 0.75;
  return banner.upper && !banner.everyday ? 0.6 : 0;
}

/** The line above or below bears another level. */
function isInList(candidate: Candidate, byIndex: ReadonlyMap<number, Candidate>): boolean {
  const neighbours = [byIndex.get(candidate.index - 1), byIndex.get(candidate.index + candidate.rows)];
  return neighbours.some(
    (other) =>
      other !== undefined &&
      other.line.segment === candidate.line.segment &&
      !sharesLevel(other.banner, candidate.banner),
  );
}
