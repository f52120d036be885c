// The run of tools/postfix-sandwich.sh: two Postfix instances with a gateway between them, mail, an outage, the count.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts, startGatewayProcess } from '../send-mails/gateway-process.ts';
import { mailsOf } from '../send-mails/mails.ts';
import { sendAll } from '../send-mails/send-all.ts';
import { accountForRun, type RunAccounts } from './account-for-run.ts';
import { mixedMails, type RunMail } from './mixed-mails.ts';
import { drained, type PostfixInstance, queued, startPostfix } from './postfix-instance.ts';
import { type Outage, runFigures, unreported } from './run-figures.ts';

export interface Run {
  readonly folder: string;
  readonly outside: number;
  readonly inside: number;
  readonly behind: number;
  readonly count: number;
  /** Messages to send instead of the mix. */
  readonly path: string | null;
}

/** Milliseconds: that the next hop is away at least, that queues may take to run empty, that a notice may wait. */
const longestOutage = 6_000;
const longestDrain = 180_000;
const longestNotice = 45_000;

process.exitCode = await main(process.argv.slice(2)).catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : 'the run could not be made'}\n`);
  return 2;
});

async function main(args: readonly string[]): Promise<number> {
  return (await sandwich(runOf(args))) ? 0 : 1;
}

function runOf(args: readonly string[]): Run {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { folder: text, outside: text, inside: text, behind: text, count: text, path: text },
  });
  const { folder, path } = values;
  const [outside, inside, behind, count] = [values.outside, values.inside, values.behind, values.count].map(Number);
  if (folder === undefined || !outside || !inside || !behind || !count)
    throw new TypeError('run tools/postfix-sandwich.sh, which knows the arguments');
  return { folder, outside, inside, behind, count, path: path ?? null };
}

async function sandwich(run: Run): Promise<boolean> {
  const gatewayFolder = join(run.folder, 'postern');
  await mkdir(gatewayFolder);
  await using stack = new AsyncDisposableStack();
  const behind = await startPostfix('behind', run);
  stack.defer(behind.abort);
  const [inbound = 0, outbound = 0, http = 0] = await freePorts(3);
  const gateway = await startGatewayProcess(gatewayFolder, {
    ports: { inbound, outbound, http },
    nextHop: `smtp://127.0.0.1:${run.behind}?tls=never`,
  });
  stack.defer(gateway.stop);
  const front = await startPostfix('front', { ...run, inbound, outbound });
  stack.defer(front.abort);

  const mails = await mailsFor(run);
  const started = performance.now();
  const sending = sendThrough(mails, run);
  const outage = await nextHopOutage(behind, front, mails.length, join(run.folder, 'mail', 'new'));
  const refusals = await sending;
  const empty = await drained([front, behind], longestDrain);
  const seconds = (performance.now() - started) / 1000;
  const accounts = await withNotices(() => accountForRun(mails, join(run.folder, 'mail'), gateway.data));
  const { text, fine } = runFigures(mails, accounts, { seconds, outage, empty, refusals });
  process.stdout.write(text);
  return fine;
}

async function mailsFor({ path, count }: Run): Promise<readonly RunMail[]> {
  if (path === null) return mixedMails(count);
  const mails: RunMail[] = [];
  for await (const mail of mailsOf({ paths: [path], from: null, to: ['staff-<n>@agency.example'] })) {
    mails.push({ ...mail, side: 'outside', expected: new Map() });
    if (mails.length === count) break;
  }
  return mails;
}

/** Resolves with how many recipients Postfix in front refused. */
async function sendThrough(mails: readonly RunMail[], run: Run): Promise<number> {
  const sides = await Promise.all(
    (['outside', 'inside'] as const).map((side) =>
      sendAll(those(mails, side), { port: run[side], connections: 2, tries: 5 }),
    ),
  );
  return sides
    .flat()
    .flatMap(({ answers }) => [...answers.values()])
    .filter(({ code }) => code >= 300).length;
}

async function* those(mails: readonly RunMail[], side: RunMail['side']): AsyncGenerator<RunMail> {
  for (const mail of mails) if (mail.side === side) yield mail;
}

/** Postern's notices do not pass the one in front: they may come later than the mail. */
async function withNotices(account: () => Promise<RunAccounts>): Promise<RunAccounts> {
  const until = performance.now() + longestNotice;
  for (;;) {
    const accounts = await account();
    if (unreported(accounts).length === 0 || performance.now() > until) return accounts;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** Takes the next hop away when a fifth of the mail is through and most of it is on its way or waits. */
async function nextHopOutage(
  behind: PostfixInstance,
  front: PostfixInstance,
  mails: number,
  delivered: string,
): Promise<Outage> {
  const arrived = async (): Promise<number> => (await readdir(delivered).catch(() => [])).length;
  const patience = performance.now() + 60_000;
  while ((await arrived()) < mails / 5 && performance.now() < patience)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const started = performance.now();
  await behind.stop();
  const before = await arrived();
  let waiting = 0;
  const until = performance.now() + Math.min(longestOutage, mails * 100);
  while (performance.now() < until) {
    waiting = Math.max(waiting, await queued(front));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await behind.start();
  return { seconds: (performance.now() - started) / 1000, before, waiting };
}
