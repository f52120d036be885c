// What one account has sent, hour by hour: enough to tell a flood from its usual ways, and nothing more.
import { createHash } from 'node:crypto';

export interface FloodLimits {
  /** In one hour, whoever it is. */
  readonly messages: number;
  /** Different recipients outside the organisation in one hour. */
  readonly recipients: number;
  /** An account that sends much every day may send this many times the most of an hour in the 30 days before today. */
  readonly timesHistory: number;
}

/** Plain JSON, as the ledger keeps it. */
export interface SendingHistory {
  /** Hours since the epoch. */
  readonly hour: number;
  readonly messages: number;
  /** Which recipients: bits by hash, from which their number is estimated; base64. No address is kept. */
  readonly spread: string;
  /** The most of an hour without a flood, for each of the last days with mail, oldest first. */
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

/** What there is too much of in this hour. Today is no history: a flood would make room for the next hour's. */
export function excessOf(history: SendingHistory, limits: FloodLimits): 'messages' | 'recipients' | null {
  const today = dayOf(history.hour);
  const past = history.days.filter(({ day }) => day < today);
  const allowed = (measure: 'messages' | 'recipients') =>
    Math.max(limits[measure], limits.timesHistory * Math.max(0, ...past.map((day) => day[measure])));
  if (history.messages > allowed('messages')) return 'messages';
  return recipientsIn(history) > allowed('recipients') ? 'recipients' : null;
}

/** Estimate of how many different recipients the hour had (linear counting; within some percent up to 20,000). */
export function recipientsIn({ spread }: Pick<SendingHistory, 'spread'>): number {
  let free = 0;
  for (const byte of Buffer.from(spread, 'base64')) for (let bit = 0; bit < 8; bit++) if (!(byte & (1 << bit))) free++;
  return Math.round(spreadBits * Math.log(spreadBits / Math.max(1, free)));
}

function rolled(history: SendingHistory, hour: number): SendingHistory {
  if (history.hour >= hour) return history;
  const oldest = dayOf(hour) - historyDays;
  const days = daysWith(history).filter((each) => each.day >= oldest);
  return { ...history, hour, messages: 0, spread: noSpread, days };
}

/** An hour with a flood shows nobody's usual ways. */
function daysWith(history: SendingHistory): SendingHistory['days'] {
  if (history.messages === 0 || history.reported === history.hour) return history.days;
  const day = dayOf(history.hour);
  const same = history.days.find((each) => each.day === day);
  const most = {
    day,
    messages: Math.max(history.messages, same?.messages ?? 0),
    recipients: Math.max(recipientsIn(history), same?.recipients ?? 0),
  };
  return [...history.days.filter((each) => each.day !== day), most];
}

function dayOf(hour: number): number {
  return Math.floor(hour / 24);
}

function hourOf(now: number): number {
  return Math.floor(now / hourLength);
}
