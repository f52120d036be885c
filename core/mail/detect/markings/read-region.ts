// Finds the markings of one text: banners on lines of their own, portion marks, and subjects of messages quoted in it.
import type { TextRegion } from '../../../model/part.ts';
import { type Candidate, candidateAt, type Page, pageOf } from './candidate.ts';
import { readKeyValues } from './key-values.ts';
import type { Lexicon } from './lexicon.ts';
import { type Line, type Lines, linesOf } from './lines.ts';
import { bannerMark, edgeMark, type Mark } from './mark.ts';
import { declaredMarks } from './read-declaration.ts';
import { readEdges, readSetOff } from './read-edges.ts';
import { readPortions } from './read-portions.ts';
import { readRunningHead } from './running-head.ts';
import { framedLevels, isForm, isPaged, mixedSegments, onlyLabelledLevel, weighCandidate } from './weigh-candidate.ts';

const margins = new Set(['page-header', 'page-footer', 'watermark', 'master', 'comment', 'notes', 'footnote']);
/** Repeating one marking on every page says nothing new. */
const mostMarks = 20;

export function readRegion(region: TextRegion, lexicon: Lexicon): readonly Mark[] {
  const lines = linesOf(region.text);
  const page = pageOf(region, lines.lines, margins.has(region.kind), lexicon);
  const candidates: Candidate[] = [];
  const marks: Mark[] = [];
  for (let i = 0; i < lines.lines.length; i++) {
    const line = lines.lines[i];
    const keyed = line === undefined || marks.length >= mostMarks ? null : keyedMark(region, line, lexicon);
    if (keyed !== null) {
      marks.push(keyed);
      continue;
    }
    const found = candidateAt(page, i);
    if (found !== null) {
      candidates.push(found);
      i += found.rows - 1;
    } else if (line !== undefined && marks.length < mostMarks) {
      marks.push(...setOff(page, line));
    }
  }
  return [
    ...marks,
    ...candidateMarks(page, lines, candidates),
    ...declaredMarks(region, lexicon),
    ...(page.margin ? [] : portionMarks(region, lines, lexicon)),
  ];
}

function candidateMarks({ region, margin }: Page, lines: Lines, candidates: readonly Candidate[]): readonly Mark[] {
  const paged = isDocument(region) && isPaged(lines);
  const around = {
    paged,
    text: region.text,
    kind: region.kind,
    lines,
    byIndex: new Map(
      candidates.flatMap((each) => [[each.index, each] as const, [each.index + each.rows - 1, each] as const]),
    ),
    levels: new Set(candidates.map((each) => each.banner.senses[0]?.level)).size,
    mixed: mixedSegments(candidates),
    labelled: onlyLabelledLevel(candidates),
    form: paged && isForm(lines),
    framed: isDocument(region) ? framedLevels(candidates) : new Set<string>(),
  };
  const best = new Map<string, Mark>();
  for (const candidate of atBothEnds(candidates)) {
    const confidence = margin ? 0.95 : weighCandidate(candidate, around);
    if (confidence === 0) continue;
    const key = `${candidate.banner.senses.map((sense) => sense.level)} ${candidate.banner.caveats.map((caveat) => caveat.name)}`;
    if ((best.get(key)?.confidence ?? 0) >= confidence || (best.size >= mostMarks && !best.has(key))) continue;
    const place = { offset: candidate.offset, length: candidate.length };
    best.set(key, { ...bannerMark(region, candidate.banner, confidence), ...place });
  }
  return [...best.values()];
}

const mostWeighed = 1000;

function atBothEnds(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.length <= 2 * mostWeighed
    ? candidates
    : [...candidates.slice(0, mostWeighed), ...candidates.slice(-mostWeighed)];
}

function portionMarks(region: TextRegion, lines: Lines, lexicon: Lexicon): readonly Mark[] {
  const portions = readPortions(region.text, lines, lexicon);
  if (portions === null) return [];
  return [
    {
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
    },
  ];
}

const longestKeyed = 1000;

/** `[SEC=PROTECTED]` or the content of the marking field, alone on its line. */
function keyedMark(region: TextRegion, line: Line, lexicon: Lexicon): Mark | null {
  const { start, end } = line;
  if (end - start > longestKeyed || !/^\[?(?:SEC|VER|NS)\s{0,3}=/i.test(region.text.slice(start, start + 8)))
    return null;
  const open = region.text[start] === '[';
  if (open && region.text[end - 1] !== ']') return null;
  const marking = readKeyValues(region.text.slice(open ? start + 1 : start, open ? end - 1 : end), lexicon);
  return marking === null ? null : edgeMark(region, { type: 'key-values', marking, start, end }, 0.95);
}

const quotedSubject = /^\**(?:subject|objet|sujet|betreff|summary|asunto)[^:]{0,30}:\**\s{0,4}/i;
const longestSetOff = 300;
/** A margin is short; more of it is something else. */
const mostMarginLines = 300;

/**
 * A marking at one end of a line that says more: `Subject: …` of a message quoted below, `SUMMARY:…` of a calendar
 * entry, `[PROTECTED B] Dear all` at the very top, `Agency - PROTECTED B` in a margin.
 */
function setOff({ region, margin, lexicon }: Page, line: Line): readonly Mark[] {
  if (line.end - line.start > longestSetOff || (margin && line.fromTop > mostMarginLines)) return [];
  const first = region.text[line.start] ?? '';
  const top = line.fromTop === 0 && first === '[';
  const subject =
    margin || top || !'sSoObBaA*'.includes(first)
      ? null
      : quotedSubject.exec(region.text.slice(line.start, line.start + 60));
  if (subject === null && !top && !margin) {
    const head = (isDocument(region) ? readRunningHead(region, line, lexicon) : null) ?? atEdge(region, line, lexicon);
    return head === null ? [] : [head];
  }
  const from = line.start + (subject?.[0].length ?? 0);
  const found = readEdges(region.text.slice(from, line.end), lexicon, 'subject');
  if (found === null || (top && found.start > 0)) return [];
  // A company's own "confidential" in a margin is no level: only capitals of a level with a name of its own count.
  if (
    margin &&
    found.type === 'banner' &&
    (!found.banner.upper || (found.banner.everyday && found.banner.labelled === null))
  )
    return [];
  return [edgeMark(region, found, 0.8, from)];
}

const longestHead = 100;

/** `Agency - PROTECTED B` as the first or last line of a text. */
function atEdge(region: TextRegion, line: Line, lexicon: Lexicon): Mark | null {
  if ((line.fromTop > 1 && line.fromEnd > 1) || line.end - line.start > longestHead || !line.blankBefore) return null;
  const banner = readSetOff(region.text.slice(line.start, line.end), lexicon);
  if (banner === null) return null;
  const place = { offset: line.start + banner.start, length: banner.end - banner.start };
  return { ...bannerMark(region, banner, 0.7), ...place };
}

/** A text that has pages, rather than the body of a mail. */
function isDocument(region: TextRegion): boolean {
  return region.kind === 'body' && region.where.includes('attachment:');
}
