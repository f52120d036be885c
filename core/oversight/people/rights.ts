// Who holds which role now: given with an end, ended at once by hand, by HR or by the calendar.
import { type Ledger, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { personResource } from '../access/resource.ts';
import { conflictOf, type Role } from '../access/role.ts';
import { create, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import { addMonths, dayOf, isDay } from '../calendar.ts';
import { type Person, type Right, type RightRole, rightId } from './person.ts';

/** Months of leave after which rights end (CBSA 6.2). */
export const longestLeave = 4;
/** Months; a right nobody needed for so long is put up for review. */
const unusedAfter = 3;
/** Months; no right is for ever. */
const longestRight = 12;
/** Months: a deputy stands in, and is not a second chief. */
const longestDeputy = 3;

/** The person behind a sign-in with the roles they hold today; null when nobody active has that id. */
export async function actorOf(
  { ledger, clock, zone }: Pick<Oversight, 'ledger' | 'clock' | 'zone'>,
  person: string,
  client: string,
): Promise<Actor | null> {
  const found = await find<Person>(ledger, 'person', person);
  const today = dayOf(clock(), zone);
  if (found === null || !isHere(found.value, today)) return null;
  const held = await rightsOf(ledger, person, today);
  const roles = rolesOf(found.value, held);
  const deputy = held.includes('deputy-chief-security-officer');
  return { person, roles, deputy, client };
}

/** Somebody on leave for longer than four months has no rights left; sooner, they keep them (CBSA 6.2). */
export function isHere({ status, leaveSince }: Person, today: string): boolean {
  if (status !== 'leave') return status === 'active';
  return leaveSince !== null && addMonths(leaveSince, longestLeave) >= today;
}

function rolesOf({ isManager }: Person, held: readonly RightRole[]): readonly Role[] {
  const given = held.filter((role): role is Exclude<RightRole, 'deputy-chief-security-officer'> => !isDeputy(role));
  return ['employee', ...(isManager ? (['manager'] as const) : []), ...given];
}

function isDeputy(role: RightRole): role is 'deputy-chief-security-officer' {
  return role === 'deputy-chief-security-officer';
}

async function rightsOf(ledger: Ledger, person: string, today: string): Promise<readonly RightRole[]> {
  const held: RightRole[] = [];
  for await (const { value } of list<Right>(ledger, 'right', `${person}/`))
    if (runs(value, today)) held.push(value.role);
  return held;
}

export function runs({ from, until, ended }: Right, today: string): boolean {
  return ended === null && from <= today && today <= until;
}

export interface GivenRight {
  readonly person: string;
  readonly role: RightRole;
  readonly from: string;
  readonly until: string;
}

/** Rejects with Refused when the person's other rights forbid this one, or the period is not sound. */
export function giveRight(oversight: Oversight, actor: Actor, given: GivenRight): Promise<void> {
  const { person, role, from, until } = given;
  const detail = { role, from, until };
  const act = {
    action: 'give-right',
    resource: personResource({ id: person, manager: null }),
    subject: person,
    detail,
  } as const;
  return perform(oversight, actor, act, async (now) => {
    const { ledger, zone } = oversight;
    const today = dayOf(now, zone);
    checkPeriod(given, today);
    const found = await find<Person>(ledger, 'person', person);
    if (found === null) throw new NotFound('person');
    if (found.value.status !== 'active')
      throw new Refused('this person is not at work; give the right on their return');
    await checkDuties(ledger, found.value, role, today);
    const id = rightId(person, role);
    const before = await find<Right>(ledger, 'right', id);
    const right: Right = { ...given, givenBy: actor.person, givenAt: now, lastUsed: null, ended: null };
    // Two rights given at once to one person may not pass each other: both write the person's record.
    return {
      changes: [
        write('person', found, found.value),
        before === null ? create('right', id, right) : write('right', before, right),
      ],
      value: undefined,
    };
  });
}

function checkPeriod({ role, from, until }: GivenRight, today: string): void {
  if (!isDay(from) || !isDay(until)) throw new Refused('give both days of the period as year-month-day, 2026-01-31');
  if (until < from) throw new Refused('the right would end before it begins; give a later last day');
  if (until < today) throw new Refused('the right would have ended already; give a later last day');
  const longest = isDeputy(role) ? longestDeputy : longestRight;
  if (until > addMonths(from, longest))
    throw new Refused(`this right is given for at most ${longest} months at a time`);
}

/** Rights that begin later count as well, or the calendar would join what may not be together. */
async function checkDuties(ledger: Ledger, person: Person, added: RightRole, today: string): Promise<void> {
  const held: Role[] = person.isManager ? ['manager'] : [];
  for await (const { value } of list<Right>(ledger, 'right', `${person.id}/`))
    if (value.ended === null && value.until >= today) held.push(dutiesOf(value.role));
  const conflict = conflictOf(held, dutiesOf(added));
  if (conflict === null) return;
  throw new Refused(
    `${added} may not be held together with ${conflict}; end that right first, or choose somebody else`,
  );
}

/** A deputy approves as the chief does, so the same duties are apart. */
export function dutiesOf(role: RightRole): Exclude<RightRole, 'deputy-chief-security-officer'> {
  return isDeputy(role) ? 'chief-security-officer' : role;
}

/** Ends it at once; sessions read the rights anew with every request. */
export function endRight(
  oversight: Oversight,
  actor: Actor,
  { person, role, why }: { readonly person: string; readonly role: RightRole; readonly why: string },
): Promise<void> {
  const act = {
    action: 'end-right',
    resource: personResource({ id: person, manager: null }),
    subject: person,
    detail: { role },
  } as const;
  return perform(oversight, actor, act, async (now) => {
    const found = await find<Right>(oversight.ledger, 'right', rightId(person, role));
    if (found === null) throw new NotFound('right');
    if (found.value.ended !== null) throw new Refused('this right has ended already');
    const ended: Right = { ...found.value, ended: { at: now, by: actor.person, why } };
    return { changes: [write('right', found, ended)], value: undefined };
  });
}

export interface HeldRight extends Right {
  /** Nobody needed it for three months: to be reviewed. */
  readonly unused: boolean;
}

/** Rights that run or will, by person. */
export async function listRights(oversight: Oversight): Promise<readonly HeldRight[]> {
  const today = dayOf(oversight.clock(), oversight.zone);
  const found: HeldRight[] = [];
  for await (const { value } of list<Right>(oversight.ledger, 'right')) {
    if (value.ended !== null || value.until < today) continue;
    const since = dayOf(value.lastUsed ?? value.givenAt, oversight.zone);
    found.push({ ...value, unused: addMonths(since, unusedAfter) < today });
  }
  return found;
}

/** Remembers that a right was needed, at most once a day. Two at once: one is enough. */
export async function noteUse(oversight: Oversight, actor: Actor, role: RightRole): Promise<void> {
  const { ledger, clock, zone } = oversight;
  const found = await find<Right>(ledger, 'right', rightId(actor.person, role));
  const now = clock();
  if (found === null || (found.value.lastUsed !== null && dayOf(found.value.lastUsed, zone) === dayOf(now, zone)))
    return;
  await ledger.commit([write('right', found, { ...found.value, lastUsed: now })]).catch(() => undefined);
}
