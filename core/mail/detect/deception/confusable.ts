// Brings a name to the shape that a hurried reader sees, so that look-alikes become equal (after the idea of UTS 39).
import { lookAlikes } from '../markings/look-alikes.ts';

/** Signs and pairs that pass for a letter in small print. `i`, `l` and `1` are one shape. */
const shapes: ReadonlyMap<string, string> = new Map([
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
  ['0', 'o'],
  ['1', 'l'],
  ['3', 'e'],
  ['5', 's'],
  ['i', 'l'],
  ['|', 'l'],
  ['ß', 'b'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['æ', 'ae'],
]);
/** No two of them overlap, and none is made by another: one walk does for all. */
const anyShape = /rn|vv|cl|[0135i|ßøłđæ]/g;

/** `name` at most 253 characters, in Unicode form; the result is only good for comparing. */
export function skeleton(name: string): string {
  const lower = name.toLowerCase();
  const plain = /^[ -~]*$/.test(lower) ? lower : latin(lower.normalize('NFKD').replace(/\p{M}/gu, ''));
  return plain.replace(anyShape, (seen) => shapes.get(seen) ?? seen);
}

/** Letters of other scripts that look Latin, as Latin. */
export function latin(text: string): string {
  return [...text].map((sign) => lookAlikes.get(sign)?.toLowerCase() ?? sign).join('');
}

/** Whether one insertion, deletion, replacement or swap of neighbours makes them equal (or none). Linear. */
export function isOneSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const swapped =
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
  return swapped || short.slice(at + 1) === long.slice(at + 1);
}
