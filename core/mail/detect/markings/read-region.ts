// Finds the markings of one text, by the kind of place it is.
import type { TextRegion } from '../../../model/part.ts';
import { readKeyValues } from './key-values.ts';
import { isNotice } from './legal-notice.ts';
import type { Lexicon } from './lexicon.ts';
import { type Line, type Lines, linesOf } from './lines.ts';
import type { Mark } from './mark.ts';
import { type Banner, readBanner } from './read-banner.ts';
import { type Edge, readEdges } from './read-edges.ts';
import { readPortions } from './read-portions.ts';

/** A banner and the line that carries it. */
interface Candidate {
  readonly banner: Banner;
  readonly line: Line;
  /** Index among the filled lines. */
  readonly index: number;
  readonly offset: number;
  readonly length: number;
  /** One cell of a row that says more. */
  readonly cell: boolean;
  /** Lines it stands on. */
  readonly rows: number;
}

const longestBanner = 160;

/** Marks of a region of running text: banners on lines of their own, portion marks, and subjects of quoted messages. */
export function readRegion(region: TextRegion, lexicon: Lexicon): readonly Mark[] {
  const { text } = region;
  const lines = linesOf(text);
  const candidates: Candidate[] = [];
  const marks: Mark[] = [];
  for (let i = 0; i < lines.lines.length; i++) {
    const line = lines.lines[i];
    if (line === undefined || line.end - line.start > longestBanner) continue;
    const found = candidateAt(text, lines.lines, i, lexicon, region);
    if (found !== null) {
      candidates.push(found);
      i += found.rows - 1;
    }
    if (found === null) marks.push(...quotedSubject(region, line, lexicon));
  }
  const strong = isMargin(region);
  for (const candidate of candidates) {
    const confidence = strong ? 0.95 : confidenceOf(candidate, candidates, lines, text, region);
    if (confidence > 0) marks.push(markOf(region, candidate, confidence));
  }
  const portions = strong ? null : readPortions(text, lines, lexicon);
  if (portions !== null) {
    marks.push({
      where: region.where,
      carrier: region.kind,
      senses: portions.senses,
      hints: [],
      joint: '',
      controls: portions.controls,
      confidence: portions.controls ? 0.9 : 0.8,
      offset: portions.start,
      length: portions.end - portions.start,
      facts: { portions: portions.count },
    });
  }
  return marks;
}

/** Headers, footers and watermarks hold little else: whatever is a marking there marks the page. */
function isMargin(region: TextRegion): boolean {
  return ['page-header', 'page-footer', 'watermark', 'master', 'comment', 'notes', 'footnote'].includes(region.kind);
}

function candidateAt(
  text: string,
  lines: readonly Line[],
  index: number,
  lexicon: Lexicon,
  region: TextRegion,
): Candidate | null {
  const line = lines[index];
  if (line === undefined) return null;
  const written = text.slice(line.start, line.end);
  const tabbed = written.includes('\t');
  const joined = joinedWithNext(text, lines, index, written, lexicon);
  if (joined !== null) return joined;
  const whole = tabbed && !isTwoCells(written) ? null : readBanner(written, lexicon);
  if (whole !== null) return at(whole, line, index, line.start, false);
  const keyed = readKeyedLine(written, lexicon);
  if (keyed !== null) return at(keyed, line, index, line.start, false);
  if (!tabbed && !isMargin(region) && line.fromTop > 1 && line.fromEnd > 1) return null;
  return cellAt(written, line, index, lexicon);
}

function at(banner: Banner, line: Line, index: number, from: number, cell: boolean): Candidate {
  return { banner, line, index, offset: from + banner.start, length: banner.end - banner.start, cell, rows: 1 };
}

/** A level broken over two short lines: TOP / SECRET, PROTECTED / B. */
function joinedWithNext(
  text: string,
  lines: readonly Line[],
  index: number,
  written: string,
  lexicon: Lexicon,
): Candidate | null {
  const line = lines[index];
  const next = lines[index + 1];
  if (
    line === undefined ||
    next === undefined ||
    next.segment !== line.segment ||
    written.length > 30 ||
    next.end - next.start > 30
  )
    return null;
  if (!/^[\w\W]{1,30}$/.test(written) || next.start - line.end > 6) return null;
  const both = readBanner(`${written} ${text.slice(next.start, next.end)}`, lexicon, false);
  if (both === null || both.repeated || both.everyday || both.caveats.length > 0) return null;
  if (
    readBanner(text.slice(next.start, next.end), lexicon, false) !== null &&
    readBanner(written, lexicon, false) !== null
  )
    return null;
  return { banner: both, line, index, offset: line.start, length: next.end - line.start, cell: false, rows: 2 };
}

function isTwoCells(written: string): boolean {
  return written.split('\t').filter((cell) => cell.trim() !== '').length <= 2;
}

