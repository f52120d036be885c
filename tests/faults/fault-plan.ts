// Which steps of one seeded run go wrong, and how. A step's fate depends on the seed, its name and how often it was taken, so
// that work going on side by side does not change it.
import { type Random, random } from '../harness/random.ts';

export type Fault =
  | 'crash-before'
  | 'crash-after'
  | 'error-before'
  | 'error-after'
  /** Says nothing for a while, then works, fails, or is ended by a restart. */
  | 'hang'
  /** The disk takes half of a file and then refuses. */
  | 'half-write'
  | 'disk-full'
  | 'wrong-answer'
  | 'clock-jump'
  | 'key-process-killed';

export const weathers = [
  'crashes',
  'errors',
  'hangs',
  'half-writes',
  'full-disk',
  'wrong-answers',
  'clock-jumps',
  'next-hop',
  'everything',
] as const;
export type Weather = (typeof weathers)[number];

const faultsOf: Readonly<Record<Weather, readonly Fault[]>> = {
  crashes: ['crash-before', 'crash-after'],
  errors: ['error-before', 'error-after'],
  hangs: ['hang'],
  'half-writes': ['half-write'],
  'full-disk': ['disk-full'],
  'wrong-answers': ['wrong-answer'],
  'clock-jumps': ['clock-jump', 'crash-before', 'error-before'],
  'next-hop': [],
  everything: [
    'crash-before',
    'crash-after',
    'error-before',
    'error-after',
    'hang',
    'half-write',
    'disk-full',
    'wrong-answer',
    'clock-jump',
  ],
};

/** Of one step. */
export interface Plight {
  readonly fault: Fault | null;
  /** Milliseconds before it, as on a busy machine: what goes on side by side meets in other orders. */
  readonly delay: number;
  /** Says how the fault shows. */
  readonly chance: Random;
}

export interface FaultPlan {
  readonly weather: Weather;
  /** What happens at this step, named `port.method`. */
  at(step: string): Plight;
  /** From now on nothing goes wrong. */
  calm(): void;
  readonly isCalm: () => boolean;
}

export function faultPlan(seed: number): FaultPlan {
  const chance = random(seed);
  const weather = chance.pick(weathers);
  // Few steps write a file.
  const often = weather === 'half-writes' ? 0.4 : chance.pick([0.04, 0.1, 0.25]);
  // Seldom: it takes long to start.
  const losesKeys = weather === 'everything' && chance.chance(1 / 3);
  const isBusy = chance.chance(0.1);
  const taken = new Map<string, number>();
  let calm = false;
  return {
    weather,
    at(step) {
      const count = (taken.get(step) ?? 0) + 1;
      taken.set(step, count);
      const ofStep = random(hash(`${seed} ${step} ${count}`));
      const delay = isBusy && ofStep.chance(0.3) ? ofStep.below(30) : 0;
      if (calm) return { fault: null, delay, chance: ofStep };
      if (losesKeys && step === 'store.putRaw' && count === 1)
        return { fault: 'key-process-killed', delay, chance: ofStep };
      const [first, ...others] = faultsOf[weather];
      const fault = first !== undefined && ofStep.chance(often) ? ofStep.pick([first, ...others]) : null;
      return { fault, delay, chance: ofStep };
    },
    calm: () => {
      calm = true;
    },
    isCalm: () => calm,
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
