// Random acts of random people on one case, and what must have come before any content is seen: judged by what happened,
// not by what the code keeps.
import { readAccessPolicies } from '../../adapters/local/access-policies.ts';
import type { ApproverProof, Grant } from '../../core/model/grant.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { makeAuthorizer } from '../../core/oversight/access/authorizer.ts';
import type { Authorizer } from '../../core/oversight/access/resource.ts';
import { create } from '../../core/oversight/act.ts';
import { addDays, dayOf } from '../../core/oversight/calendar.ts';
import type { AccessPurpose } from '../../core/oversight/cases/access.ts';
import { askAccess } from '../../core/oversight/cases/ask-access.ts';
import { approveAccess, refuseAccess, revokeAccess } from '../../core/oversight/cases/decide-access.ts';
import { moveCase, openCase } from '../../core/oversight/cases/move-case.ts';
import { type ReadingRoom, type ReadingWay, readItem } from '../../core/oversight/cases/read-item.ts';
import type { Person, Right, RightRole } from '../../core/oversight/people/person.ts';
import { actorOf, endRight } from '../../core/oversight/people/rights.ts';
import { Refused } from '../../core/ports.ts';
import { memoryLedger } from './memory-ledger.ts';

const holders = {
  ines: 'investigator',
  second: 'investigator',
  carla: 'corporate-security',
  chief: 'chief-security-officer',
  deputy: 'deputy-chief-security-officer',
  olga: 'access-officer',
  aude: 'auditor',
  adam: 'administrator',
} as const satisfies Record<string, RightRole>;
export const persons = [...(Object.keys(holders) as (keyof typeof holders)[]), 'mia', 'emil'] as const;
export type FuzzPerson = (typeof persons)[number];

export const items = ['item1', 'item2', 'beyond', 'exempt'] as const;
export type FuzzItem = (typeof items)[number];

const dayLength = 24 * 3_600_000;
const begin = Date.UTC(2026, 5, 1, 12);
const today = dayOf(begin, 'UTC');
const why = 'the subject and time match what the manager reported';

/** Of `who` null: whoever it usually is. `access` and `step` count from the newest. */
export type FuzzAct =
  | { readonly do: 'authorise' | 'withdraw' | 'end-right'; readonly who: FuzzPerson | null; readonly whom: FuzzPerson }
  | { readonly do: 'scope' | 'conclude' | 'reopen' | 'close'; readonly who: FuzzPerson | null }
  | {
      readonly do: 'ask';
      readonly who: FuzzPerson | null;
      readonly item: FuzzItem;
      readonly purpose: AccessPurpose;
    }
  | { readonly do: 'approve'; readonly who: FuzzPerson | null; readonly access: number; readonly forged: boolean }
  | { readonly do: 'refuse' | 'revoke'; readonly who: FuzzPerson | null; readonly access: number }
  | {
      readonly do: 'read';
      readonly who: FuzzPerson | null;
      readonly access: number;
      readonly item: FuzzItem;
      readonly way: ReadingWay;
    }
  | { readonly do: 'wait'; readonly days: number };

/** What happened, as somebody who watches would write it down. */
interface Watched {
  open: boolean;
  readonly officer: string | null;
  readonly authorised: Map<string, string>;
  readonly rightless: Set<string>;
  readonly accesses: WatchedAccess[];
}

interface WatchedAccess {
  readonly id: string;
  readonly by: string;
  readonly item: string;
  readonly purpose: AccessPurpose;
  readonly until: string;
  approvedBy: string | null;
  over: boolean;
}

/** The policies answer the same to the same question. */
export function remembering(authorize: Authorizer): Authorizer {
  const known = new Map<string, boolean>();
  return (actor, action, resource) => {
    const question = JSON.stringify([actor.person, actor.roles, actor.deputy, action, { ...resource, id: '' }]);
    let answer = known.get(question);
    if (answer === undefined) {
      answer = authorize(actor, action, resource);
      known.set(question, answer);
    }
    return answer;
  };
}

const authorize = remembering(makeAuthorizer(readAccessPolicies('policy')));

