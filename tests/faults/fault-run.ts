// One seed: some mails come to a machine whose parts fail, people release what was held, then the machine is sound again and
// drains, and a judge looks at what became of everybody.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { signRelease } from '../../adapters/local/opening-proof.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import type { AttemptRecord, HeldItem, QueuedNotice } from '../../core/model/ledger.ts';
import { handOver } from '../../core/oversight/notices/hand-over.ts';
import { type TestMail, testMail } from '../harness/kill-messages.ts';
import { type Random, random } from '../harness/random.ts';
import { faultPlan } from './fault-plan.ts';
import type { RunResult } from './fault-report.ts';
import { judge } from './judge.ts';
import type { Machine } from './machine.ts';
import { type MachineRun, machineRun } from './machine-run.ts';
import { sendingClient } from './sending-client.ts';

const triesInTrouble = 6;
const triesWhenSound = 20;
/** Milliseconds: behind every time that a clock which jumps has ever shown. */
const farAhead = 20 * 365 * 24 * 3_600_000;

export async function faultRun(seed: number, machine: Machine): Promise<RunResult> {
  machine.skew('true time');
  const chance = random(seed ^ 0x5eed);
  const plan = faultPlan(seed);
  const run = machineRun(machine, plan);
  const mails = Array.from({ length: 1 + chance.below(3) }, (_, n) => testMail(seed * 4 + n, chance));
  const clients = mails.map((mail, n) => sendingClient(mail, run, random(seed * 16 + n)));
  await Promise.all(clients.map((client) => client.send(triesInTrouble)));
  const released = await releaseSome(mails, machine, run, chance);
  plan.calm();
  if (chance.chance(0.5)) await run.restart();
  const givenUp = clients.filter(() => chance.chance(0.15));
  await Promise.all(clients.map((client) => givenUp.includes(client) || client.send(triesWhenSound)));
  await Promise.all(clients.map((client) => client.idle()));
  const notices = await drain(machine, run);

  const seen = { run, released, notices, machine };
  const verdicts = [];
  for (const [n, mail] of mails.entries()) {
    const client = clients[n];
    if (client === undefined) continue;
    const kept = { attempts: await attemptsOf(mail, machine), items: await itemsOf(mail, machine) };
    verdicts.push(await judge(mail, { client, gaveUp: givenUp.includes(client), ...kept }, seen));
  }
  return {
    troubles: run.troubles,
    recipients: mails.reduce((sum, mail) => sum + mail.recipients.size, 0),
    problems: [...verdicts.flatMap(({ problems }) => problems), ...(await leftBehind(machine))],
    secondCopies: verdicts.reduce((sum, { secondCopies }) => sum + secondCopies, 0),
  };
}

/** Items that somebody tried to let go. */
async function releaseSome(
  mails: readonly TestMail[],
  machine: Machine,
  run: MachineRun,
  chance: Random,
): Promise<ReadonlySet<string>> {
  const released = new Set<string>();
  for (const mail of mails) {
    for (const { id } of await itemsOf(mail, machine)) {
      if (!chance.chance(0.4)) continue;
      released.add(id);
      const { door, relay, died } = await run.running();
      const proof = signRelease(machine.folder, id, 'operator', Date.now() + 60_000);
      await Promise.race([door.release(id, proof, () => relay).catch(() => undefined), died]);
    }
  }
  return released;
}

/** Finishes what no client asks for any more, sends notices, and lets so much time pass that nothing may be open. */
async function drain({ ledger, clock, skew }: Machine, run: MachineRun): Promise<readonly QueuedNotice[]> {
  const { door, relay, resumed } = await run.running();
  await resumed;
  await door.resume(() => relay);
  const sent: QueuedNotice[] = [];
  for (let due = await ledger.dueNotices(clock(), 50); due.length > 0; due = await ledger.dueNotices(clock(), 50)) {
    for (const notice of due) {
      const reply = await handOver(notice, relay);
      if (reply?.code !== 250) throw new Error('a notice was not taken by a sound next hop');
      await ledger.commit([{ type: 'notice-sent', notice: notice.id }]);
      sent.push(notice);
    }
  }
  skew('true time');
  skew(farAhead);
  await door.resume(() => relay);
  return sent;
}

async function attemptsOf(mail: TestMail, { ledger }: Machine): Promise<readonly AttemptRecord[]> {
  const key = attemptKey(mail.from, mail.raw);
  const latest = await ledger.latestAttempt(key);
  if (latest === null) return [];
  const count = Number(latest.attempt.id.slice(key.length + 1));
  const all = await Promise.all(Array.from({ length: count }, (_, n) => ledger.attempt(`${key}.${n + 1}`)));
  return all.filter((record) => record !== null);
}

async function itemsOf(mail: TestMail, machine: Machine): Promise<readonly HeldItem[]> {
  const attempts = await attemptsOf(mail, machine);
  const lists = attempts.map(({ attempt }) => Array.fromAsync(machine.ledger.heldItems({ attempt: attempt.id })));
  return (await Promise.all(lists)).flat();
}

/** What a machine that has drained should not have any more. */
async function leftBehind({ folder, ledger }: Machine): Promise<readonly string[]> {
  const problems: string[] = [];
  for await (const { attempt } of ledger.unfinished()) problems.push(`${attempt.id} is still unfinished`);
  for (const area of ['raw', 'unfinished']) {
    const left = await readdir(join(folder, 'mail', area), { recursive: true, withFileTypes: true });
    for (const file of left) if (file.isFile()) problems.push(`${area}/${file.name} was left behind`);
  }
  return problems;
}
