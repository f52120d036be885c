// Judges the values of a text by what was learned from labelled messages (tools/learn-passwords.ts).
import { type Judge, judgeWith } from './judging.ts';
import { netOf, parts, sizes } from './net.ts';
import { learnedNet } from './net-weights.ts';
import { weightCount } from './trait-layout.ts';
import { learned, steps } from './weights.ts';

const weights = numbersOf(learned, 1 / steps);
const net = netOf((part) => numbersOf(learnedNet[part].bytes, learnedNet[part].unit));
if (weights.length !== weightCount || parts.some((part) => net[part].length !== sizes[part]))
  throw new Error('learned weights do not fit the traits: run tools/learn-passwords.ts');

function numbersOf(bytes: string, unit: number): Float32Array {
  return new Float32Array(new Int8Array(Buffer.from(bytes, 'base64'))).map((weight) => weight * unit);
}

/** Log-odds are counted from where flagging begins to pay. */
export function judgeOfText(): Judge {
  return judgeWith(weights, net);
}
