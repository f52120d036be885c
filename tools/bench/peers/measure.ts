// One scanner under all the load that some connections make, and then at 80 % of what it did.
import { setTimeout as pause } from 'node:timers/promises';
import { treeTime } from '../processor-time.ts';
import { processorTime } from '../scanner.ts';
import type { RunningPeer } from './peer.ts';

export interface PeerFigures {
  /** Mails a second under full load. */
  readonly rate: number;
  readonly full: Latency;
  /** At 80 % of that rate. */
  readonly paced: Latency;
  /** Milliseconds of processor time a mail under full load: the scanner with its children, and this process. */
  readonly scanner: number;
  readonly client: number;
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/** At a time. */
export const usualConnections = 32;
/** Mails that only warm a scanner up: V8 goes on compiling for that long, and a gate runs for months. */
export const warming = 5000;
const pacedShare = 0.8;

export async function measured(
  { scan, pids, handedOn }: RunningPeer,
  mails: readonly Buffer[],
  warm: number,
  atATime: number,
): Promise<PeerFigures> {
  const spent = () => pids.reduce((ms, pid) => ms + treeTime(pid), 0);
  await atOnce(repeated(mails, warm), atATime, scan);
  await handedOn?.();
  const [before, ownBefore] = [spent(), processorTime()];
  const started = performance.now();
  const full = latency(await atOnce(mails, atATime, scan));
  await handedOn?.();
  const rate = (mails.length / (performance.now() - started)) * 1000;
  const scanner = (spent() - before) / mails.length;
  const client = (processorTime() - ownBefore) / mails.length;
  const paced = latency(await atPace(mails, rate * pacedShare, scan));
  return { rate, full, paced, scanner, client };
}

/** So many mails, from the first again when they are out. */
export function repeated<Mail extends Uint8Array>(mails: readonly Mail[], count: number): readonly Mail[] {
  return Array.from({ length: count }, (_, i) => mails[i % mails.length]).filter((raw) => raw !== undefined);
}

type Scan = RunningPeer['scan'];

/** Milliseconds each took. */
export async function atOnce(mails: readonly Buffer[], atATime: number, scan: Scan): Promise<readonly number[]> {
  const waiting = mails.values();
  const times: number[] = [];
  const work = async () => {
    for (const raw of waiting) times.push(await timed(() => scan(raw)));
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return times;
}

/** So many a second whether or not those before are done; a mail that comes late for it counts from when it was due. */
async function atPace(mails: readonly Buffer[], rate: number, scan: Scan): Promise<readonly number[]> {
  const started = performance.now();
  return Promise.all(
    mails.map(async (raw, i) => {
      const due = started + (i * 1000) / rate;
      await pause(Math.max(0, due - performance.now()));
      await scan(raw);
      return performance.now() - due;
    }),
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function latency(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
