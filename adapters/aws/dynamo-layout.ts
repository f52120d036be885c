// Where each kind of record lies in the single table, and how the indexes find it.
import { createHash } from 'node:crypto';
import { chainStart } from '../../core/model/audit-chain.ts';
import {
  type AttemptRecord,
  type AuditEntry,
  type HeldItem,
  type HeldPlace,
  type MessageRecord,
  type QueuedNotice,
  stoppingClauses,
} from '../../core/model/ledger.ts';
import { isTerminal } from '../../core/model/recipient-state.ts';
import type { Key } from './dynamo-table.ts';

/** Attributes beside key, version and body. */
type Attributes = { readonly [name: string]: string | number };

/** One kind of record: what it is called, and what stands outside its body. */
export interface Kind<T> {
  key(id: string): Key;
  attributes(value: T): Attributes;
}

/** Open attempts are spread over so many partitions of the index: every mail passes through them. */
export const openShards = 16;
/** One head would be written by every mail (DESIGN 5a). */
const chains = 16;

/** Milliseconds since the epoch so that they sort as text; 15 digits last until the year 33658. */
export function sortable(time: number): string {
  return String(time).padStart(15, '0');
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function splitAttempt(id: string): { key: string; count: string } {
  const dot = id.lastIndexOf('.');
  return { key: id.slice(0, dot), count: id.slice(dot + 1).padStart(10, '0') };
}

export const attemptKind: Kind<AttemptRecord> = {
  key: (id) => {
    const { key, count } = splitAttempt(id);
    return { pk: `ATTEMPT#${key}`, sk: `STATE#${count}` };
  },
  attributes: ({ attempt: { id, openedAt }, recipients }): Attributes =>
    recipients.every(({ state }) => isTerminal(state))
      ? {}
      : { gsi1pk: `OPEN#${openShard(id)}`, gsi1sk: `${sortable(openedAt)}#${id}` },
};

export const attemptRange = { from: 'STATE#', to: 'STATE$' } as const;
export const attemptPartition = (key: string): string => `ATTEMPT#${key}`;

function openShard(id: string): number {
  return hashed(id) % openShards;
}

export const messageKind: Kind<MessageRecord> = {
  key: (id) => {
    const { key, count } = splitAttempt(id);
    return { pk: `ATTEMPT#${key}`, sk: `MESSAGE#${count}` };
  },
  attributes: ({ attempt, messageId, at, outcome }) => ({
    gsi1pk: `MESSAGE#${messageId}`,
    gsi1sk: `${sortable(at)}#${attempt}`,
    gsi2pk: `DAY#${dayOf(at)}`,
    gsi2sk: `${sortable(at)}#${attempt}#${outcome}`,
  }),
};

export const heldKind: Kind<HeldItem> = {
  key: (id) => ({ pk: `HELD#${id}`, sk: 'HELD' }),
  attributes: ({ id, state, retainedAt }) => ({
    gsi1pk: `HELD#${state}`,
    gsi1sk: heldPlace({ retainedAt, id }),
  }),
};

/** Names the items of an attempt beside it: a release that was cut off must find its item at once, not when an index has caught up. */
export function heldPointer({ attempt, id }: Pick<HeldItem, 'attempt' | 'id'>): Key {
  const { key, count } = splitAttempt(attempt);
  return { pk: `ATTEMPT#${key}`, sk: `HELD#${count}#${id}` };
}

export function heldOfAttempt(attempt: string): { readonly pk: string; readonly from: string; readonly to: string } {
  const { key, count } = splitAttempt(attempt);
  return { pk: `ATTEMPT#${key}`, from: `HELD#${count}#`, to: `HELD#${count}$` };
}

/** Items in the order of their age, under the partition that names them. */
export function heldPlace({ id, retainedAt }: HeldPlace): string {
  return `${sortable(retainedAt)}#${id}`;
}

/** Id of the item at such a place. */
export function itemAt(place: string): string {
  return place.slice(place.indexOf('#') + 1);
}

/** Names the items of each party, so that people find their own among all. */
export function partyPointer(address: string, item: HeldPlace): Key {
  return { pk: `PARTY#${address}`, sk: heldPlace(item) };
}

/** Names the kept items that a clause stopped, so that a queue by reason begins at once. */
export function reasonPointers(item: Pick<HeldItem, 'id' | 'retainedAt' | 'class' | 'recipients'>): readonly Key[] {
  const sk = heldPlace(item);
  return [...stoppingClauses(item)].map((clause) => ({ pk: reasonPartition({ class: item.class, clause }), sk }));
}

export function reasonPartition({ class: heldClass, clause }: { class: string; clause: string }): string {
  return `REASON#${heldClass}#${clause}`;
}

/** Clauses that ever stopped something of a class. */
export const reasonsPartition = (heldClass: string): string => `REASONS#${heldClass}`;

export const partyPartition = (address: string): string => `PARTY#${address}`;

export interface StoredNotice {
  /** `raw` in Base64; empty once nobody needs it any more. */
  readonly notice: Omit<QueuedNotice, 'raw'> & { readonly raw: string };
  readonly due: boolean;
}

export const noticeKind: Kind<StoredNotice> = {
  key: (id) => ({ pk: `NOTICE#${id}`, sk: 'NOTICE' }),
  attributes: ({ notice: { id, queuedAt }, due }): Attributes =>
    due ? { gsi1pk: 'NOTICE#due', gsi1sk: `${sortable(queuedAt)}#${id}` } : {},
};

/** When a notice of this key was sent last. */
export function throttleKeyOf(throttleKey: string): Key {
  return { pk: `THROTTLE#${createHash('sha256').update(throttleKey).digest('hex')}`, sk: 'THROTTLE' };
}

export function recordKind(kind: string): Kind<unknown> {
  return { key: (id) => ({ pk: `RECORD#${kind}`, sk: id }), attributes: () => ({}) };
}

export const headKind: Kind<AuditEntry> = {
  key: (chain) => ({ pk: `AUDIT#${chain}`, sk: 'HEAD' }),
  attributes: () => ({}),
};

export const entryKind: Kind<AuditEntry> = {
  key: (place) => {
    const [chain = '', number = ''] = place.split('#');
    return { pk: `AUDIT#${chain}`, sk: entrySort(Number(number)) };
  },
  attributes: () => ({}),
};

export function entrySort(number: number): string {
  return `ENTRY#${String(number).padStart(12, '0')}`;
}

export const chainNames: readonly string[] = Array.from({ length: chains }, (_, n) => `c${String(n).padStart(2, '0')}`);

export function chainOf(subject: string): string {
  return chainNames[hashed(subject) % chains] ?? 'c00';
}

/** Head of a chain without entries. */
export function emptyHead(chain: string): AuditEntry {
  const event = { at: 0, actor: '', action: '', subject: '', detail: {} };
  return { chain, number: 0, event, previous: chainStart, hash: chainStart };
}

function hashed(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
