// The net that reads the words around a value: its slopes are those of its answers, and its work has an end.
import { describe, expect, it } from 'vitest';
import { judgeWith } from '../../../core/mail/detect/credentials/learned/judging.ts';
import {
  ask,
  emptyNet,
  type Net,
  netOf,
  newSteps,
  type Part,
  parts,
  sizes,
} from '../../../core/mail/detect/credentials/learned/net.ts';
import { weightCount } from '../../../core/mail/detect/credentials/learned/trait-layout.ts';
import type { Traits } from '../../../core/mail/detect/credentials/learned/traits.ts';
import type { Window } from '../../../core/mail/detect/credentials/learned/window.ts';
import { slopesOf } from '../../../tools/learn/net-slopes.ts';
import { randomOf } from '../../../tools/learn/random.ts';

/** Two places before the value, one behind it. */
const window: Window = { rows: [[11, 20], [12], [13], [14]], value: 2 };
const asked = { window, noted: [0, 5, 9], kind: 1 };
const traits: Traits = { ...asked, form: [], words: () => ({ here: [], elsewhere: [] }), window: () => window };

/** `odds` for each of the value's three traits, twice. */
function netThatSays(odds: number): Net {
  return { ...emptyNet(), line: new Float32Array(sizes.line).fill(odds / 6) };
}

function randomNet(): Net {
  const random = randomOf(3);
  const any = (): number => random(2000) / 4000 - 0.25;
  return netOf((part) => Float32Array.from({ length: sizes[part] }, any));
}

describe('R-301 the net that reads the words around a value', () => {
  it('finds the slopes that a small change of each number shows', () => {
    const net = randomNet();
    const slopes = slopesOf(net);
    const steps = newSteps();
    ask(net, window, asked, steps);
    slopes.add(asked, steps, 1);
    const told = new Map<Part, [number, number][]>();
    slopes.drain((part, index, slope) => {
      if (Math.abs(slope) > 0.01) told.set(part, [...(told.get(part) ?? []), [index, slope]]);
    });
    expect([...told.keys()].sort()).toEqual([...parts].sort());
    for (const [part, found] of told)
      for (const [index, slope] of found.slice(0, 5)) expect(slope).toBeCloseTo(slopeByTrial(net, part, index), 1);
  });

  it('is asked about so many values of a text, and the doubt about the rest counts for the finding', () => {
    const judge = judgeWith(new Float32Array(weightCount), netThatSays(-10));
    const judged = Array.from({ length: 300 }, () => judge(traits));
    expect(judged[0]).toBeLessThan(0);
    expect(judged.at(-1)).toBeGreaterThan(0);
  });

  it('cannot take back what the weights are sure enough of', () => {
    const weights = new Float32Array(weightCount);
    weights[0] = 2;
    expect(judgeWith(weights, netThatSays(-100))(traits)).toBeGreaterThan(0);
  });
});

function slopeByTrial(net: Net, part: Part, index: number): number {
  const step = 0.001;
  const before = net[part][index] ?? 0;
  const answer = (at: number): number => {
    net[part][index] = at;
    return ask(net, window, asked, newSteps());
  };
  const slope = (answer(before + step) - answer(before - step)) / (2 * step);
  net[part][index] = before;
  return slope;
}
