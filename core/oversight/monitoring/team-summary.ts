// A manager's team in numbers: how much of its mail was stopped, and why. No person, no message, no content,
// and no figure so small that it tells of somebody.
import { type HeldItem, stoppingClauses } from '../../model/ledger.ts';
import type { Actor } from '../access/actor.ts';
import { selfResource } from '../access/resource.ts';
import { demand, type Oversight } from '../act.ts';
import { everybody, teamOf } from '../blocks/team.ts';
import { type Figure, fewest, suppressed } from '../reports/suppress.ts';

export interface TeamSummary {
  /** Those who answer to the manager. */
  readonly people: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Messages by class: held, blocked, delivered without a part; null where the figure is too small to show. */
  readonly stopped: Readonly<Record<HeldItem['class'], number | null>>;
  /** Most first, without those that are too small to show. */
  readonly reasons: readonly { readonly clause: string; readonly messages: number }[];
  /** Figures are left out, as quarterly reports leave them out. */
  readonly withheld: boolean;
  /** There was more than could be counted at once. */
  readonly atLeast: boolean;
}

const period = 30 * 24 * 3_600_000;
const mostOfEach = 500;

export async function teamSummary(oversight: Oversight, actor: Actor): Promise<TeamSummary> {
  demand(oversight, actor, 'view-team', selfResource(actor));
  const { ledger, clock } = oversight;
  const people = await everybody(ledger);
  const team = teamOf(actor.person, people);
  const since = clock() - period;
  const items = new Map<string, CountedItem>();
  let atLeast = false;
  for (const person of team)
    for (const party of people.get(person)?.addresses ?? []) {
      let count = 0;
      for await (const item of ledger.heldItems({ party: party.toLowerCase() })) {
        if (item.retainedAt < since) break;
        atLeast ||= count === mostOfEach;
        if (count++ === mostOfEach) break;
        const counted = items.get(item.id) ?? { item, people: new Set() };
        items.set(item.id, { item, people: counted.people.add(person) });
      }
    }
  const counts = countsOf([...items.values()]);
  return { people: team.length, since, ...counts, atLeast: atLeast && team.length >= fewest };
}

interface CountedItem {
  readonly item: HeldItem;
  /** Those of the team whom it concerns. */
  readonly people: Set<string>;
}

function countsOf(items: readonly CountedItem[]): Pick<TeamSummary, 'stopped' | 'reasons' | 'withheld'> {
  const figures = figuresOf(items);
  const names = [...figures.keys()];
  const classNames = names.filter((name) => name.startsWith('class/'));
  const clauseNames = names.filter((name) => name.startsWith('clause/'));
  // Most messages have one reason: then either set of figures adds up to the same whole.
  const sums = [classNames, clauseNames].map((parts) => ({ whole: 'all', parts }));
  const hidden = suppressed(figures, sums);
  const shown = (name: string) => (hidden.has(name) ? null : (figures.get(name)?.count ?? 0));
  const reasons = clauseNames.flatMap((name) => {
    const messages = shown(name);
    return messages === null ? [] : [{ clause: name.slice('clause/'.length), messages }];
  });
  return {
    stopped: {
      held: shown('class/held'),
      blocked: shown('class/blocked'),
      'stripped-original': shown('class/stripped-original'),
    },
    reasons: reasons.sort((a, b) => b.messages - a.messages || (a.clause < b.clause ? -1 : 1)),
    withheld: hidden.size > 0,
  };
}

function figuresOf(items: readonly CountedItem[]): ReadonlyMap<string, Figure> {
  const found = new Map<string, { count: number; readonly people: Set<string> }>();
  for (const { item, people } of items) {
    const clauses = [...stoppingClauses(item)].map((clause) => `clause/${clause}`);
    for (const name of ['all', `class/${item.class}`, ...clauses]) {
      const figure = found.get(name) ?? { count: 0, people: new Set() };
      figure.count++;
      for (const person of people) figure.people.add(person);
      found.set(name, figure);
    }
  }
  return new Map([...found].map(([name, { count, people }]) => [name, { count, people: people.size }]));
}
