// Reads a marking at the end of a page's first or last line, where a reader ran the pieces of a running head together.
import type { TextRegion } from '../../../model/part.ts';
import type { Lexicon } from './lexicon.ts';
import type { Line } from './lines.ts';
import { bannerMark, type Mark } from './mark.ts';
import { readBanner } from './read-banner.ts';
import { namesLevel, talks } from './read-edges.ts';

const longestHead = 120;
const mostWords = 14;
/** A title may end in a level it is about: then such a word leads up to it. */
const leading = new Set(
  (
    'of for to is as a an the or and on in at with not from be are was de du des à pour est le la les un une au aux ou et sur en ' +
    'under about beyond only says'
  ).split(' '),
);

/** Null unless the line ends in a marking in capitals that a title would hardly end in. */
export function readRunningHead(region: TextRegion, line: Line, lexicon: Lexicon): Mark | null {
  if ((line.fromTop > 0 && line.fromEnd > 0) || line.end - line.start > longestHead) return null;
  const written = region.text.slice(line.start, line.end);
  const starts = wordStarts(written);
  if (starts.length > mostWords) return null;
  const parted = written.includes('|') || /\bpage \d/i.test(written);
  for (const start of starts.slice(1)) {
    const before = written.slice(0, start).trimEnd();
    const last = before.slice(before.lastIndexOf(' ') + 1).toLowerCase();
    if (leading.has(last) || before === before.toUpperCase()) continue;
    const banner = readBanner(written.slice(start), lexicon, false);
    if (banner === null || !banner.upper || banner.stopped) continue;
    const own = !banner.everyday || banner.controls || banner.labelled !== null;
    if ((!own && !parted) || talks(before) || namesLevel(before, lexicon)) return null;
    const place = { offset: line.start + start + banner.start, length: banner.end - banner.start };
    return { ...bannerMark(region, banner, 0.7), ...place };
  }
  return null;
}

function wordStarts(written: string): readonly number[] {
  const starts: number[] = [];
  for (let i = 0; i < written.length; i++) {
    if (written[i] !== ' ' && (i === 0 || written[i - 1] === ' ')) starts.push(i);
  }
  return starts;
}