/** The key service's own rules; `lax` opens anything to anybody, so that the rest has to hold by itself. */
function modelGrants(clock: () => number, lax: boolean): ReadingRoom['grants'] {
  const grants = new Map<string, Grant>();
  const revoked = new Set<string>();
  return {
    grant: async (grant: Grant, proof: ApproverProof) => {
      const holds = ['chief', 'deputy'].includes(proof.approver) && proof.signature === `by ${proof.approver}`;
      if (!lax && (!holds || revoked.has(grant.id) || proof.approver === grant.reader))
        throw new Refused('the proof does not hold');
      grants.set(grant.id, grant);
    },
    revoke: async (id) => void revoked.add(id),
    read: async (item, sealed, id, reader) => {
      const grant = grants.get(id);
      const may = grant?.items.includes(item) && grant.reader === reader && clock() <= grant.until && !revoked.has(id);
      if (!lax && may !== true) throw new Refused('no grant opens this');
      return sealed;
    },
    destroy: async () => undefined,
  };
}

function heldItem(id: FuzzItem): HeldItem {
  const mailFrom = id === 'beyond' ? 'eva@agency.example' : 'emil@agency.example';
  const client = { address: '192.0.2.25', helo: 'mail', tls: true };
  return {
    id,
    attempt: `${id}.1`,
    class: 'blocked',
    retainedAt: begin - dayLength,
    direction: 'outbound',
    envelope: { mailFrom, recipients: [], parameters: {}, client },
    recipients: [],
    state: 'kept',
    ...(id === 'exempt' ? { exempt: true } : {}),
  };
}

export interface FuzzRun {
  /** Items that were shown. */
  readonly shown: number;
  /** What should not have happened; null when all was well. */
  readonly wrong: string | null;
}

/** `byLaw`: a request of law instead of an investigation. */
export async function runFuzz(given: {
  readonly acts: readonly FuzzAct[];
  readonly byLaw: boolean;
  readonly lax: boolean;
}): Promise<FuzzRun> {
  let now = begin;
  let count = 0;
  const clock = () => now;
  const { ledger } = memoryLedger(items.map(heldItem));
  const room: ReadingRoom = {
    ledger,
    authorize,
    clock,
    newId: () => `n${++count}`,
    zone: 'UTC',
    grants: modelGrants(clock, given.lax),
    store: { getSealed: async () => Buffer.from('content'), deleteSealed: async () => undefined },
  };
  await ledger.commit(everybody());
  const opener = given.byLaw ? 'olga' : 'carla';
  const actor = await actorOf(room, opener, 'fuzz');
  if (actor === null) throw new Error('nobody opens the case');
  const id = await openCase(room, actor, {
    purpose: given.byLaw ? 'legal-request' : 'security-incident',
    about: given.byLaw ? null : 'emil',
    grounds: why,
    told: { yes: true, why: '' },
    consulted: null,
  });
  const watched: Watched = {
    open: true,
    officer: given.byLaw ? 'olga' : null,
    authorised: new Map(),
    rightless: new Set(),
    accesses: [],
  };
  let shown = 0;
  for (const act of given.acts) {
    if (act.do === 'wait') {
      now += act.days * dayLength;
      continue;
    }
    const who = act.who ?? usual(act, watched);
    const wrong = await attempt(room, id, act, who, watched, dayOf(now, 'UTC'));
    if (wrong === 'shown') shown++;
    else if (wrong !== null) return { shown, wrong: `${act.do} by ${who}: ${wrong}` };
  }
  return { shown, wrong: null };
}

function everybody() {
  return persons.flatMap((id) => {
    const person: Person = {
      id,
      name: id,
      addresses: [`${id}@agency.example`],
      language: 'en',
      manager: id === 'emil' ? 'mia' : null,
      isManager: id === 'mia',
      status: 'active',
      leaveSince: null,
    };
    const role = Object.hasOwn(holders, id) ? holders[id as keyof typeof holders] : null;
    if (role === null) return [create('person', id, person)];
    const period = { from: addDays(today, -1), until: addDays(today, 150) };
    const right: Right = { person: id, role, ...period, givenBy: 'x', givenAt: begin, lastUsed: null, ended: null };
    return [create('person', id, person), create('right', `${id}/${role}`, right)];
  });
}

function usual(act: Exclude<FuzzAct, { do: 'wait' }>, { officer, accesses }: Watched): FuzzPerson {
  switch (act.do) {
    case 'authorise':
    case 'withdraw':
    case 'approve':
    case 'refuse':
    case 'reopen':
      return 'chief';
    case 'end-right':
      return 'adam';
    case 'ask':
      return officer === null ? 'ines' : 'olga';
    case 'read':
      return (accesses.at(-1 - act.access)?.by ?? 'ines') as FuzzPerson;
    default:
      return officer === null ? 'carla' : 'olga';
  }
}

