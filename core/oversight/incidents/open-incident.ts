// Opens an incident: recorded, told to security by mail at once, and by its event in the trail to whatever listens.
import type { LedgerChange } from '../../model/ledger.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { selfResource, theSystem } from '../access/resource.ts';
import { create, type Oversight, perform } from '../act.ts';
import type { HouseTerms } from '../house-terms.ts';
import { noticeTo } from '../notices/notice-to.ts';
import { type Incident, newIncident } from './incident.ts';

type Terms = Pick<HouseTerms, 'organisation' | 'texts'>;

/** The event stands beside the act that opened it, so that listeners know every incident by one name. */
export async function openingOf(incident: Incident, terms: Terms): Promise<readonly LedgerChange[]> {
  const { id, kind, severity, about, count, openedAt: at, openedBy: actor } = incident;
  return [
    create('incident', id, incident),
    {
      type: 'audit',
      event: { at, actor, action: 'incident-opened', subject: id, detail: { kind, severity, count } },
    },
    {
      type: 'notice',
      notice: await noticeTo(
        {
          kind: 'incident',
          to: terms.organisation.contact,
          cause: ['incident', id],
          about: [about],
          // A hyphen cannot stand in a choice of a message.
          values: { kind: kind.replace('-', '_'), attempts: count ?? 0 },
          clauses: [`postern/${kind}`],
          at,
        },
        terms,
      ),
    },
  ];
}

const longestText = 4_000;

/** Anybody reports what they noticed (CBSA 7). Resolves with the incident's id. */
export function reportIncident(oversight: Oversight, actor: Actor, summary: string, terms: Terms): Promise<string> {
  const id = oversight.newId();
  const act = { action: 'report-incident', resource: selfResource(actor), subject: id } as const;
  return perform(oversight, actor, act, async (now) => {
    const incident = newIncident({
      id,
      kind: 'reported',
      severity: 'medium',
      about: actor.person,
      summary: said(summary),
      openedAt: now,
      openedBy: actor.person,
    });
    return { changes: await openingOf(incident, terms), value: id };
  });
}

/** Corporate Security opens one itself. */
export function openIncident(
  oversight: Oversight,
  actor: Actor,
  { kind, severity, about, summary }: Pick<Incident, 'kind' | 'severity' | 'about'> & { readonly summary: string },
  terms: Terms,
): Promise<Incident> {
  const id = oversight.newId();
  const act = { action: 'move-incident', resource: theSystem, subject: id, detail: { move: 'open', kind } } as const;
  return perform(oversight, actor, act, async (now) => {
    if (about.trim() === '') throw new Refused('say whom or what it is about');
    const given = { id, kind, severity, about: about.trim().slice(0, 254), summary: said(summary) };
    const incident = newIncident({ ...given, openedAt: now, openedBy: actor.person });
    return { changes: await openingOf(incident, terms), value: incident };
  });
}

function said(summary: string): string {
  const text = summary.trim();
  if (text.length < 10) throw new Refused('say in a sentence what happened');
  return text.slice(0, longestText);
}
