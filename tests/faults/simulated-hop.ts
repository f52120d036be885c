// A next hop in memory that answers as a bad one might.
import { setTimeout as pause } from 'node:timers/promises';
import type { OutgoingMail, Relay, Reply } from '../../core/ports.ts';
import type { Random } from '../harness/random.ts';

export interface SimulatedHop {
  /** Who was refused for good at some time. */
  readonly refused: ReadonlySet<string>;
  readonly relay: Relay;
}

const misdeeds = [
  '4xx',
  '5xx',
  'one-4xx',
  'one-5xx',
  'drop-before',
  'drop-after',
  'late',
  'forgets-one',
  'odd',
] as const;
type Misdeed = (typeof misdeeds)[number];

/** Codes that are no answer to the end of DATA: neither may count as served. */
const oddCodes = [0, 100, 199, 334, 354, Number.NaN] as const;

/** One transaction: whether and how the next hop misbehaves in it. */
export interface HandOver {
  readonly misbehaves: boolean;
  readonly chance: Random;
  /** The next hop is responsible for this copy from now on. */
  took(recipient: string, raw: Buffer): void;
}

export interface HopWatch {
  begun(): HandOver;
  misbehaved(): void;
}

export function simulatedHop(watch: HopWatch): SimulatedHop {
  const refused = new Set<string>();

  async function answer(
    mail: OutgoingMail,
    misdeed: Misdeed | null,
    { chance, took }: HandOver,
  ): Promise<Map<string, Reply>> {
    const all = mail.recipients.map(({ address }) => address);
    const one = all[chance.below(all.length)] ?? '';
    const others = all.filter((address) => address !== one);
    const take = (addresses: readonly string[]) => {
      for (const recipient of addresses) took(recipient, Buffer.from(mail.raw));
    };
    switch (misdeed) {
      case null:
        take(all);
        return replies(all, 250);
      case '4xx':
        return replies(all, 451);
      case '5xx':
        for (const address of all) refused.add(address);
        return replies(all, 554);
      case 'one-4xx':
        take(others);
        return new Map([...replies(others, 250), ...replies([one], 450)]);
      case 'one-5xx':
        refused.add(one);
        take(others);
        return new Map([...replies(others, 250), ...replies([one], 550)]);
      case 'drop-before':
        throw new Error('the next hop closed the connection');
      case 'drop-after':
        take(all);
        throw new Error('the next hop closed the connection after the message');
      case 'late':
        await pause(5);
        take(all);
        return replies(all, 250);
      case 'forgets-one':
        take(others);
        return replies(others, 250);
      case 'odd':
        return replies(all, chance.pick(oddCodes));
    }
  }

  return {
    refused,
    relay: {
      async deliver(mail) {
        const handOver = watch.begun();
        const misdeed = handOver.misbehaves ? handOver.chance.pick(misdeeds) : null;
        const answered = answer(mail, misdeed, handOver);
        if (misdeed !== null) watch.misbehaved();
        return answered;
      },
    },
  };
}

function replies(addresses: readonly string[], code: number): Map<string, Reply> {
  return new Map(addresses.map((address) => [address, { code, text: 'simulated' }]));
}
