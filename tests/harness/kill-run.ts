// Kills a gateway at a durable step, lets the client and the gateway come back, and checks that nobody was lost, served
// unscanned, or served twice without need (DESIGN section 7a; ).
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectSmtp, type SmtpTimeouts, standardTimeouts } from '../../adapters/smtp/smtp-client.ts';
import type { RecipientState } from '../../core/model/recipient-state.ts';
import type { Reply } from '../../core/ports.ts';
import { type TestMail, testMail } from './kill-messages.ts';
import { type Random, random } from './random.ts';
import { type DataAnswer, type ScriptedNextHop, startNextHop } from './scripted-next-hop.ts';

export interface KillReport {
  readonly seeds: number;
  /** Runs in which the process really died before the client was done. */
  readonly killed: number;
  readonly problems: readonly string[];
  /** Recipients served a second time where the first hand-over was cut off: SMTP's own duplicate. */
  readonly allowedDuplicates: number;
}

/** Durable points of one mail lie among these; a run whose point is never reached is a run without a kill. */
const points = 16;

export async function killRuns(
  seeds: readonly number[],
  folder: string,
  tell: (done: number) => void,
): Promise<KillReport> {
  const nextHop = await startNextHop();
  const gateway = supervisedGateway(folder, nextHop.port);
  const report = { seeds: seeds.length, killed: 0, problems: [] as string[], allowedDuplicates: 0 };
  try {
    for (const [index, seed] of seeds.entries()) {
      const result = await killRun(seed, gateway, nextHop).catch((cause: unknown) => ({
        killed: false,
        problems: [cause instanceof Error ? cause.message : 'failed'],
        allowedDuplicates: 0,
      }));
      if (result.killed) report.killed++;
      report.problems.push(...result.problems.map((problem) => `seed ${seed}: ${problem}`));
      report.allowedDuplicates += result.allowedDuplicates;
      tell(index + 1);
    }
  } finally {
    await gateway.stop();
    await nextHop.close();
  }
  return report;
}

interface RunResult {
  readonly killed: boolean;
  readonly problems: readonly string[];
  readonly allowedDuplicates: number;
}

async function killRun(seed: number, gateway: SupervisedGateway, nextHop: ScriptedNextHop): Promise<RunResult> {
  const chance = random(seed);
  const mail = testMail(seed, chance);
  const misbehaviour = misbehave(mail, chance, nextHop);
  nextHop.taken.length = 0;
  await gateway.arm(chance.below(points));
  const deathsBefore = gateway.deaths();
  const cutOff = new Set<string>();
  gateway.onDeath(async () => {
    for (const address of (await readFile(gateway.note, 'utf8').catch(() => '')).split('\n')) cutOff.add(address);
  });
  const refused = await deliverUntilDone(mail, gateway, chance);
  const killed = gateway.deaths() > deathsBefore;
  await gateway.arm(null);
  const states = await gateway.states(mail);
  nextHop.rcpt.clear();
  nextHop.data.length = 0;
  return { killed, ...judge(mail, states, refused, nextHop, { cutOff, ...misbehaviour }) };
}

/** What the next hop is told to do wrong; `refusesMessage` when a 5xx to DATA is among it. */
function misbehave(
  mail: TestMail,
  chance: Random,
  nextHop: ScriptedNextHop,
): { refusesMessage: boolean; dropsAfter: boolean } {
  const someone = [...mail.recipients.keys()][chance.below(mail.recipients.size)] ?? '';
  const kind = chance.pick([
    'none',
    'none',
    'none',
    'rcpt-4xx',
    'rcpt-5xx',
    'data-4xx',
    'data-5xx',
    'drop-before',
    'drop-after',
  ]);
  if (kind === 'rcpt-4xx') nextHop.rcpt.set(someone, [451, 451]);
  if (kind === 'rcpt-5xx') nextHop.rcpt.set(someone, [550, 550, 550, 550, 550]);
  const answers: Readonly<Record<string, DataAnswer>> = {
    'data-4xx': 451,
    'data-5xx': 550,
    'drop-before': 'drop-before',
    'drop-after': 'drop-after',
  };
  const answer = answers[kind];
  if (answer !== undefined) nextHop.data.push(answer);
  return { refusesMessage: kind === 'data-5xx', dropsAfter: kind === 'drop-after' };
}

