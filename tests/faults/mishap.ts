// What becomes of one step of core when a fault meets it.
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../harness/random.ts';
import type { Fault } from './fault-plan.ts';
import type { Call } from './intercept-port.ts';
import type { Machine } from './machine.ts';
import { mayBeWrong, wrongAnswer } from './wrong-answers.ts';

/** Milliseconds. */
const hour = 3_600_000;
const day = 24 * hour;
const jumps = [-90 * day, -2 * day, -hour, 60_000, hour, 2 * day, 90 * day] as const;

const writes: ReadonlySet<string> = new Set(['store.putRaw', 'store.putSealed', 'ledger.commit', 'keys.seal']);
const areas: ReadonlyMap<string, string> = new Map([
  ['store.putRaw', 'raw'],
  ['store.putSealed', 'sealed'],
]);

/** Whether such a thing can happen to such a step. */
export function canMeet(fault: Fault, { step, work }: Call): boolean {
  switch (fault) {
    case 'half-write':
      return areas.has(step);
    case 'disk-full':
      return writes.has(step);
    case 'wrong-answer':
      return mayBeWrong(step) && (work !== null || step === 'ledger.heldItems');
    default:
      return true;
  }
}

export interface Mishap {
  readonly fault: Fault;
  readonly call: Call;
  readonly chance: Random;
  readonly machine: Machine;
  /** Does the step; a new process waits for what comes behind it as well. */
  work(then?: () => Promise<void>): Promise<unknown>;
  /** Nothing more is to go wrong. */
  readonly isCalm: () => boolean;
  /** The fault has happened. */
  counted(): void;
  /** Ends the process; never settles. */
  die(): Promise<never>;
}

export async function meet(mishap: Mishap): Promise<unknown> {
  const { fault, call, chance, machine, work, counted, die } = mishap;
  if (fault === 'crash-after' || fault === 'error-after') await work();
  if (fault === 'half-write') await work(() => cutInHalf(call, machine.folder));
  if (fault === 'hang') await pause(2 + chance.below(10));
  // As it takes effect: what was done before it is not excused by it, what follows from it is.
  counted();
  switch (fault) {
    case 'crash-before':
    case 'crash-after':
      return die();
    case 'error-before':
    case 'error-after':
      throw refusal(call);
    case 'hang':
      return afterSilence(mishap);
    case 'half-write':
      if (chance.chance(0.5)) return die();
      throw refusal(call);
    case 'disk-full':
      throw Object.assign(refusal(call), { code: 'ENOSPC' });
    case 'wrong-answer':
      return wrongAnswer(call.step, await work(), chance);
    case 'clock-jump':
      machine.skew(chance.pick(jumps));
      return work();
    case 'key-process-killed': {
      const pid = machine.keys.pid();
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      return work();
    }
  }
}

async function afterSilence({ call, chance, work, die, isCalm }: Mishap): Promise<unknown> {
  switch (isCalm() ? 'goes on' : chance.pick(['goes on', 'fails', 'is ended'])) {
    case 'goes on':
      return work();
    case 'fails':
      throw refusal(call);
    case 'is ended':
      return die();
  }
}

function refusal({ step }: Call): Error {
  return new Error(`${step} failed, as the plan has it`);
}

async function cutInHalf({ step, args }: Call, folder: string): Promise<void> {
  const id = String(args[0]);
  const file = join(folder, 'mail', areas.get(step) ?? '', id.slice(0, 2), id);
  await truncate(file, 30);
}
