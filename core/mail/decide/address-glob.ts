// Patterns over whole addresses, `*` for any run of characters and `?` for one: `offers-*@*.shop.example`. Short by
// contract, so that comparing two of them is a small table.
import { Pattern, Subject } from '../../rulebook/pattern.ts';

export const longestGlob = 200;

export interface AddressGlob {
  matches(address: string): boolean;
}

/** `glob` in lower case. */
export function addressGlob(glob: string): AddressGlob {
  const pattern = new Pattern(`^${[...glob].map(asPattern).join('')}$`, { ignoreCase: true });
  return { matches: (address) => pattern.test(new Subject(address)) };
}

function asPattern(sign: string): string {
  if (sign === '*') return '.*';
  if (sign === '?') return '.';
  return /[\p{L}\p{N}]/u.test(sign) ? sign : `\\x{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Whether some text fits both globs. */
export function globsMeet(one: string, other: string): boolean {
  const [a, b] = [[...one.slice(0, longestGlob)], [...other.slice(0, longestGlob * 2)]];
  // meets[j]: whether what is left of `a` and b[j…] share a text; filled from the ends.
  let below: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = b.length; j >= 0; j--) row[j] = meetFrom(a[i], b[j], row[j + 1], below[j], below[j + 1]);
    below = row;
  }
  return below[0] ?? false;
}

/** `right` moves on in the second, `down` in the first, `both` in both; undefined beyond an end. */
function meetFrom(
  x: string | undefined,
  y: string | undefined,
  right: boolean | undefined,
  down: boolean | undefined,
  both: boolean | undefined,
): boolean {
  if (x === undefined && y === undefined) return true;
  if ((x === '*' && down === true) || (y === '*' && right === true)) return true;
  if (x === '*') return y !== undefined && right === true;
  if (y === '*') return x !== undefined && down === true;
  return x !== undefined && y !== undefined && (x === y || x === '?' || y === '?') && both === true;
}
