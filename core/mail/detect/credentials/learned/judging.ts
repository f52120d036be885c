// Judges values by the weights of their traits and, where these leave doubt, also by the net that reads the words around.
import { ask, type Net, newSteps } from './net.ts';
import { mostOfWords } from './slots.ts';
import { sumWeights } from './sum-weights.ts';
import type { Traits } from './traits.ts';

/** How much the weights count beside the net. */
const share = 0.7;
/** Log-odds either way from which the net, which may say no more than words may, could change nothing. */
const doubt = ((1 - share) / share) * mostOfWords;
/** Doubtful values of one text that the net is asked about; of 1,500 list mails the richest had 132. */
const mostAsked = 256;
/** Log-odds for a doubtful value that nobody could ask about: a text cannot hide one behind many others. */
const unasked = 1;

/** Log-odds that a value is a disclosed secret. */
export type Judge = (traits: Traits) => number;

/** One answer is done with before the next is asked for. */
const scratch = newSteps();

/** For the values of one text. */
export function judgeWith(weights: ArrayLike<number>, net: Net): Judge {
  let asked = 0;
  return (traits) => {
    const sum = sumWeights(weights, traits);
    if (Math.abs(sum) > doubt) return sum;
    if (asked >= mostAsked) return sum + unasked;
    asked++;
    const said = ask(net, traits.window(), traits, scratch);
    return share * sum + (1 - share) * Math.max(-mostOfWords, Math.min(mostOfWords, said));
  };
}
