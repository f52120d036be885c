// A level at the very beginning of a title that goes on without a sign between: `PROTECTED B report for Tuesday`.
import type { Banner } from './banner.ts';
import { foldText, originalOffset } from './fold-text.ts';
import type { Lexicon } from './lexicon.ts';
import { readTokens } from './read-banner.ts';
import { longestLine, type Token, tokensOf } from './tokens.ts';

/** Level, descriptors and caveats seldom have more words and signs. */
const mostTokens = 16;
/** They make an everyday word stronger; it stays one: TOP SECRET. */
const stronger = new Set('top tres highly'.split(' '));
/** What a level in front of it describes rather than marks: where papers are kept, what carries them, who may see them, papers at large. */
const described = new Set(
  (
    'information data material materials documents papers records files contents mail mails email emails messages ' +
    'network networks system systems server servers cloud tenancy tenant environment environments enclave workload workloads application applications app apps platform ' +
    'solution solutions service services hosting storage drive drives folder folders share sharing site sites portal backup backups database databases ' +
    'laptop laptops device devices phone phones printer printers printing scanner usb key keys encryption ' +
    'cabinet cabinets container containers safe safes locker envelope envelopes bag bags bin bins courier shredder shredding waste disposal cover ' +
    'room rooms area areas zone zones facility facilities building registry level levels requirement requirements rule rules access users staff personnel cleared ' +
    'awareness refresher workshop webinar audit compliant capable'
  ).split(' '),
);
/** Words that go on with a sentence about the level. */
const goesOn = new Set(
  (
    'is are was were be been has have had can cannot could may might must shall should will would do does did to in on for from at by as than up ' +
    'and et et/ou vs versus nor est sont peut doit doivent et a au pour dans sur par plus only when if'
  ).split(' '),
);

/**
 * Only capitals in a title that is not all capitals, and only a level with a name of its own, with its scheme's label or with caveats; null as well
 * where what follows says that the level is spoken of. Offsets count in `text`.
 */
export function readLeadingLevel(text: string, lexicon: Lexicon): { banner: Banner; rest: string } | null {
  const folded = foldText(text.slice(0, longestLine));
  const tokens = tokensOf(folded.text);
  const size = longestBanner(tokens, lexicon);
  const found = size === 0 ? null : readTokens(tokens.slice(0, size), lexicon);
  const next = tokens[size];
  if (found === null || next === undefined || !isOwn(found, tokens) || speaksOf(tokens.slice(size))) return null;
  const end = originalOffset(folded, found.end);
  return { banner: { ...found, start: originalOffset(folded, found.start), end }, rest: text.slice(end) };
}

function longestBanner(tokens: readonly Token[], lexicon: Lexicon): number {
  for (let size = Math.min(mostTokens, tokens.length - 1); size > 0; size--) {
    if (tokens[size - 1]?.word && readTokens(tokens.slice(0, size), lexicon) !== null) return size;
  }
  return 0;
}

function isOwn({ upper, everyday, labelled, caveats, controls, repeated }: Banner, tokens: readonly Token[]): boolean {
  if (!upper) return false;
  const common = everyday || stronger.has(tokens[0]?.key ?? '');
  return !common || (labelled?.size ?? 0) > 0 || caveats.length > 0 || controls || repeated;
}

/** `rest` begins behind the level. */
function speaksOf(rest: readonly Token[]): boolean {
  const words = rest.filter((token) => token.word);
  const [first, second] = words;
  if (first === undefined || first.key.length === 1 || goesOn.has(first.key)) return true;
  return [first, second].some((word) => word !== undefined && described.has(word.key));
}
