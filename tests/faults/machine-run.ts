// One seeded run of a machine: starts the process, lets faults meet what core does, and starts it again when it died. A crash
// abandons all that core had in hand; what the parts had begun ends before the next start, as a write that reached the disk.
import { setTimeout as pause } from 'node:timers/promises';
import { mailauthAuthenticator } from '../../adapters/mailauth/mailauth-authenticator.ts';
import { consultEngines } from '../../core/mail/detect/engines/consult-engines.ts';
import type { LedgerChange } from '../../core/model/ledger.ts';
import { openSenderBlocks } from '../../core/oversight/blocks/sender-blocks.ts';
import type { Engine, Ports, Relay } from '../../core/ports.ts';
import { type LocalDoor, localDoor } from '../../gateway/local-door.ts';
import type { Fault, FaultPlan } from './fault-plan.ts';
import { type Call, type Intercept, interceptPort } from './intercept-port.ts';
import type { Machine } from './machine.ts';
import { canMeet, meet } from './mishap.ts';
import { simulatedHop } from './simulated-hop.ts';

/** What happened to recipients, in order; `faults` is how many there had been when this hand-over began. */
export type Happening =
  | { readonly type: 'taken'; readonly recipient: string; readonly raw: Buffer; readonly faults: number }
  | { readonly type: 'recorded'; readonly recipient: string; readonly attempt: string };

export type Trouble = Fault | 'next-hop' | 'restart';

export interface MachineRun {
  readonly history: readonly Happening[];
  readonly troubles: ReadonlyMap<Trouble, number>;
  /** Who was refused by the next hop for good at some time. */
  readonly refused: ReadonlySet<string>;
  /** The process that runs now; a dead one is started again. */
  running(): Promise<Life>;
  restart(): Promise<Life>;
}

export interface Life {
  readonly door: LocalDoor;
  readonly relay: Relay;
  /** What an earlier process left was looked at once. */
  readonly resumed: Promise<void>;
  /** Resolves with null when the process dies. */
  readonly died: Promise<null>;
}

export function machineRun(machine: Machine, plan: FaultPlan): MachineRun {
  const history: Happening[] = [];
  const troubles = new Map<Trouble, number>();
  const count = (trouble: Trouble) => void troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
  const faults = () => [...troubles.values()].reduce((sum, one) => sum + one, 0);
  const often = plan.weather === 'next-hop' ? 0.4 : 0.1;
  const hop = simulatedHop({
    begun: () => {
      const { chance } = plan.at('next hop');
      // Not when it takes the copy: one that is late may do so when the process that waited for it is dead.
      const before = faults();
      return {
        misbehaves: !plan.isCalm() && chance.chance(often),
        chance,
        took: (recipient, raw) => void history.push({ type: 'taken', recipient, raw, faults: before }),
      };
    },
    misbehaved: () => count('next-hop'),
  });

  const began = (): Process => {
    const death = Promise.withResolvers<null>();
    const underWay = new Set<Promise<unknown>>();
    let dead = false;
    const die = () => {
      dead = true;
      death.resolve(null);
      return new Promise<never>(() => undefined);
    };
    const intercept: Intercept = async (call) => {
      if (dead) return die();
      const { fault, delay, chance } = plan.at(call.step);
      if (delay > 0) await pause(delay);
      if (dead) return die();
      const work = (then?: () => Promise<void>) => (dead ? die() : keptIn(underWay, recorded(call, history, then)));
      const met =
        fault === null || !canMeet(fault, call)
          ? work()
          : meet({ fault, call, chance, machine, work, die, isCalm: plan.isCalm, counted: () => count(fault) });
      const settled = await Promise.allSettled([met]);
      if (dead) return die();
      const [outcome] = settled;
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    };
    const life = wire(machine, hop.relay, intercept);
    const resumed = life.door.resume(() => life.relay).catch(() => undefined);
    return { ...life, resumed, died: death.promise, isDead: () => dead, die, underWay };
  };

  let current: Process | null = null;
  const running = async (): Promise<Life> => {
    for (;;) {
      if (current !== null && !current.isDead()) return current;
      const before = current;
      // What the old process had begun is done, or not, before a new one looks.
      while (before !== null && before.underWay.size > 0) await Promise.allSettled(before.underWay);
      if (current !== before) continue;
      current = began();
    }
  };
  return {
    history,
    troubles,
    refused: hop.refused,
    running,
    restart: () => {
      count('restart');
      void current?.die();
      return running();
    },
  };
}

interface Process extends Life {
  readonly isDead: () => boolean;
  die(): Promise<never>;
  readonly underWay: ReadonlySet<Promise<unknown>>;
}

async function keptIn(underWay: Set<Promise<unknown>>, work: Promise<unknown>): Promise<unknown> {
  underWay.add(work);
  try {
    return await work;
  } finally {
    underWay.delete(work);
  }
}

/** Does the work, and notes whom the ledger now knows as served. */
async function recorded(
  { step, args, work }: Call,
  history: Happening[],
  then?: () => Promise<void>,
): Promise<unknown> {
  const result = await work?.();
  await then?.();
  if (step !== 'ledger.commit') return result;
  for (const change of args[0] as readonly LedgerChange[]) {
    if (change.type !== 'move' || change.move.to !== 'served') continue;
    history.push({ type: 'recorded', recipient: change.move.address, attempt: change.move.attempt });
  }
  return result;
}

const hostname = 'mx.agency.example';
const clean: Engine = {
  name: 'simulated',
  judges: 'malware',
  inspect: async () => ({ state: 'clean' }),
  answers: async () => true,
};

function wire(machine: Machine, relay: Relay, intercept: Intercept): Pick<Life, 'door' | 'relay'> {
  const { rulebook, texts, clock } = machine;
  const between = <Port extends object>(name: string, port: Port): Port => interceptPort(name, port, intercept);
  const unknownName = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
  const lookup = () => intercept({ step: 'dns.lookup', args: [], work: unknownName });
  const dns = { hostname, time: 200, isOwnRelay: () => true, lookup };
  const ports: Ports = {
    clock,
    store: between('store', machine.store),
    ledger: between('ledger', machine.ledger),
    keys: between('keys', machine.keys),
    rescans: between('rescans', machine.keys),
    examiner: consultEngines(between('examiner', machine.examiner), [between('engine', clean)], rulebook.rules),
    authenticator: between('authenticator', mailauthAuthenticator(dns)),
  };
  const door = localDoor(
    {
      ports,
      rulebook,
      texts,
      site: { hostname, trace: 'fault-run' },
      senderBlocks: openSenderBlocks(ports.ledger, clock, rulebook.pack.organisation),
      report: () => undefined,
    },
    { notices: () => undefined, mailCame: () => undefined },
  );
  return { door, relay: between('relay', relay) };
}
