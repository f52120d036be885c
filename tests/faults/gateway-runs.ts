// Seeded runs of the whole gateway: mails go in by SMTP while a process of it is killed, its disk is full, or the next hop
// misbehaves; the judge of the kill runs looks at what became of everybody.
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import type { RecipientState } from '../../core/model/recipient-state.ts';
import type { Ledger } from '../../core/ports.ts';
import { type TestMail, testMail } from '../harness/kill-messages.ts';
import { deliverUntilDone, judge } from '../harness/kill-run.ts';
import { type Random, random } from '../harness/random.ts';
import { type DataAnswer, type ScriptedNextHop, startNextHop } from '../harness/scripted-next-hop.ts';
import { brokenTrail, campaign, type FaultReport, type RunResult } from './fault-report.ts';
import { startWholeGateway, type Victim, victims, type WholeGateway } from './whole-gateway.ts';

/** Then the client waits until there is room again. */
const triesOnFullDisk = 10;

const troubles = [...victims, 'full disk', 'nothing'] as const;
const answers: readonly [DataAnswer, ...DataAnswer[]] = [451, 550, 'drop-before', 'drop-after', 'late', 'hang'];

export async function gatewayRuns(
  seeds: readonly number[],
  folder: string,
  tell: (done: number) => void = () => undefined,
): Promise<FaultReport> {
  const nextHop = await startNextHop();
  const gateway = await startWholeGateway(folder, nextHop.port);
  const ledger = await openLedger(gateway.data, { readOnly: true });
  const { report, add, problem } = campaign();
  try {
    for (const seed of seeds) {
      await add(seed, gatewayRun(seed, gateway, nextHop, ledger));
      tell(report.runs);
    }
    for (const broken of await brokenTrail(ledger)) problem(broken);
    const left = await readdir(join(gateway.data, 'mail', 'unfinished'));
    for (const file of left) problem(`unfinished/${file} was left behind`);
  } finally {
    await ledger.close();
    await gateway.stop();
    await nextHop.close();
  }
  return report;
}

async function gatewayRun(
  seed: number,
  gateway: WholeGateway,
  nextHop: ScriptedNextHop,
  ledger: Ledger,
): Promise<RunResult> {
  const chance = random(seed);
  const mail = testMail(seed, chance);
  const trouble = chance.pick(troubles);
  const answer = chance.chance(0.4) ? chance.pick(answers) : 250;
  nextHop.taken.length = 0;
  nextHop.data.splice(0, nextHop.data.length, answer);
  const disturbing = disturb(trouble, gateway, chance);
  // A client that has no patience with a next hop that says nothing.
  const patience = chance.chance(0.5) ? { dataEnd: 700 } : {};
  let tries = 0;
  const calmly = {
    port: async (direction: TestMail['direction']) => {
      if (trouble === 'full disk') await (++tries < triesOnFullDisk ? pause(30) : disturbing);
      return gateway.port(direction);
    },
  };
  const delivering = deliverUntilDone(mail, calmly, chance, patience);
  // Told when the disturbance is over: the next run has to find a sound gateway.
  delivering.catch(() => undefined);
  const happened = await disturbing;
  const refused = await delivering;
  nextHop.data.length = 0;
  const run = {
    // A copy was taken and nobody could write it down.
    cutOff: new Set(trouble === 'gateway' || trouble === 'full disk' ? mail.recipients.keys() : []),
    refusesMessage: answer === 550,
    dropsAfter: answer === 'drop-after',
  };
  const verdict = judge(mail, await statesOf(mail, gateway.data, ledger), refused, nextHop, run);
  const met = [...(happened ? [trouble] : []), ...(answer === 250 ? [] : [`next hop: ${answer}`])];
  return {
    recipients: mail.recipients.size,
    troubles: new Map(met.map((one) => [one, 1])),
    problems: verdict.problems,
    secondCopies: verdict.allowedDuplicates,
  };
}

/** At a moment of the mail's way. Resolves with whether it could be done. */
async function disturb(trouble: (typeof troubles)[number], gateway: WholeGateway, chance: Random): Promise<boolean> {
  const moment = chance.below(60);
  const length = 50 + chance.below(250);
  if (trouble === 'nothing') return false;
  if (trouble === 'full disk') {
    if (!gateway.hasSmallDisk) return false;
    await pause(moment);
    await gateway.fillDisk();
    await pause(length);
    await gateway.freeDisk();
    return true;
  }
  await pause(moment);
  return gateway.kill(trouble satisfies Victim);
}

/** Over all attempts of these bytes, as another process reads them. */
async function statesOf(mail: TestMail, data: string, ledger: Ledger) {
  const states = new Map<string, { readonly state: RecipientState; readonly sealed: boolean }>();
  const key = attemptKey(mail.from, mail.raw);
  for (let count = 1; ; count++) {
    const record = await ledger.attempt(`${key}.${count}`);
    if (record === null) return states;
    const sealed = new Set<string>();
    for await (const { id, recipients } of ledger.heldItems({ attempt: record.attempt.id })) {
      if (!(await exists(join(data, 'mail', 'sealed', id.slice(0, 2), id)))) continue;
      for (const { address } of recipients) sealed.add(address);
    }
    for (const { address, state } of record.recipients) states.set(address, { state, sealed: sealed.has(address) });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
