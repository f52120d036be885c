// Moves a case through its table: refer, open, authorise, conclude and the rest, each with what must be recorded.
import { Refused } from '../../ports.ts';
import type { Action } from '../access/action.ts';
import type { Actor } from '../access/actor.ts';
import { personResource, type Resource, theSystem } from '../access/resource.ts';
import { type Act, create, type Found, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import { addMonths, dayOf, isDay } from '../calendar.ts';
import { type Person, type Right, rightId } from '../people/person.ts';
import { isHere, runs } from '../people/rights.ts';
import {
  type Case,
  type CaseMove,
  type CaseOutcome,
  type CaseScope,
  investigatorsOn,
  lawPurposes,
  type Purpose,
  type Referral,
  refusalOfMove,
  stateAfter,
} from './case.ts';
import { endAccesses } from './end-accesses.ts';

/** Months; an investigation that takes longer is authorised again. */
const longestAuthorisation = 6;
/** Characters; grounds of a few words are none. */
const shortestGrounds = 20;
const longestText = 4_000;

/** A manager tells of a suspicion. Resolves with the id of the new case. */
export function referSuspicion(
  oversight: Oversight,
  actor: Actor,
  { about, grounds }: { readonly about: string; readonly grounds: string },
): Promise<string> {
  const id = oversight.newId();
  const work = async (now: number) => {
    const refused = refusalOfMove('refer', null, actor.roles);
    if (refused !== null) throw new Refused(refused);
    const value = newCase(id, 'refer', actor, now, {
      state: 'referred',
      purpose: 'suspected-misuse',
      about,
      referredBy: actor.person,
      grounds: reasoned(grounds, 'the grounds of the suspicion'),
    });
    return { changes: [create('case', id, value)], value: id };
  };
  return find<Person>(oversight.ledger, 'person', about).then((person) => {
    const resource = personResource({ id: about, manager: person?.value.manager ?? null });
    return perform(oversight, actor, { action: 'refer-suspicion', resource, subject: id, detail: { about } }, work);
  });
}

export interface NewCase {
  readonly purpose: Purpose;
  readonly about: string | null;
  readonly grounds: string;
  readonly told: Case['told'];
  readonly consulted: string | null;
}

/** Corporate Security opens a case of its own; an access officer one for a request of law. */
export function openCase(oversight: Oversight, actor: Actor, asked: NewCase): Promise<string> {
  const id = oversight.newId();
  const byLaw = lawPurposes.includes(asked.purpose);
  const action: Action = byLaw ? 'keep-requests' : 'open-case';
  const act: Act = { action, resource: theSystem, subject: id, detail: { purpose: asked.purpose } };
  return perform(oversight, actor, act, async (now) => {
    const refused = refusalOfMove('open-new', null, actor.roles);
    if (refused !== null) throw new Refused(refused);
    if (!byLaw && asked.about !== null) await mustExist(oversight, asked.about);
    if (asked.purpose === 'suspected-misuse' && asked.consulted === null)
      throw new Refused('consult human resources first, and say with whom you spoke');
    const value = newCase(id, 'open-new', actor, now, {
      state: 'open',
      purpose: asked.purpose,
      about: asked.about,
      referredBy: null,
      grounds: reasoned(asked.grounds, byLaw ? 'the request' : 'the grounds'),
      told: { yes: asked.told.yes, why: asked.told.yes ? '' : reasoned(asked.told.why, 'why the person is not told') },
      consulted: asked.consulted === null ? null : { at: now, whom: asked.consulted },
      officer: byLaw ? actor.person : null,
    });
    return { changes: [create('case', id, value)], value: id };
  });
}

async function mustExist({ ledger }: Oversight, person: string): Promise<void> {
  if ((await find<Person>(ledger, 'person', person)) === null) throw new NotFound('person');
}

type Given = Pick<Case, 'state' | 'purpose' | 'about' | 'referredBy' | 'grounds'> &
  Partial<Pick<Case, 'told' | 'consulted' | 'officer'>>;

function newCase(id: string, move: CaseMove, { person }: Actor, now: number, given: Given): Case {
  return {
    id,
    told: { yes: true, why: '' },
    consulted: null,
    scope: null,
    investigators: [],
    officer: null,
    outcome: null,
    directorInformed: null,
    referrals: [],
    openedAt: now,
    history: [{ move, at: now, by: person }],
    ...given,
  };
}

/** What each move needs to be told. */
export type CaseInput =
  | { readonly move: 'consult'; readonly whom: string }
  | { readonly move: 'decline'; readonly why: string }
  | { readonly move: 'open'; readonly purpose: Purpose; readonly grounds: string; readonly told: Case['told'] }
  | { readonly move: 'set-scope'; readonly scope: CaseScope }
  | { readonly move: 'set-telling'; readonly told: Case['told'] }
  | { readonly move: 'authorise'; readonly person: string; readonly until: string }
  | { readonly move: 'withdraw'; readonly person: string }
  | { readonly move: 'conclude'; readonly result: CaseOutcome; readonly summary: string }
  | { readonly move: 'inform-director' }
  | { readonly move: 'refer-on'; readonly to: Referral }
  | { readonly move: 'reopen'; readonly why: string }
  | { readonly move: 'close' };

/** Rejects with Refused, saying why, when the table or the facts do not allow the move. Resolves with the case as it is then. */
export async function moveCase(oversight: Oversight, actor: Actor, id: string, input: CaseInput): Promise<Case> {
  const found = await findCase(oversight, id);
  const action = input.move === 'authorise' || input.move === 'withdraw' ? 'authorise-investigator' : 'move-case';
  const resource = caseResource(oversight, found.value);
  const detail = { move: input.move, ...factsOf(input) };
  return perform(oversight, actor, { action, resource, subject: id, detail }, async (now) => {
    const refused = refusalOfMove(input.move, found.value.state, actor.roles);
    if (refused !== null) throw new Refused(refused);
    const changed = await changedBy(input, found.value, { oversight, actor, now });
    const state = stateAfter(input.move, found.value.state);
    const history = [...found.value.history, { move: input.move, at: now, by: actor.person }];
    const value: Case = { ...found.value, ...changed, state, history };
    const ended = state === 'open' ? [] : await endAccesses(oversight.ledger, id, null, { at: now, by: actor.person });
    const left =
      input.move === 'withdraw'
        ? await endAccesses(oversight.ledger, id, input.person, { at: now, by: actor.person })
        : [];
    return { changes: [write('case', found, value), ...ended, ...left], value };
  });
}

/** What the trail says beside the move: who and until when, never what people wrote. */
function factsOf(input: CaseInput): Readonly<Record<string, string>> {
  switch (input.move) {
    case 'authorise':
      return { person: input.person, until: input.until };
    case 'withdraw':
      return { person: input.person };
    case 'conclude':
      return { result: input.result };
    case 'refer-on':
      return { to: input.to };
    case 'open':
      return { purpose: input.purpose };
    default:
      return {};
  }
}

interface Moving {
  readonly oversight: Oversight;
  readonly actor: Actor;
  readonly now: number;
}

async function changedBy(input: CaseInput, value: Case, moving: Moving): Promise<Partial<Case>> {
  const { now, actor } = moving;
  switch (input.move) {
    case 'consult':
      return { consulted: { at: now, whom: reasoned(input.whom, 'with whom you spoke', 3) } };
    case 'decline':
      return { outcome: { result: 'unfounded', summary: reasoned(input.why, 'why it is declined') } };
    case 'open':
      if (value.consulted === null) throw new Refused('consult human resources first, and record it with the case');
      return { purpose: input.purpose, grounds: reasoned(input.grounds, 'the grounds'), told: telling(input.told) };
    case 'set-scope':
      return { scope: soundScope(input.scope) };
    case 'set-telling':
      return { told: telling(input.told) };
    case 'authorise':
      return { investigators: await authorised(input, value, moving) };
    case 'withdraw':
      if (!value.investigators.some(({ person }) => person === input.person)) throw new NotFound('investigator');
      return { investigators: value.investigators.filter(({ person }) => person !== input.person) };
    case 'conclude':
      return { outcome: { result: input.result, summary: reasoned(input.summary, 'what was found') } };
    case 'inform-director':
      return { directorInformed: { at: now, by: actor.person } };
    case 'refer-on':
      if (value.outcome?.result === 'unfounded') throw new Refused('an unfounded case is not referred to anybody');
      return { referrals: [...value.referrals, { to: input.to, at: now, by: actor.person }] };
    case 'reopen':
      reasoned(input.why, 'why it is opened again');
      return { outcome: null };
    case 'close':
      if (value.outcome?.result === 'founded' && value.directorInformed === null)
        throw new Refused('inform the director first (a founded case), and record it');
      return {};
  }
}

function telling({ yes, why }: Case['told']): Case['told'] {
  return { yes, why: yes ? '' : reasoned(why, 'why the person is not told') };
}

/** Rejects unless the person holds the investigator's right for the whole period. */
async function authorised(
  { person, until }: { readonly person: string; readonly until: string },
  value: Case,
  { oversight, actor, now }: Moving,
): Promise<Case['investigators']> {
  const { ledger, zone } = oversight;
  const today = dayOf(now, zone);
  if (!isDay(until) || until < today) throw new Refused('give a last day that is still to come, such as 2026-01-31');
  if (until > addMonths(today, longestAuthorisation))
    throw new Refused(`an authorisation lasts at most ${longestAuthorisation} months; authorise again then`);
  if (person === value.about || person === value.referredBy)
    throw new Refused('who is part of the matter does not investigate it; name somebody else');
  const [who, right] = [
    await find<Person>(ledger, 'person', person),
    await find<Right>(ledger, 'right', rightId(person, 'investigator')),
  ];
  if (who === null || !isHere(who.value, today)) throw new NotFound('person');
  if (right === null || !runs(right.value, today))
    throw new Refused('this person has no right to investigate; an administrator gives it first');
  if (right.value.until < until) throw new Refused(`the investigator's own right ends on ${right.value.until}`);
  const others = value.investigators.filter((one) => one.person !== person);
  return [...others, { person, until, by: actor.person, at: now }];
}

function soundScope({ addresses, from, until }: CaseScope): CaseScope {
  if (addresses.length === 0) throw new Refused('say whose mail: give at least one address');
  if (addresses.length > 200) throw new Refused('a case covers at most 200 addresses');
  if (!isDay(from) || !isDay(until) || until < from)
    throw new Refused('give the first and the last day of the period, such as 2026-01-31');
  return { addresses: addresses.map((address) => address.toLowerCase()), from, until };
}

/** Rejects a text that is too short to be a reason. */
function reasoned(text: string, what: string, shortest = shortestGrounds): string {
  const said = text.trim();
  if (said.length < shortest) throw new Refused(`say ${what} in a sentence or two`);
  if (said.length > longestText) throw new Refused(`say ${what} in at most ${longestText} characters`);
  return said;
}

/** Rejects with NotFound. */
export async function findCase({ ledger }: Oversight, id: string): Promise<Found<Case>> {
  const found = await find<Case>(ledger, 'case', id);
  if (found === null) throw new NotFound('case');
  return found;
}

export async function listCases({ ledger }: Oversight): Promise<readonly Case[]> {
  const found: Case[] = [];
  for await (const { value } of list<Case>(ledger, 'case')) found.push(value);
  return found.sort((a, b) => b.openedAt - a.openedAt);
}

/** The case as the access policies see it now. */
export function caseResource({ clock, zone }: Oversight, value: Case): Resource {
  return {
    type: 'Case',
    id: value.id,
    attributes: {
      state: value.state,
      referredBy: value.referredBy ?? '',
      investigators: investigatorsOn(value, dayOf(clock(), zone)),
      officer: value.officer ?? '',
    },
  };
}