/** `[SEC=PROTECTED]` alone on its line. */
function readKeyedLine(written: string, lexicon: Lexicon): Banner | null {
  if (!/^\[?\s{0,3}SEC\s{0,3}=/i.test(written.slice(0, 12))) return null;
  const marking = readKeyValues(written.replace(/^\[/, '').replace(/\]$/, ''), lexicon);
  if (marking === null) return null;
  return {
    senses: [marking.sense],
    labelled: new Set([marking.sense.scheme]),
    caveats: [],
    controls: false,
    upper: true,
    everyday: false,
    repeated: false,
    joint: '',
    misprint: false,
    start: 0,
    end: written.length,
  };
}

/** One piece of a line that bars, tabs or wide gaps cut up. */
function cellAt(written: string, line: Line, index: number, lexicon: Lexicon): Candidate | null {
  let found: Candidate | null = null;
  for (const cell of cellsOf(written)) {
    const banner = readBanner(written.slice(cell.start, cell.end), lexicon, false);
    if (banner === null) continue;
    // Two levels in a row are a table about levels.
    if (found !== null && !sharesLevel(found.banner, banner)) return null;
    found ??= at(banner, line, index, line.start + cell.start, true);
  }
  return found;
}

function sharesLevel(one: Banner, other: Banner): boolean {
  return one.senses.some((sense) => other.senses.some((twin) => twin.level === sense.level));
}

function cellsOf(written: string): readonly { readonly start: number; readonly end: number }[] {
  const cells: { start: number; end: number }[] = [];
  let start = 0;
  const close = (end: number): void => {
    if (written.slice(start, end).trim() !== '') cells.push({ start, end });
  };
  for (let i = 0; i < written.length; i++) {
    const gap = written[i] === '\t' || written[i] === '|' || written.startsWith('   ', i);
    if (!gap) continue;
    close(i);
    start = i + 1;
  }
  close(written.length);
  return cells.length > 1 ? cells : [];
}

const edge = 3;

/** 0 when the line only mentions a level. */
function confidenceOf(
  candidate: Candidate,
  all: readonly Candidate[],
  { spaced, lines }: Lines,
  text: string,
  region: TextRegion,
): number {
  const { banner, line } = candidate;
  const plain = banner.labelled === null && !banner.controls && banner.caveats.length === 0 && !banner.repeated;
  if (plain && banner.everyday && isNotice(text, lines, candidate.index)) return 0;
  if (isInList(candidate, all)) return 0;
  const top = line.fromTop < edge;
  const bottom = line.fromEnd < edge;
  if (candidate.cell) return cellConfidence(candidate, plain, region);
  const alone = spaced ? line.blankBefore && (line.blankAfter || !plain || line.fromTop === 0) : true;
  if (banner.misprint && !(top || bottom)) return region.kind === 'ocr' ? 0.6 : 0;
  if (line.afterSignature && plain && !banner.upper) return 0;
  if (line.fromTop === 0) return 0.95;
  if (top || bottom)
    return alone || (!plain && banner.labelled !== null)
      ? banner.upper || !plain
        ? 0.92
        : 0.85
      : region.kind === 'ocr' || !spaced
        ? 0.7
        : banner.upper && !banner.everyday
          ? 0.6
          : 0;
  if (region.kind === 'sheet') return banner.labelled === null ? 0 : 0.6;
  if (countLevels(all) >= 3) return 0;
  if (!alone && region.kind !== 'ocr') return 0;
  return banner.upper || !plain ? 0.65 : 0;
}

/** A cell beside others counts in the first row, where forms and letterheads have it. */
function cellConfidence({ banner, line }: Candidate, plain: boolean, region: TextRegion): number {
  if (line.fromTop > 1 && line.fromEnd > 0) return 0;
  if (region.kind === 'sheet' && line.fromTop > 0 && plain) return 0;
  if (line.fromTop === 0) return banner.upper || !plain || !banner.everyday ? 0.85 : 0;
  return plain ? (banner.upper && !banner.everyday ? 0.6 : 0) : 0.75;
}

/** Next to a line with another level, or one of three and more different levels in a text. */
function isInList(candidate: Candidate, all: readonly Candidate[]): boolean {
  return all.some(
    (other) =>
      Math.abs(other.index - candidate.index) === 1 &&
      other.line.segment === candidate.line.segment &&
      !sharesLevel(other.banner, candidate.banner),
  );
}

function countLevels(all: readonly Candidate[]): number {
  return new Set(all.map((candidate) => candidate.banner.senses[0]?.level)).size;
}

/** `Subject: …` of a message quoted below, `SUMMARY:…` of a calendar entry. */
function quotedSubject(region: TextRegion, line: Line, lexicon: Lexicon): readonly Mark[] {
  const written = region.text.slice(line.start, line.end);
  const match = /^\**(?:subject|objet|sujet|betreff|summary|asunto)[^:]{0,30}:\**\s{0,4}/i.exec(written.slice(0, 60));
  if (match === null) return [];
  const found = readEdges(written.slice(match[0].length), lexicon, 'subject');
  return found === null ? [] : [edgeMark(region, found, 0.8, line.start + match[0].length)];
}

export function edgeMark(region: Pick<TextRegion, 'where' | 'kind'>, found: Edge, confidence: number, from = 0): Mark {
  const place = { offset: from + found.start, length: found.end - found.start };
  if (found.type === 'key-values') {
    const { sense, ...facts } = found.marking;
    return {
      where: region.where,
      carrier: region.kind,
      senses: [sense],
      hints: [],
      joint: '',
      controls: false,
      confidence: 0.99,
      ...place,
      facts: trimmedFacts(facts),
    };
  }
  return { ...bannerMark(region, found.banner, confidence), ...place };
}

function markOf(region: TextRegion, candidate: Candidate, confidence: number): Mark {
  return { ...bannerMark(region, candidate.banner, confidence), offset: candidate.offset, length: candidate.length };
}

export function bannerMark(region: Pick<TextRegion, 'where' | 'kind'>, banner: Banner, confidence: number): Mark {
  const hints = [
    ...(banner.labelled === null ? [] : [banner.labelled]),
    ...banner.caveats.map((caveat) => caveat.schemes),
  ];
  const caveats = [...new Set(banner.caveats.map((caveat) => caveat.name))];
  return {
    where: region.where,
    carrier: region.kind,
    senses: banner.senses,
    hints,
    joint: banner.joint,
    controls: banner.controls,
    confidence: banner.misprint ? Math.min(confidence, 0.75) : confidence,
    facts: caveats.length > 0 ? { caveats } : {},
  };
}

export function trimmedFacts(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  );
}