/**
 * Plays a mail server with a queue: tries whoever has no final answer again, sometimes only some of them. Resolves with
 * the recipients that the gateway refused for good at RCPT.
 */
export async function deliverUntilDone(
  mail: TestMail,
  gateway: Pick<SupervisedGateway, 'port'>,
  chance: Random,
  patience: Partial<SmtpTimeouts> = {},
): Promise<ReadonlySet<string>> {
  const waiting = new Set(mail.recipients.keys());
  const refused = new Set<string>();
  let last = 'no answer';
  for (let round = 0; waiting.size > 0; round++) {
    if (round > 40) throw new Error(`the client gave up after 40 tries: ${last}`);
    const all = [...waiting];
    const wanted =
      round > 0 && all.length > 1 && chance.chance(0.4) ? all.slice(0, 1 + chance.below(all.length - 1)) : all;
    const port = await gateway.port(mail.direction);
    const replies = await attempt(mail, wanted, port, patience).catch(() => null);
    // A process that was just killed refuses connections for a moment before we hear of its death.
    if (replies === null) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const [address, reply] of replies ?? []) {
      last = `${reply.code} ${reply.text}`;
      if (reply.code >= 400 && reply.code < 500) continue;
      waiting.delete(address);
      if (reply.code >= 500) refused.add(address);
    }
  }
  return refused;
}

/** One SMTP transaction. Rejects when the connection broke. */
async function attempt(
  mail: TestMail,
  recipients: readonly string[],
  port: number,
  patience: Partial<SmtpTimeouts>,
): Promise<ReadonlyMap<string, Reply>> {
  const client = await connectSmtp({
    host: '127.0.0.1',
    port,
    name: 'client.example',
    tls: 'never',
    timeouts: { ...standardTimeouts, connect: 2_000, ...patience },
  });
  try {
    const lines = [`MAIL FROM:<${mail.from}>`, ...recipients.map((address) => `RCPT TO:<${address}>`)];
    const [sender, ...answers] = await client.exchange(lines);
    const replies = new Map<string, Reply>();
    const accepted: string[] = [];
    for (const [index, address] of recipients.entries()) {
      const reply = sender !== undefined && sender.code === 250 ? answers[index] : sender;
      if (reply === undefined) continue;
      if (reply.code === 250) accepted.push(address);
      else replies.set(address, reply);
    }
    if (accepted.length > 0) {
      const reply = await client.data(mail.raw);
      for (const address of accepted) replies.set(address, reply);
    }
    await client.quit();
    return replies;
  } finally {
    client.destroy();
  }
}

export function judge(
  mail: TestMail,
  states: ReadonlyMap<string, { readonly state: RecipientState; readonly sealed: boolean }>,
  refused: ReadonlySet<string>,
  nextHop: Pick<ScriptedNextHop, 'taken'>,
  run: { readonly cutOff: ReadonlySet<string>; readonly refusesMessage: boolean; readonly dropsAfter: boolean },
): { problems: readonly string[]; allowedDuplicates: number } {
  const problems: string[] = [];
  let allowedDuplicates = 0;
  for (const [address, fate] of mail.recipients) {
    const copies = nextHop.taken.filter((message) => message.recipients.includes(address));
    const known = states.get(address);
    const kept = known !== undefined && (known.state === 'held' || known.state === 'blocked') && known.sealed;
    problems.push(...copies.flatMap((copy) => wrongBytes(mail, copy.raw)).map((wrong) => `${address}: ${wrong}`));
    if (fate === 'stopped') {
      if (copies.length > 0) problems.push(`${address}: served although policy stops it`);
      if (!kept && !refused.has(address))
        problems.push(`${address}: stopped, but nothing is kept (${known?.state ?? 'unknown'})`);
      continue;
    }
    const reported = known?.state === 'failed' && run.refusesMessage;
    if (copies.length === 0 && !refused.has(address) && !reported && !(kept && run.refusesMessage)) {
      problems.push(`${address}: lost (${known?.state ?? 'unknown'})`);
    }
    if (copies.length > 1) {
      const excused = (run.cutOff.has(address) ? 1 : 0) + (run.dropsAfter ? 1 : 0);
      if (copies.length - 1 <= excused) allowedDuplicates += copies.length - 1;
      else problems.push(`${address}: served ${copies.length} times`);
    }
  }
  return { problems, allowedDuplicates };
}

