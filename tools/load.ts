// npm run load -- [--seconds N] [--times N] [--rate N] PATH…: offers a gateway of its own N times (10) the mail that it can take,
// for N seconds (300), and says what it answered, what memory it took, and what became of every mail it said yes to.
//
// What it can take is measured first, by eight connections that wait for their answers, or given with --rate. PATH is a message,
// an mbox or a folder; the mails go out over and over, each time as another message to somebody else. Exit 1 when a mail that
// was answered 250 is neither delivered nor held, one is altered or doubled, or the gateway does not take mail afterwards.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { treeMemory } from './bench/processor-time.ts';
import { endless, offer } from './load/offer.ts';
import { type Account, accountFor } from './send-mails/account-for.ts';
import { freePorts, type GatewayProcess, startGatewayProcess } from './send-mails/gateway-process.ts';
import { type Mail, mailsOf } from './send-mails/mails.ts';
import { type SentMail, sendAll } from './send-mails/send-all.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '300' },
    times: { type: 'string', default: '10' },
    rate: { type: 'string' },
    connections: { type: 'string', default: '4000' },
  },
});

/** Mails that are read into memory, and those whose time is taken first. */
const mostMails = 500;
const measured = 300;
/** Milliseconds. */
const interval = 10_000;
/** What must not become of a mail. */
const wrong: readonly Account['fate'][] = ['altered', 'doubled', 'unaccounted'];

const mails = await Array.fromAsync(
  firstOf(mailsOf({ paths: positionals, from: 'staff-<n>@agency.example', to: [''] })),
);
const folder = await mkdtemp(join(tmpdir(), 'postern-load-'));
try {
  const [inbound = 0, outbound = 0, http = 0] = await freePorts(3);
  const gateway = await startGatewayProcess(folder, { ports: { inbound, outbound, http } });
  try {
    process.exitCode = (await overload(gateway, mails)) ? 0 : 1;
  } finally {
    await gateway.stop();
  }
} finally {
  await rm(folder, { recursive: true });
}

async function* firstOf(source: AsyncGenerator<Mail>): AsyncGenerator<Mail> {
  let number = 0;
  for await (const mail of source) {
    yield mail;
    if (++number === mostMails) return;
  }
}

async function overload(gateway: GatewayProcess, known: readonly Mail[]): Promise<boolean> {
  const next = endless(known);
  const port = gateway.ports.outbound;
  const first = await atEase(next, port, values.rate === undefined ? measured : 20);
  const rate = Number(values.rate ?? first.rate);
  process.stdout.write(`it takes ${rate.toFixed(1)} mails a second; offered are ${values.times} times as many\n`);
  const watch = watched(gateway);
  const { sent, notOffered } = await offer(
    next,
    { port, rate: rate * Number(values.times), seconds: Number(values.seconds), most: Number(values.connections) },
    watch.told,
  );
  const peak = watch.end();
  const after = await atEase(next, port, 20);
  const accounts = await accountFor([...first.sent, ...sent, ...after.sent], gateway.data);
  process.stdout.write(summary(sent, notOffered, peak, accounts));
  const recovered = after.sent.every(({ answers }) => [...answers.values()].every(({ code }) => code === 250));
  if (!recovered) process.stdout.write('afterwards it did not take every mail\n');
  return recovered && !accounts.some(({ fate }) => wrong.includes(fate));
}

/** As a few patient clients send. */
async function atEase(next: () => Mail, port: number, count: number) {
  const begun = performance.now();
  async function* some() {
    for (let left = count; left > 0; left--) yield next();
  }
  const sent = await sendAll(some(), { port, connections: 8, tries: 8 });
  return { sent, rate: (count * 1000) / (performance.now() - begun) };
}

interface Watch {
  told(sent: SentMail): void;
  /** Most bytes at once, of all its processes. */
  end(): number;
}

/** A row for each interval. */
function watched({ pid }: GatewayProcess): Watch {
  let seen: SentMail[] = [];
  let [peak, most] = [0, 0];
  const begun = performance.now();
  process.stdout.write(
    '| seconds | answered 250 | 4xx | 5xx | p50, p95 of 250 | memory |\n|--:|--:|--:|--:|--:|--:|\n',
  );
  const look = setInterval(() => {
    most = Math.max(most, treeMemory(pid));
  }, 500);
  const row = () => {
    peak = Math.max(peak, most);
    const seconds = Math.round((performance.now() - begun) / 1000);
    const cells = [seconds, ...counted(seen), pair(seen), megabytes(most)];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
    [seen, most] = [[], 0];
  };
  const rows = setInterval(row, interval);
  return {
    told: (sent) => void seen.push(sent),
    end() {
      row();
      clearInterval(look);
      clearInterval(rows);
      return peak;
    },
  };
}

function counted(sent: readonly SentMail[]): readonly number[] {
  const codes = sent.flatMap(({ answers }) => [...answers.values()].map(({ code }) => Math.floor(code / 100)));
  return [2, 4, 5].map((kind) => codes.filter((code) => code === kind).length);
}

/** Milliseconds of those that were taken. */
function pair(sent: readonly SentMail[]): string {
  const taken = sent.filter(({ answers }) => [...answers.values()].every(({ code }) => code === 250));
  const times = taken.map(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? 0);
  return times.length === 0 ? '' : `${at(0.5)} · ${at(0.95)} ms`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

function summary(sent: readonly SentMail[], notOffered: number, peak: number, accounts: readonly Account[]): string {
  const [taken, later, refused] = counted(sent);
  const fates = Map.groupBy(accounts, ({ fate, why }) => (fate === 'queued' ? `told to come again: ${why}` : fate));
  return [
    `${sent.length} offered: ${taken} answered 250, ${later} 4xx, ${refused} 5xx; ${notOffered} beyond what the sender could open`,
    `most memory, all processes: ${megabytes(peak)}`,
    ...[...fates].map(([fate, of]) => `${String(of.length).padStart(8)}  ${fate}`),
    '',
  ].join('\n');
}
