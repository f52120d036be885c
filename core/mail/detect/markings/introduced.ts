// Tells a level that the lines around it speak of from one that stands for itself: `Put this at the top:`, or a sentence
// that runs on below.
import type { Candidate } from './candidate.ts';
import { foldText } from './fold-text.ts';
import type { Line } from './lines.ts';

/** Words of a line that shows what comes next instead of meaning it. */
const shows =
  /\b(?:banner|example|sample|line|stamp|words?|text|mark|marked|marking|write|type|put|add|enter|use|choose|circle|tick|select|levels?|looks? like|following|template|exemple|ligne|mention|mot|ecri\w+|inscri\w+|ajoute\w+|choisi\w+|coche\w+|niveaux?|suivante?)\b/i;
/** A line about the message itself means what comes next. */
const ownMessage = /\b(?:this|these|attached|enclosed|ce|cet|cette|present|ci-joint)\b/i;
const longest = 200;

/** The line above announces an example, or, unless a page was scanned, the line below goes on with a sentence that began above. */
export function isIntroduced(candidate: Candidate, text: string, lines: readonly Line[], paged: boolean): boolean {
  const above = written(text, lines[candidate.index - 1], candidate.line);
  if (above === null || candidate.rows > 1) return false;
  if (above.endsWith(':')) return shows.test(above) && (candidate.banner.labelled !== null || !ownsNext(above));
  if (paged) return false;
  const below = written(text, lines[candidate.index + candidate.rows], candidate.line);
  return below !== null && /^[a-z]/.test(below) && /[a-z]\s+[a-z]+$/i.test(above);
}

/** `This document is marked:`, but not `Put this line at the top:`. */
function ownsNext(above: string): boolean {
  return (
    ownMessage.test(above) &&
    !/\b(?:put|write|add|enter|use|type|choose|circle|line|ligne|ajout\w+|ecri\w+)\b/i.test(above)
  );
}

/** The line above ends a sentence or greets; then a full stop behind the level is no end of that sentence. */
export function isBehindSentence(candidate: Candidate, text: string, lines: readonly Line[]): boolean {
  const above = written(text, lines[candidate.index - 1], candidate.line);
  return above === null || /[.,:;!?)\]]$/.test(above);
}

/** Null when there is no such line in the same text. */
function written(text: string, line: Line | undefined, of: Line): string | null {
  if (line === undefined || line.segment !== of.segment) return null;
  return foldText(text.slice(Math.max(line.start, line.end - longest), line.end)).text.trim();
}
