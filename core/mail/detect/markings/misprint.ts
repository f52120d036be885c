// Tells whether a few letters were misread by a scanner or typed as something similar.

/** Letters that scanners and people take for one another; both directions. */
const similar = [
  'kr',
  'fe',
  'hn',
  'gc',
  'ce',
  'co',
  'do',
  'qo',
  'gq',
  'pf',
  'tf',
  'ti',
  'tl',
  'il',
  'ij',
  'uv',
  'vy',
  'mn',
  'nr',
  'be',
  'bd',
  'bs',
  'ae',
  'ec',
  'it',
  'lt',
  'rk',
  'gs',
  'eb',
  'ao',
  'lj',
  'ft',
  'fp',
  'rp',
  'bp',
  'rb',
  'nu',
];
const pairs = new Set(similar.flatMap((pair) => [pair, [...pair].reverse().join('')]));
const digits: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'il',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'gb',
  '7': 't',
  '8': 'b',
  '9': 'g',
};

/** The known writing of the same length that `letters` was meant to be; null when it is exact already or too far off. */
export function misprintOf(letters: string, bySize: ReadonlyMap<number, readonly string[]>): string | null {
  for (const candidate of bySize.get(letters.length) ?? []) {
    const allowed = letters.length < 8 ? 1 : letters.length < 14 ? 2 : 3;
    if (isNear(letters, candidate, allowed)) return candidate;
  }
  return null;
}

function isNear(letters: string, candidate: string, allowed: number): boolean {
  let off = 0;
  for (let i = 0; i < candidate.length; i++) {
    const read = letters[i] ?? '';
    const meant = candidate[i] ?? '';
    if (read === meant) continue;
    if (digits[read]?.includes(meant)) {
      off += 0.5;
    } else if (pairs.has(read + meant)) {
      off += 1;
    } else {
      return false;
    }
    if (off > allowed) return false;
  }
  return off > 0;
}
