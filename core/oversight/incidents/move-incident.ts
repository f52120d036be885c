// What is done about an incident: contained, assessed as a breach, told to whom it must be told, closed.
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { demand, type Found, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import { dayOf, isDay } from '../calendar.ts';
import { type Breach, type Incident, isMaterial, type Notification, notificationsDue } from './incident.ts';

export type IncidentMove =
  | { readonly move: 'contain'; readonly why: string }
  | ({
      readonly move: 'assess';
      readonly why: string;
      /** Null: as sensitivity and likelihood say. */
      readonly material: boolean | null;
    } & Pick<Breach, 'discovered' | 'information' | 'people' | 'sensitivity' | 'likelihood'>)
  | { readonly move: 'notified'; readonly to: Notification['to']; readonly why: string }
  | { readonly move: 'close'; readonly why: string };

export async function moveIncident(
  oversight: Oversight,
  actor: Actor,
  id: string,
  input: IncidentMove,
): Promise<Incident> {
  const act = { action: 'move-incident', resource: theSystem, subject: id, detail: { move: input.move } } as const;
  return perform(oversight, actor, act, async (now) => {
    const found = await foundIncident(oversight, id);
    if (found.value.state === 'closed') throw new Refused('this incident is closed already');
    const step = { move: input.move, at: now, by: actor.person, why: input.why.trim().slice(0, 4_000) };
    const changed = changedBy(input, found.value, { by: actor.person, at: now }, oversight.zone);
    const value: Incident = { ...found.value, ...changed, history: [...found.value.history, step] };
    return { changes: [write('incident', found, value)], value };
  });
}

function changedBy(
  input: IncidentMove,
  { breach }: Incident,
  done: { readonly by: string; readonly at: number },
  zone: string,
): Partial<Incident> {
  switch (input.move) {
    case 'contain':
      return { state: 'contained' };
    case 'assess':
      return { breach: assessed(input, breach, done, zone) };
    case 'notified': {
      if (breach?.notifications.some(({ to, sent }) => to === input.to && sent === null) !== true)
        throw new Refused('no such notification is due');
      const notifications = breach.notifications.map((one) => (one.to === input.to ? { ...one, sent: done } : one));
      return { breach: { ...breach, notifications } };
    }
    case 'close':
      if (breach?.notifications.some(({ sent }) => sent === null) === true)
        throw new Refused('send the notifications that are due first, and record that you did');
      return { state: 'closed' };
  }
}

function assessed(
  {
    discovered,
    information,
    people,
    sensitivity,
    likelihood,
    material,
    why,
  }: Extract<IncidentMove, { move: 'assess' }>,
  before: Breach | null,
  done: { readonly by: string; readonly at: number },
  zone: string,
): Breach {
  if (!isDay(discovered) || discovered > dayOf(done.at, zone))
    throw new Refused('give the day on which it was found out as year-month-day, not later than today');
  if (information.trim().length < 3) throw new Refused('say what kind of information is concerned');
  const suggested = isMaterial(sensitivity, likelihood);
  const decided = material ?? suggested;
  if (decided !== suggested && why.trim().length < 20)
    throw new Refused('say in a sentence or two why you judge the harm differently');
  const notifications = notificationsDue(decided, before, done.at, zone);
  const facts = { discovered, information: information.trim().slice(0, 500), people, sensitivity, likelihood };
  return { ...facts, material: decided, assessed: done, notifications };
}

/** Rejects with NotFound. */
async function foundIncident({ ledger }: Oversight, id: string): Promise<Found<Incident>> {
  const found = await find<Incident>(ledger, 'incident', id);
  if (found === null) throw new NotFound('incident');
  return found;
}

export async function viewIncident(oversight: Oversight, actor: Actor, id: string): Promise<Incident> {
  demand(oversight, actor, 'list-incidents', theSystem);
  return (await foundIncident(oversight, id)).value;
}

/** Newest first; `kind` narrows it. */
export async function listIncidents(
  oversight: Oversight,
  actor: Actor,
  kind?: Incident['kind'],
): Promise<readonly Incident[]> {
  demand(oversight, actor, 'list-incidents', theSystem);
  const found: Incident[] = [];
  for await (const { value } of list<Incident>(oversight.ledger, 'incident'))
    if (kind === undefined || value.kind === kind) found.push(value);
  return found.sort((a, b) => b.openedAt - a.openedAt);
}