/** Scanned mail bears our verdict, and below our own fields nothing differs unless a part was taken out. */
export function wrongBytes(mail: TestMail, copy: Buffer): readonly string[] {
  const problems: string[] = [];
  if (!copy.toString('latin1').includes('\nPostern-Verdict: ')) problems.push('served without a verdict');
  if (mail.stripped === null && !copy.subarray(copy.length - mail.raw.length).equals(mail.raw))
    problems.push('served with other bytes');
  if (mail.stripped !== null && copy.includes(mail.stripped))
    problems.push('served with the part that was to be taken out');
  return problems;
}

export interface SupervisedGateway {
  /** Dies at the n-th durable point from now, null: never. */
  arm(point: number | null): Promise<void>;
  deaths(): number;
  /** Called after the process died, before it is started again. */
  onDeath(work: () => Promise<void>): void;
  /** File in which the process notes the hand-over it is at. */
  readonly note: string;
  port(direction: 'inbound' | 'outbound'): Promise<number>;
  states(mail: TestMail): Promise<ReadonlyMap<string, { readonly state: RecipientState; readonly sealed: boolean }>>;
  stop(): Promise<void>;
}

interface Ready {
  readonly inbound: number;
  readonly outbound: number;
}

/** A gateway process that is started again whenever it died. */
function supervisedGateway(folder: string, nextHopPort: number): SupervisedGateway {
  const entry = fileURLToPath(new URL('./faulty-gateway.ts', import.meta.url));
  let child: ChildProcess | null = null;
  let ready: Ready | null = null;
  let deaths = 0;
  let afterDeath: () => Promise<void> = async () => undefined;
  const note = join(folder, 'handing-over');
  const running = async (): Promise<{ process: ChildProcess; ports: Ready }> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null || ready === null) {
      if (child !== null) await afterDeath();
      await rm(note, { force: true });
      const started = fork(entry, [folder, String(nextHopPort)], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        serialization: 'advanced',
      });
      child = started;
      started.once('exit', (_code, signal) => {
        if (signal === 'SIGKILL') deaths++;
      });
      const [first] = await Promise.race([
        once(started, 'message'),
        once(started, 'exit').then((): never => {
          throw new Error('the gateway under test did not start');
        }),
      ]);
      ready = first as Ready;
    }
    return { process: child, ports: ready };
  };
  const ask = async (question: unknown): Promise<unknown> => {
    // The last step of a mail may kill the process after its client was answered, just as we ask.
    for (;;) {
      const { process } = await running();
      process.send(question as never, () => undefined);
      const over = new AbortController();
      const gone = once(process, 'exit', { signal: over.signal }).then(
        () => null,
        () => null,
      );
      const answer = await Promise.race([once(process, 'message'), gone]);
      over.abort();
      if (answer !== null) return answer[0];
    }
  };
  return {
    arm: async (point) => void (await ask({ arm: point })),
    deaths: () => deaths,
    note,
    onDeath: (work) => {
      afterDeath = work;
    },
    port: async (direction) => (await running()).ports[direction],
    states: async (mail) =>
      (await ask({ mailFrom: mail.from, raw: mail.raw })) as ReadonlyMap<
        string,
        { state: RecipientState; sealed: boolean }
      >,
    stop: async () => {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}
