// Fits the net that reads the words around a value, by the slopes of batches (Kingma and Ba, "Adam", 2015).
import {
  ask,
  at,
  depth,
  emptyNet,
  type Net,
  netOf,
  newSteps,
  type Part,
  sizes,
} from '../../core/mail/detect/credentials/learned/net.ts';
import { unknownWord, type Window, widest } from '../../core/mail/detect/credentials/learned/window.ts';
import type { Example } from './examples.ts';
import { type Asked, type Slopes, slopesOf } from './net-slopes.ts';
import { type Random, randomOf, shuffle } from './random.ts';

const rounds = 4;
const batch = 128;
const pace = 0.002;
/** Batches over which the pace is taken up. */
const warming = 200;
/** One word in so many is hidden, and this share of all that is worked out left out, so that nothing is leaned on alone. */
const hides = 8;
const left = 0.2;

interface Lesson extends Asked {
  readonly secret: boolean;
  readonly weight: number;
}

/** The same examples in the same order give the same net. */
export function fitNet(examples: readonly Example[], progress: (share: number) => void): Net {
  const random = randomOf(7);
  const net = beginning(random);
  const slopes = slopesOf(net);
  const move = adamOf(net, slopes);
  const kept = newFactors();
  const steps = newSteps(kept);
  const lessons = examples.map(lessonOf);
  const batches = rounds * Math.ceil(lessons.length / batch);
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    shuffle(lessons, random);
    for (let from = 0; from < lessons.length; from += batch) {
      for (const lesson of lessons.slice(from, from + batch)) {
        leaveOut(kept, lesson.window.rows.length, random);
        const asked = { ...lesson, window: hideWords(lesson.window, random) };
        const odds = ask(net, asked.window, asked, steps);
        slopes.add(asked, steps, asked.weight * (1 / (1 + Math.exp(-odds)) - (asked.secret ? 1 : 0)));
      }
      done++;
      move(pace * Math.min(1, done / warming) * (1 - done / batches));
      if (done % 100 === 0 || done === batches) progress(done / batches);
    }
  }
  return net;
}

function lessonOf({ traits, secret, weight }: Example): Lesson {
  return { window: traits.window(), noted: traits.noted, kind: traits.kind, secret, weight };
}

type Kept = NonNullable<ReturnType<typeof newSteps>['kept']>;

function newFactors(): Kept {
  return {
    input: new Float32Array(widest * depth),
    joined: new Float32Array(3 * depth),
    hidden: new Float32Array(depth),
  };
}

/** What is kept counts the more for what is left out. */
function leaveOut({ input, joined, hidden }: Kept, places: number, random: Random): void {
  const fill = (factors: Float32Array, end: number): void => {
    for (let i = 0; i < end; i++) factors[i] = random(1000) < left * 1000 ? 0 : 1 / (1 - left);
  };
  fill(input, places * depth);
  fill(joined, joined.length);
  fill(hidden, hidden.length);
}

function hideWords({ rows, value }: Window, random: Random): Window {
  const hidden = rows.map((here, place) =>
    place !== value && random(hides) === 0 ? [unknownWord, ...here.slice(1)] : here,
  );
  return { rows: hidden, value };
}

/** How far from 0 the numbers of each part begin at most. */
const spread: Readonly<Record<Part, number>> = {
  table: 0.1,
  first: 0.1,
  firstBias: 0,
  second: 0.1,
  secondBias: 0,
  traits: 0.015,
  join: 0.1,
  joinBias: 0,
  out: 0.17,
  line: 0,
};

function beginning(random: Random): Net {
  const any = (most: number): number => (random(1 << 24) / (1 << 23) - 1) * most;
  return netOf((part) => Float32Array.from({ length: sizes[part] }, () => any(spread[part])));
}

const [keep, hold] = [0.9, 0.999];

/** Moves the net against the slopes gathered, and forgets these. Rows that no lesson of the batch touched stay where they are. */
function adamOf(net: Net, slopes: Slopes): (rate: number) => void {
  const [means, squares] = [emptyNet(), emptyNet()];
  let count = 0;
  return (rate) => {
    count++;
    const lifted = (rate * Math.sqrt(1 - hold ** count)) / (1 - keep ** count);
    slopes.drain((part, index, slope) => {
      const mean = keep * at(means[part], index) + (1 - keep) * slope;
      const square = hold * at(squares[part], index) + (1 - hold) * slope * slope;
      means[part][index] = mean;
      squares[part][index] = square;
      net[part][index] = at(net[part], index) - (lifted * mean) / (Math.sqrt(square) + 1e-8);
    });
  };
}
