// Reads joint and foreign markings, which begin with two slashes.
import type { Banner } from './banner.ts';
import type { Lexicon, Sense } from './lexicon.ts';
import { longestMatch } from './match-words.ts';
import { readLevel } from './read-level.ts';
import type { Token } from './tokens.ts';

/** `//JOINT SECRET CAN USA`, `//NATO SECRET//ATOMAL`, `//CAN R`: the level of others, then trigraphs and control markings. */
export function readForeign(tokens: readonly Token[], at: number, lexicon: Lexicon): Banner | null {
  const words = tokens.slice(at + 1);
  if (!words.every((token) => !token.word || token.upper || /^[0-9]/.test(token.key))) return null;
  for (let skip = 0; skip < 3; skip++) {
    const from = at + 1 + skip;
    const foreign = longestMatch(tokens, from, lexicon.longestForm, lexicon.foreign, () => false);
    const named = skip === 0 ? readLevel(tokens, from, lexicon) : null;
    const next = named?.next ?? foreign?.next;
    const senses =
      named?.senses.filter((sense) => !sense.labelRequired) ?? foreign?.value ?? portionAt(tokens, from, skip, lexicon);
    if (senses === undefined || senses.length === 0) continue;
    return {
      senses,
      labelled: null,
      caveats: [],
      controls: true,
      upper: true,
      clear: true,
      everyday: false,
      repeated: false,
      joint: tokens[next ?? from + 1]?.key ?? '',
      stopped: false,
      numbered: false,
      misprint: false,
      start: tokens[at]?.start ?? 0,
      end: tokens.at(-1)?.end ?? 0,
    };
  }
  return null;
}

function portionAt(
  tokens: readonly Token[],
  at: number,
  skipped: number,
  lexicon: Lexicon,
): readonly Sense[] | undefined {
  return skipped > 0 ? undefined : lexicon.portions.get(tokens[at]?.key ?? '');
}
