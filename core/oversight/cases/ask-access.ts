// Asks for access to items that the case covers.
import { type Ledger, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { create, type Oversight, perform, write } from '../act.ts';
import { dayOf, endOf, isDay } from '../calendar.ts';
import { type Access, type AccessPurpose, mostItems } from './access.ts';
import type { Case } from './case.ts';
import { inScope } from './case-scope.ts';
import { caseResource, findCase } from './move-case.ts';

export interface AskedAccess {
  readonly items: readonly string[];
  readonly purpose: AccessPurpose;
  readonly why: string;
  /** Last day, included. */
  readonly until: string;
}

/** Milliseconds; what is needed for longer is asked for again. */
const longestAccess = 90 * 24 * 3_600_000;

/** Resolves with the access as it was asked for. Rejects with Refused, saying what is wrong. */
export async function askAccess(
  oversight: Oversight,
  actor: Actor,
  caseId: string,
  asked: AskedAccess,
): Promise<Access> {
  const found = await findCase(oversight, caseId);
  const act = {
    action: 'ask-access',
    resource: caseResource(oversight, found.value),
    subject: caseId,
    detail: { items: asked.items.length, purpose: asked.purpose },
  } as const;
  return perform(oversight, actor, act, async (now) => {
    const items = [...new Set(asked.items)].sort();
    const until = lastMoment(asked.until, now, oversight);
    if (items.length === 0) throw new Refused('name the items you need');
    if (items.length > mostItems) throw new Refused(`ask for at most ${mostItems} items at a time`);
    if (asked.why.trim().length < 20) throw new Refused('say why these items are needed in a sentence or two');
    if (asked.purpose === 'export' && found.value.officer !== actor.person)
      throw new Refused('only the officer of a request of law exports; ask to read, or for the original');
    for (const item of items) await mustBeReadable(oversight.ledger, item, found.value, oversight.zone);
    const id = `${caseId}/${oversight.newId()}`;
    const access: Access = {
      id,
      case: caseId,
      requester: actor.person,
      items,
      purpose: asked.purpose,
      why: asked.why.trim(),
      until,
      askedAt: now,
      state: 'asked',
      decision: null,
    };
    // Writing the case too: it cannot be concluded in the same moment.
    return { changes: [create('access', id, access), write('case', found, found.value)], value: access };
  });
}

function lastMoment(day: string, now: number, { zone }: Oversight): number {
  if (!isDay(day) || day < dayOf(now, zone)) throw new Refused('give a last day that is still to come');
  const until = endOf(day, zone) - 1;
  if (until > now + longestAccess) throw new Refused('access lasts at most 90 days; ask again then');
  return until;
}

async function mustBeReadable(ledger: Ledger, id: string, value: Case, zone: string): Promise<void> {
  const item = await ledger.heldItem(id);
  if (item === null || item.state === 'disposed') throw new Refused(`there is no item ${id.slice(0, 64)} to read`);
  if (item.exempt === true)
    throw new Refused('an item of an exempt person is never read; it can be released or disposed of');
  if (!inScope(item, value, zone)) throw new Refused(`item ${id.slice(0, 64)} lies outside what this case covers`);
}