/** 'shown' when content was; what is wrong with its having happened; null when it was refused or is fine. */
async function attempt(
  room: ReadingRoom,
  id: string,
  act: Exclude<FuzzAct, { do: 'wait' }>,
  who: FuzzPerson,
  watched: Watched,
  day: string,
): Promise<string | null> {
  const actor = await actorOf(room, who, 'fuzz');
  if (actor === null) return null;
  const access = 'access' in act ? watched.accesses.at(-1 - act.access) : undefined;
  const until = addDays(day, 30);
  const sent = (signature: string) => ({ kind: 'key', approver: who, signature }) as const;
  try {
    switch (act.do) {
      case 'scope': {
        const scope = { addresses: ['emil@agency.example'], from: addDays(today, -9), until: addDays(today, 90) };
        await moveCase(room, actor, id, { move: 'set-scope', scope });
        return null;
      }
      case 'authorise':
        await moveCase(room, actor, id, { move: 'authorise', person: act.whom, until });
        watched.authorised.set(act.whom, until);
        return who === 'chief' ? null : 'only the chief authorises';
      case 'withdraw':
        await moveCase(room, actor, id, { move: 'withdraw', person: act.whom });
        watched.authorised.delete(act.whom);
        for (const one of watched.accesses) if (one.by === act.whom) one.over = true;
        return null;
      case 'conclude':
        await moveCase(room, actor, id, { move: 'conclude', result: 'inconclusive', summary: why });
        watched.open = false;
        for (const one of watched.accesses) one.over = true;
        return null;
      case 'reopen':
        await moveCase(room, actor, id, { move: 'reopen', why });
        watched.open = true;
        return who === 'chief' ? null : 'only the chief opens a case again';
      case 'close':
        await moveCase(room, actor, id, { move: 'close' });
        return watched.open ? 'an open case was closed' : null;
      case 'end-right': {
        if (!Object.hasOwn(holders, act.whom)) return null;
        const role = holders[act.whom as keyof typeof holders];
        await endRight(room, actor, { person: act.whom, role, why: 'moved to another team' });
        watched.rightless.add(act.whom);
        return who === 'adam' ? null : 'only an administrator ends rights';
      }
      case 'ask': {
        const asked = await askAccess(room, actor, id, {
          items: [act.item],
          purpose: act.purpose,
          why,
          until: addDays(day, 20),
        });
        const { purpose, item } = act;
        watched.accesses.push({
          id: asked.id,
          by: who,
          item,
          purpose,
          until: addDays(day, 20),
          approvedBy: null,
          over: false,
        });
        return null;
      }
      case 'approve':
        if (access === undefined) return null;
        await approveAccess(room, actor, access.id, { why, proof: sent(act.forged ? 'forged' : `by ${who}`) });
        access.approvedBy = who;
        return null;
      case 'refuse':
        if (access === undefined) return null;
        await refuseAccess(room, actor, access.id, why);
        access.over = true;
        return null;
      case 'revoke':
        if (access === undefined) return null;
        await revokeAccess(room, actor, access.id, why);
        access.over = true;
        return null;
      case 'read': {
        if (access === undefined) return null;
        await readItem(room, actor, { access: access.id, item: act.item, way: act.way });
        return whyNotShown(access, act, who, watched, day) ?? 'shown';
      }
    }
  } catch (cause) {
    if (cause instanceof Refused) return null;
    throw cause;
  }
}

/** Everything that must have happened before; null when it has. */
function whyNotShown(
  access: WatchedAccess,
  { item, way }: { readonly item: FuzzItem; readonly way: ReadingWay },
  who: FuzzPerson,
  { open, officer, authorised, rightless }: Watched,
  day: string,
): string | null {
  if (item === 'exempt' || item === 'beyond') return 'an item that no case covers was shown';
  if (access.item !== item) return 'another item was shown than was asked for';
  if (access.by !== who) return 'it was shown to somebody else than who asked';
  if (access.approvedBy !== 'chief' && access.approvedBy !== 'deputy') return 'nobody approved it who may';
  if (access.approvedBy === who) return 'who approved it was who asked';
  if (access.over || access.until < day) return 'the approval was over';
  if (!open) return 'the case was not open';
  if (rightless.has(who)) return 'the right had ended';
  if (way !== 'view' && access.purpose !== way) return 'the approval was for another purpose';
  if (way === 'export') return officer === who ? null : 'only the officer of a request exports';
  const until = authorised.get(who);
  if (until === undefined || until < day) return 'the investigator was not authorised';
  return null;
}
