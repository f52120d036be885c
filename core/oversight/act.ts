// How every act of oversight goes: authorised first, carried out in one commit with its event, and a refusal recorded too.
import type { AuditEvent, LedgerChange, RecordKind, StoredRecord } from '../model/ledger.ts';
import { ChangedMeanwhile, type Clock, type Ledger, Refused } from '../ports.ts';
import type { Action } from './access/action.ts';
import type { Actor } from './access/actor.ts';
import type { Authorizer, Resource } from './access/resource.ts';

export interface Oversight {
  readonly ledger: Ledger;
  readonly authorize: Authorizer;
  readonly clock: Clock;
  /** A new id, unguessable. */
  readonly newId: () => string;
  /** IANA name of the organisation's zone: dates of rights and retention are whole days there (DESIGN 5). */
  readonly zone: string;
}

export interface Act {
  readonly action: Action;
  readonly resource: Resource;
  /** Of the event; what the act is about, such as a case's id. */
  readonly subject: string;
  /** Facts for the trail, never content. */
  readonly detail?: AuditEvent['detail'];
}

export interface Done<T> {
  readonly changes: readonly LedgerChange[];
  readonly value: T;
  /** Facts that are known only when it is done. */
  readonly detail?: AuditEvent['detail'];
}

/**
 * Rejects with Forbidden when no policy allows the act, with Refused when it cannot be done as things stand. Either is
 * recorded. Of two who do the same at once one is refused, and nothing of theirs happens.
 */
export async function perform<T>(
  oversight: Oversight,
  actor: Actor,
  act: Act,
  work: (now: number) => Promise<Done<T>>,
): Promise<T> {
  const now = await timeOf(oversight);
  try {
    if (!oversight.authorize(actor, act.action, act.resource)) throw new Forbidden(act.action);
    const { changes, value, detail } = await work(now);
    await oversight.ledger.commit([...changes, audit(now, actor, act, { ...act.detail, ...detail })]);
    return value;
  } catch (cause) {
    const refusal = cause instanceof ChangedMeanwhile ? new Refused(cause.message, { cause }) : cause;
    if (refusal instanceof Refused) {
      const forbidden = refusal instanceof Forbidden;
      const detail = { ...act.detail, refused: forbidden ? 'no right to' : refusal.message.slice(0, 200) };
      await oversight.ledger.commit([audit(now, actor, act, detail, '-refused')]);
    }
    throw refusal;
  }
}

/** Reading facts that need a right but leave no event of their own. Throws Forbidden. */
export function demand(oversight: Oversight, actor: Actor, action: Action, resource: Resource): void {
  if (!oversight.authorize(actor, action, resource)) throw new Forbidden(action);
}

/** No policy allows it: the answer does not say what exists. */
export class Forbidden extends Refused {
  readonly action: Action;

  constructor(action: Action) {
    super('you have no right to do this; ask corporate security which role it needs');
    this.action = action;
  }
}

/** What the act is about does not exist, or not for this person. */
export class NotFound extends Refused {
  readonly what: string;

  constructor(what: string) {
    super(`there is no such ${what}, or it is not yours to see`);
    this.what = what;
  }
}

/** Milliseconds that clocks may differ before something is wrong. */
const clockTolerance = 2 * 60_000;

/** Expiry means nothing to a clock that went back. Rejects with Refused then. */
export async function timeOf({ ledger, clock }: Pick<Oversight, 'ledger' | 'clock'>): Promise<number> {
  const now = clock();
  const heads = await ledger.auditHeads();
  const latest = Math.max(0, ...heads.map(({ event }) => event.at));
  if (now < latest - clockTolerance)
    throw new Refused('the clock of this machine went back; set it right, then try again');
  return now;
}

function audit(at: number, actor: Actor, act: Act, detail: AuditEvent['detail'], ending = ''): LedgerChange {
  const event: AuditEvent = {
    at,
    actor: actor.person,
    action: `${act.action}${ending}`,
    subject: act.subject,
    detail: { ...detail, client: actor.client },
  };
  return { type: 'audit', event };
}

/** A record read for change, with its value as the kind keeps it. */
export interface Found<T> {
  readonly id: string;
  readonly version: number;
  readonly value: T;
}

/** Only code of one module writes a kind, so that what is read has its shape. */
export async function find<T>(ledger: Pick<Ledger, 'record'>, kind: RecordKind, id: string): Promise<Found<T> | null> {
  return (await ledger.record(kind, id)) as Found<T> | null;
}

export async function* list<T>(
  ledger: Pick<Ledger, 'records'>,
  kind: RecordKind,
  prefix?: string,
  holding?: string,
): AsyncGenerator<Found<T>> {
  for await (const record of ledger.records(kind, prefix, holding)) yield record as StoredRecord & Found<T>;
}

export function write(kind: RecordKind, { id, version }: Pick<StoredRecord, 'id' | 'version'>, value: unknown) {
  return { type: 'record', kind, id, version, value } as const satisfies LedgerChange;
}

/** The first writing of a record. */
export function create(kind: RecordKind, id: string, value: unknown) {
  return write(kind, { id, version: 0 }, value);
}
