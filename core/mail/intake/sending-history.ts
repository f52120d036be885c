// What one account has sent, hour by hour: enough to tell a flood from its usual ways, and nothing more.
import { createHash } from 'node:crypto';

export interface FloodLimits {
  /** In one hour, whoever it is. */
  readonly messages: number;
  /** Different recipients in one hour. */
  readonly recipients: number;
  /** An account that sends much every day may send this many times the most of an hour in the last 30 days. */
  readonly timesHistory: number;
}

/** Plain JSON, as the ledger keeps it. */
export interface SendingHistory {
  /** Hours since the epoch. */
  readonly hour: number;
  readonly messages: number;
  /** Which recipients: bits by hash, from which their number is estimated; base64. No address is kept. */
  readonly spread: string;
  /** The most of an hour, for each of the last days with mail, oldest first. */
  readonly days: readonly { readonly day: number; readonly messages: number; readonly recipients: number }[];
  /** The hour in which a flood was last reported, 0 for never. */
  readonly reported: number;
}

const hourLength = 3_600_000;
const historyDays = 30;
const spreadBits = 8192;

export function emptyHistory(now: number): SendingHistory {
  return { hour: hourOf(now), messages: 0, spread: noSpread, days: [], reported: 0 };
}

const noSpread = Buffer.alloc(spreadBits / 8).toString('base64');

/** The history as it would be with one more message; earlier hours become days. */
export function withMessage(history: SendingHistory, recipients: readonly string[], now: number): SendingHistory {
  const current = rolled(history, hourOf(now));
  const bits = Buffer.from(current.spread, 'base64');
  for (const recipient of recipients) {
    const bit = createHash('sha256').update(recipient.toLowerCase()).digest().readUInt16BE(0) % spreadBits;
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return { ...current, messages: current.messages + 1, spread: bits.toString('base64') };
}

export function isFlood(history: SendingHistory, limits: FloodLimits): boolean {
  const usual = (measure: 'messages' | 'recipients') =>
    limits.timesHistory * Math.max(0, ...history.days.map((day) => day[measure]));
  return (
    history.messages > Math.max(limits.messages, usual('messages')) ||
    recipientsIn(history) > Math.max(limits.recipients, usual('recipients'))
  );
}

/** Estimate of how many different recipients the hour had (linear counting; within some percent up to 20,000). */
export function recipientsIn({ spread }: Pick<SendingHistory, 'spread'>): number {
  let free = 0;
  for (const byte of Buffer.from(spread, 'base64')) for (let bit = 0; bit < 8; bit++) if (!(byte & (1 << bit))) free++;
  return Math.round(spreadBits * Math.log(spreadBits / Math.max(1, free)));
}

function rolled(history: SendingHistory, hour: number): SendingHistory {
  if (history.hour >= hour) return history;
  const day = Math.floor(history.hour / 24);
  const recipients = recipientsIn(history);
  const same = history.days.find((each) => each.day === day);
  const most = {
    day,
    messages: Math.max(history.messages, same?.messages ?? 0),
    recipients: Math.max(recipients, same?.recipients ?? 0),
  };
  const oldest = Math.floor(hour / 24) - historyDays;
  const days = [...history.days.filter((each) => each.day !== day), most].filter((each) => each.day >= oldest);
  return { ...history, hour, messages: 0, spread: noSpread, days };
}

function hourOf(now: number): number {
  return Math.floor(now / hourLength);
}
