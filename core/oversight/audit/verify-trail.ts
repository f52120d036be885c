// Verifies an exported trail with nothing but the export and the public key, and names the first thing that is wrong.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import {
  type Checkpoint,
  chainStart,
  checkpointStatement,
  entryHash,
  isAttested,
  signatureAlgorithms,
} from '../../model/audit-chain.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { AuditEntry } from '../../model/ledger.ts';
import { checkpointHash, type VerifiedUntil } from './checkpoint.ts';
import { exportHeader } from './export-trail.ts';

const anEvent = z.strictObject({
  at: z.number(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const anEntry = z.strictObject({
  chain: z.string(),
  number: z.number(),
  event: anEvent,
  previous: z.string(),
  hash: z.string(),
});
const aCheckpoint = z.strictObject({
  number: z.number(),
  at: z.number(),
  heads: z.array(z.strictObject({ chain: z.string(), number: z.number(), hash: z.string() })),
  previous: z.string(),
  algorithm: z.enum(signatureAlgorithms).optional(),
  signature: z.string(),
});
const theEnd = z.strictObject({ entries: z.number(), checkpoints: z.number() });

export interface Verification {
  readonly entries: number;
  readonly checkpoints: number;
  /** Entries that no checkpoint vouches for yet: they hang together, and could still be cut off. */
  readonly uncovered: number;
  /** The first thing wrong, with its line counted from 1; null when the trail is whole. */
  readonly fault: { readonly line: number; readonly what: string } | null;
}

export interface Piece extends Verification {
  /** Null when it was read to its end, or something is wrong. */
  readonly until: VerifiedUntil | null;
}

interface State {
  readonly key: KeyObject;
  readonly heads: Map<string, { readonly number: number; readonly hash: string }>;
  last: Checkpoint | null;
  entries: number;
  covered: number;
  checkpoints: number;
  ended: boolean;
}

/** Lines without their ends. Throws when the public key (PEM) cannot be read. */
export async function verifyTrail(lines: AsyncIterable<string>, publicKey: string): Promise<Verification> {
  const { until: _read, ...whole } = await verifyPiece(lines, publicKey, null, () => false);
  return whole;
}

/** `lines` are those behind `from`. Stops behind the first checkpoint at which `isEnough` says so. */
export async function verifyPiece(
  lines: AsyncIterable<string>,
  publicKey: string,
  from: VerifiedUntil | null,
  isEnough: () => boolean,
): Promise<Piece> {
  const state = stateAt(from, publicKey);
  let line = from?.lines ?? 0;
  for await (const text of lines) {
    line++;
    const { last } = state;
    const what = line === 1 ? headerFault(text) : lineFault(text, state);
    if (what !== null) return { ...resultOf(state, { line, what }), until: null };
    if (state.last === null || state.last === last || !isEnough()) continue;
    const { entries, checkpoints } = state;
    return { ...resultOf(state, null), until: { checkpoint: state.last, entries, checkpoints, lines: line } };
  }
  const cut = state.ended ? null : { line: line + 1, what: 'the export ends before its last line' };
  return { ...resultOf(state, cut), until: null };
}

function stateAt(from: VerifiedUntil | null, publicKey: string): State {
  const heads = from?.checkpoint.heads.map(({ chain, number, hash }) => [chain, { number, hash }] as const);
  return {
    key: createPublicKey(publicKey),
    heads: new Map(heads),
    last: from?.checkpoint ?? null,
    entries: from?.entries ?? 0,
    covered: from?.entries ?? 0,
    checkpoints: from?.checkpoints ?? 0,
    ended: false,
  };
}

/** The first checkpoint of `kept` (lines written when it was signed) that the trail lacks or has differently; null when none. */
export async function firstLost(
  trail: AsyncIterable<string>,
  kept: AsyncIterable<string>,
): Promise<Pick<Checkpoint, 'number' | 'at'> | null> {
  const found = new Set<string>();
  for await (const line of trail) if (line.startsWith('{"checkpoint":')) found.add(line);
  let expected: number | null = null;
  for await (const line of kept) {
    const { number, at } = aCheckpoint.parse((JSON.parse(line) as { checkpoint: unknown }).checkpoint);
    if (expected !== null && number > expected) return { number: expected, at };
    if (!found.has(line)) return { number, at };
    expected = number + 1;
  }
  return null;
}

function resultOf({ entries, covered, checkpoints }: State, fault: Verification['fault']): Verification {
  return { entries, checkpoints, uncovered: entries - covered, fault };
}

function headerFault(text: string): string | null {
  return text === exportHeader ? null : 'this is no export of an audit trail';
}

function lineFault(text: string, state: State): string | null {
  if (state.ended) return 'something follows the last line';
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return 'the line was changed: it is no JSON';
  }
  // One spelling for one value: even a change that means the same is a change.
  if (canonicalJson(line) !== text) return 'the line was changed';
  const { entry, checkpoint, ...rest } = line as Record<string, unknown>;
  const isEntry = anEntry.safeParse(entry);
  if (isEntry.success && Object.keys(rest).length === 0 && checkpoint === undefined)
    return entryFault(isEntry.data, state);
  const isCheckpoint = aCheckpoint.safeParse(checkpoint);
  if (isCheckpoint.success) return checkpointFault(isCheckpoint.data, state);
  const isEnd = theEnd.safeParse(rest);
  if (!isEnd.success) return 'the line was changed: it is neither event nor checkpoint';
  state.ended = true;
  return isEnd.data.entries === state.entries && isEnd.data.checkpoints === state.checkpoints
    ? null
    : 'the export does not hold as many events as it says';
}

function entryFault(entry: AuditEntry, state: State): string | null {
  const before = state.heads.get(entry.chain) ?? { number: 0, hash: chainStart };
  const name = `event ${entry.number} of chain ${entry.chain}`;
  if (entry.number !== before.number + 1) return `event ${before.number + 1} of chain ${entry.chain} is missing`;
  if (entry.previous !== before.hash) return `${name} does not follow from the one before`;
  if (entryHash(entry) !== entry.hash) return `${name} was changed`;
  state.heads.set(entry.chain, { number: entry.number, hash: entry.hash });
  state.entries++;
  return null;
}

function checkpointFault(checkpoint: Checkpoint, state: State): string | null {
  const name = `checkpoint ${checkpoint.number}`;
  const { signature: _signature, ...statement } = checkpoint;
  if (checkpoint.number !== (state.last?.number ?? 0) + 1)
    return `checkpoint ${(state.last?.number ?? 0) + 1} is missing`;
  if (checkpoint.previous !== (state.last === null ? chainStart : checkpointHash(state.last)))
    return `${name} does not follow from the one before`;
  if (!isAttested('checkpoint', checkpointStatement(statement), checkpoint, state.key))
    return `the signature of ${name} does not hold`;
  if (checkpoint.heads.length !== state.heads.size) return `${name} covers other chains than the export has`;
  for (const { chain, number, hash } of checkpoint.heads) {
    const head = state.heads.get(chain);
    if (head === undefined) return `chain ${chain} is missing, which ${name} covers`;
    if (head.number !== number || head.hash !== hash) return `chain ${chain} is not what ${name} vouches for`;
  }
  state.last = checkpoint;
  state.checkpoints++;
  state.covered = state.entries;
  return null;
}
