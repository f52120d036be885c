// Legal holds: nothing they cover is disposed of, whatever its age.
import type { HeldItem } from '../../model/ledger.ts';
import { type Ledger, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import type { Resource } from '../access/resource.ts';
import { create, type Found, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import { dayOf, isDay } from '../calendar.ts';
import { lawPurposes } from '../cases/case.ts';
import { findCase } from '../cases/move-case.ts';

export interface LegalHold {
  readonly id: string;
  /** The request of law it belongs to. */
  readonly case: string;
  /** Lower case; whose mail, in either direction. */
  readonly addresses: readonly string[];
  /** Days of retention that are covered, both included; null for open ends. */
  readonly from: string | null;
  readonly until: string | null;
  readonly placedAt: number;
  readonly placedBy: string;
  readonly lifted: { readonly at: number; readonly by: string; readonly why: string } | null;
}

/** Its version changes with every hold and every disposal, so that neither passes the other unseen. */
export const holdsTurn = 'legal-holds';

export async function placeLegalHold(
  oversight: Oversight,
  actor: Actor,
  caseId: string,
  { addresses, from, until }: Pick<LegalHold, 'addresses' | 'from' | 'until'>,
): Promise<string> {
  const { value } = await findCase(oversight, caseId);
  const id = oversight.newId();
  const detail = { case: caseId, addresses: addresses.length };
  const act = { action: 'hold-legally', resource: requestResource(value), subject: id, detail } as const;
  return perform(oversight, actor, act, async (now) => {
    if (!lawPurposes.includes(value.purpose))
      throw new Refused('a legal hold belongs to a request of law; open one first');
    if (addresses.length === 0) throw new Refused('say whose mail is held: give at least one address');
    for (const day of [from, until])
      if (day !== null && !isDay(day)) throw new Refused('give days as year-month-day, 2026-01-31');
    const hold: LegalHold = {
      id,
      case: caseId,
      addresses: addresses.map((address) => address.toLowerCase()),
      from,
      until,
      placedAt: now,
      placedBy: actor.person,
      lifted: null,
    };
    return { changes: [create('legal-hold', id, hold), await takeTurn(oversight.ledger)], value: id };
  });
}

export async function liftLegalHold(oversight: Oversight, actor: Actor, id: string, why: string): Promise<void> {
  const found = await find<LegalHold>(oversight.ledger, 'legal-hold', id);
  if (found === null) throw new NotFound('legal hold');
  const { value } = await findCase(oversight, found.value.case);
  const act = { action: 'hold-legally', resource: requestResource(value), subject: id } as const;
  await perform(oversight, actor, act, async (now) => {
    if (found.value.lifted !== null) throw new Refused('this hold was lifted already');
    if (why.trim().length < 3) throw new Refused('say why the hold is lifted');
    const lifted = { at: now, by: actor.person, why };
    return { changes: [write('legal-hold', found, { ...found.value, lifted })], value: undefined };
  });
}

export async function listLegalHolds(ledger: Ledger): Promise<readonly LegalHold[]> {
  const holds: LegalHold[] = [];
  for await (const { value } of list<LegalHold>(ledger, 'legal-hold')) holds.push(value);
  return holds;
}

export function isUnderHold(item: HeldItem, holds: readonly LegalHold[], zone: string): boolean {
  const day = dayOf(item.retainedAt, zone);
  const parties = [item.envelope.mailFrom, ...item.recipients.map(({ address }) => address)];
  const involved = new Set(parties.map((address) => address.toLowerCase()));
  return holds.some(
    ({ addresses, from, until, lifted }) =>
      lifted === null &&
      (from === null || from <= day) &&
      (until === null || day <= until) &&
      addresses.some((address) => involved.has(address)),
  );
}

/** A change that collides with whoever else holds or disposes at this moment. */
export async function takeTurn(ledger: Ledger, seen?: Found<unknown> | null) {
  const turn = seen === undefined ? await find<unknown>(ledger, 'setting', holdsTurn) : seen;
  return turn === null ? create('setting', holdsTurn, {}) : write('setting', turn, {});
}

function requestResource({ id, officer }: { readonly id: string; readonly officer: string | null }): Resource {
  return { type: 'Request', id, attributes: { officer: officer ?? '' } };
}
