// Reads held mail again where nobody sees it: by its schedule what a password came for, and one item on a decider's signed
// proof, say after a change of policy. What was found becomes known; the mail stays held (docs/adr/0015).
import type { Context } from 'aws-lambda';
import { type Rescanned, rescan, rescanDue } from '../../core/mail/rescan.ts';
import { type Ledger, type OpeningProof, Refused } from '../../core/ports.ts';
import { withItem } from '../item-turn.ts';
import { count } from '../metrics.ts';
import { openRuntime } from '../runtime.ts';
import { settingsOf } from '../settings.ts';

/** Without a proof it is its schedule. What was sent may be of any shape. */
export interface RescanRequest {
  readonly proof?: OpeningProof | null;
}

export type RescanAnswer = { readonly rescanned: Rescanned | null } | { readonly refused: string };

const settings = settingsOf(process.env);
const deciders = JSON.parse(settings.get('POSTERN_DECIDERS')) as Readonly<Record<string, string>>;
const runtime = openRuntime({ examination: 35_000, deciders }, settings);
const { deps, turns } = runtime.door;

/** Milliseconds that one mail may need, two lost processes included. */
const leastTime = 90_000;

export async function handler({ proof }: RescanRequest, context: Context): Promise<RescanAnswer> {
  const end = Date.now() + context.getRemainingTimeInMillis();
  try {
    return { rescanned: proof === undefined ? await dueBefore(end) : await asked(proof) };
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    count('RescanRefused');
    return { refused: cause.message };
  } finally {
    await runtime.tellOutbox();
  }
}

async function asked(proof: OpeningProof | null): Promise<Rescanned> {
  if (typeof proof?.item !== 'string' || typeof proof.signature !== 'string')
    throw new Refused('this is no proof of a decision; send one that is signed');
  const item = await deps.ports.ledger.heldItem(proof.item);
  if (item === null) throw new Refused('there is no such held item');
  return withItem(item, turns, () => rescan(item.id, proof, deps));
}

/** What it does not come to, the next call does. One call at a time: two would read the same mail. */
async function dueBefore(end: number): Promise<null> {
  const turn = await turns.take('rescans', end);
  if (turn === null) return null;
  const { ledger } = deps.ports;
  const inTime: Ledger = { ...ledger, records: (kind, prefix) => until(end - leastTime, ledger.records(kind, prefix)) };
  try {
    await rescanDue((item, work) => withItem(item, turns, work), {
      ...deps,
      ports: { ...deps.ports, ledger: inTime },
    });
  } finally {
    await turn.give();
  }
  return null;
}

async function* until<T>(time: number, all: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const one of all) {
    if (Date.now() > time) return;
    yield one;
  }
}
