// A mail server that hands one mail over: it keeps what it has no final answer for and tries again, all of it or in parts, and
// loses patience or the connection.
import type { Answer, Arrival } from '../../core/model/arrival.ts';
import type { TestMail } from '../harness/kill-messages.ts';
import type { Random } from '../harness/random.ts';
import type { Life, MachineRun } from './machine-run.ts';

export interface SendingClient {
  /** Until everybody has a final answer, at most so often. */
  send(mostTries: number): Promise<void>;
  /** Nothing is done any more for tries that it went away from. */
  idle(): Promise<void>;
  readonly waiting: ReadonlySet<string>;
  /** Who was answered 2xx, with the attempt that it was about. */
  readonly accepted: ReadonlyMap<string, string | null>;
  /** Who was answered 5xx. */
  readonly refused: ReadonlySet<string>;
}

export function sendingClient(mail: TestMail, run: MachineRun, chance: Random): SendingClient {
  const waiting = new Set(mail.recipients.keys());
  const accepted = new Map<string, string | null>();
  const refused = new Set<string>();
  const underWay = new Set<Promise<unknown>>();
  let triedBefore = false;
  return {
    idle: async () => void (await Promise.all(underWay)),
    waiting,
    accepted,
    refused,
    async send(mostTries) {
      for (let tries = 0; waiting.size > 0 && tries < mostTries; tries++) {
        const wanted = someOf([...waiting], triedBefore && chance.chance(0.4), chance);
        triedBefore = true;
        const answer = await tryOnce(mail, wanted, { life: await run.running(), chance, underWay });
        if (answer === null) continue;
        const { code } = answer.reply;
        if (code >= 400 && code < 500) continue;
        for (const address of wanted) {
          waiting.delete(address);
          if (code < 300) accepted.set(address, answer.attempt?.id ?? null);
          else refused.add(address);
        }
      }
    },
  };
}

function someOf(all: readonly string[], split: boolean, chance: Random): readonly string[] {
  return split && all.length > 1 ? all.slice(0, 1 + chance.below(all.length - 1)) : all;
}

/** What the client saw; null when it saw nothing. */
async function tryOnce(
  mail: TestMail,
  wanted: readonly string[],
  {
    life,
    chance,
    underWay,
  }: { readonly life: Life; readonly chance: Random; readonly underWay: Set<Promise<unknown>> },
): Promise<Answer | null> {
  const { door, relay, died } = life;
  const arrival: Arrival = {
    direction: mail.direction,
    envelope: {
      mailFrom: mail.from,
      recipients: wanted.map((address) => ({ address })),
      parameters: {},
      client: { address: '192.0.2.7', helo: 'client.example', tls: false },
    },
    raw: mail.raw,
  };
  const [impatient, cutOff, leaves] = [chance.chance(0.1), chance.chance(0.1), chance.chance(0.1)];
  const received = Promise.race([door.receive(arrival, relay), died]);
  underWay.add(received);
  const answer = await Promise.race([received, ...(impatient ? [soon()] : [])]);
  // The connection broke before the answer came through.
  if (answer === null || cutOff) return null;
  // It went on, unless the connection broke right behind the answer.
  if (answer.attempt !== null && !leaves)
    await Promise.race([door.conclude(answer.attempt).catch(() => undefined), died]);
  return answer;
}

function soon(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, 8, null));
}
