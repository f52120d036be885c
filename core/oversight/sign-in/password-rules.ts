// What a password must be (R-411; CAFCASS Password security): long, of four kinds of characters, not one's own name.
import { Refused } from '../../ports.ts';
import { addDays, dayOf } from '../calendar.ts';

const shortest = 12;
/** Characters; hashing must not become work that anybody can order. */
export const longestPassword = 200;
/** Days; the last one is included. */
const longestAge = 90;
/** Passwords before the present one that may not come back. */
export const remembered = 10;

const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}\s]/u];

/** What was typed on one keyboard must match what is typed on another (RFC 8265 section 4.2.2). */
export function normalPassword(typed: string): string {
  return typed.slice(0, longestPassword + 1).normalize('NFC');
}

/** Throws Refused with what to do. Whether it was used before is looked at elsewhere. */
export function mustBeStrong(password: string, names: readonly string[]): void {
  const length = [...password].length;
  if (length < shortest) throw new Refused(`a password has at least ${shortest} characters`);
  if (length > longestPassword) throw new Refused(`a password has at most ${longestPassword} characters`);
  if (!kinds.every((kind) => kind.test(password)))
    throw new Refused('a password has small letters, capitals, digits and other signs, of each at least one');
  const folded = password.toLowerCase();
  if (names.some((name) => name.length > 2 && folded.includes(name.toLowerCase())))
    throw new Refused('a password does not contain your own name');
  if (new Set(folded).size < 6) throw new Refused('a password has at least six different characters');
}

/** Whether a password set then (milliseconds since the epoch) must be changed on the day of `now`. */
export function isExpired(setAt: number, now: number, zone: string): boolean {
  return addDays(dayOf(setAt, zone), longestAge) < dayOf(now, zone);
}
