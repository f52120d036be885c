// A manager's team in numbers: how much of its mail was stopped, and why. No person, no message, no content.
import { type HeldItem, stoppingClauses } from '../../model/ledger.ts';
import type { Actor } from '../access/actor.ts';
import { selfResource } from '../access/resource.ts';
import { demand, type Oversight } from '../act.ts';
import { everybody, teamOf } from '../blocks/team.ts';

export interface TeamSummary {
  /** Those who answer to the manager. */
  readonly people: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Messages by class: held, blocked, delivered without a part. */
  readonly stopped: Readonly<Record<HeldItem['class'], number>>;
  /** Most first. */
  readonly reasons: readonly { readonly clause: string; readonly messages: number }[];
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
  const items = new Map<string, HeldItem>();
  let atLeast = false;
  for (const party of team.flatMap((id) => people.get(id)?.addresses ?? [])) {
    let count = 0;
    for await (const item of ledger.heldItems({ party: party.toLowerCase() })) {
      if (item.retainedAt < since) break;
      atLeast ||= count === mostOfEach;
      if (count++ === mostOfEach) break;
      items.set(item.id, item);
    }
  }
  return { people: team.length, since, ...countsOf([...items.values()]), atLeast };
}

function countsOf(items: readonly HeldItem[]): Pick<TeamSummary, 'stopped' | 'reasons'> {
  const stopped = { held: 0, blocked: 0, 'stripped-original': 0 };
  const reasons = new Map<string, number>();
  for (const item of items) {
    stopped[item.class]++;
    for (const clause of stoppingClauses(item)) reasons.set(clause, (reasons.get(clause) ?? 0) + 1);
  }
  const ordered = [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return { stopped, reasons: ordered.map(([clause, messages]) => ({ clause, messages })) };
}
