// Counts the mail of a quarter into figures: numbers, and only as many people as it takes to know that they are not few.
import { isOurs, normal } from '../../mail/decide/address.ts';
import { outcomes } from '../../model/decision.ts';
import type { MessageRecord } from '../../model/ledger.ts';
import type { Pack } from '../../model/pack.ts';
import { dayOf } from '../calendar.ts';
import { type Figure, fewest } from './suppress.ts';

export interface Tally {
  add(message: MessageRecord): void;
  figures(): ReadonlyMap<string, Figure>;
}

export const directions = ['inbound', 'outbound', 'internal'] as const;
/** From the nearest to the farthest: a message to several counts for the farthest. */
export const relations = ['internal', 'partner', 'external', 'personal'] as const;

export function openTally({ name, clauses, organisation }: Pack, zone: string): Tally {
  const found = new Map<string, { count: number; readonly people: Set<string> }>();
  const outcomeOf = new Map(clauses.map(({ id, outcome }) => [`${name}/${id}`, outcome]));
  const note = (figure: string, people: readonly string[]) => {
    const one = found.get(figure) ?? { count: 0, people: new Set() };
    one.count++;
    for (const person of people) if (one.people.size < fewest) one.people.add(person);
    found.set(figure, one);
  };
  return {
    add(message) {
      const addresses =
        message.direction === 'inbound' ? message.recipients.map((to) => to.address) : [message.mailFrom];
      const people = addresses.filter((address) => isOurs(address, organisation)).map(normal);
      for (const figure of figuresOf(message, outcomeOf, zone)) note(figure, people);
    },
    figures: () => new Map([...found].map(([figure, { count, people }]) => [figure, { count, people: people.size }])),
  };
}

function figuresOf(message: MessageRecord, outcomeOf: ReadonlyMap<string, string>, zone: string): readonly string[] {
  const { direction, outcome, classification, recipients } = message;
  const figures = [
    `outcomes/${direction}/${outcome}`,
    `outcomes/${direction}/all`,
    `outcomes/all/${outcome}`,
    'outcomes/all/all',
  ];
  if (outcome !== 'deliver') {
    figures.push(`months/${dayOf(message.at, zone).slice(0, 7)}`, `reasons/${mainReason(message, outcomeOf)}`);
    if (classification !== null) figures.push(`levels/${classification.scheme}/${classification.level}`);
  }
  if (direction === 'outbound') {
    const farthest = Math.max(0, ...recipients.map(({ relation }) => relations.indexOf(relation)));
    figures.push(`destinations/${relations[farthest]}`);
  }
  return figures;
}

/** Of a recipient whom the strictest outcome met: the clause that leads to it, or the first. */
function mainReason({ outcome, recipients }: MessageRecord, outcomeOf: ReadonlyMap<string, string>): string {
  const reasons = recipients.find((recipient) => recipient.outcome === outcome)?.reasons ?? [];
  return reasons.find((clause) => outcomeOf.get(clause) === outcome) ?? reasons[0] ?? 'postern/unknown';
}

/** All figures of mail whose outcome is one of these, by direction. */
export const outcomeColumns = [...outcomes, 'all'] as const;
