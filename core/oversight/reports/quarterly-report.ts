// The quarterly report at summary level: figures that cannot single anyone out, kept as they were published.
import { type Ledger, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { theSystem } from '../access/resource.ts';
import { create, demand, find, list, type Oversight } from '../act.ts';
import type { HouseTerms } from '../house-terms.ts';
import { type Quarter, quarterAt, quarterNamed } from './quarter.ts';
import { type Figure, type Sum, suppressed } from './suppress.ts';
import { directions, openTally, outcomeColumns, relations } from './tally.ts';

export const tableNames = ['outcomes', 'months', 'reasons', 'levels', 'destinations', 'requests'] as const;

export interface ReportTable {
  readonly name: (typeof tableNames)[number];
  /** Names of what is counted; one for a plain list. */
  readonly columns: readonly string[];
  /** A figure that is left out is null. */
  readonly rows: readonly { readonly name: string; readonly figures: readonly (number | null)[] }[];
}

export interface QuarterlyReport {
  readonly quarter: string;
  /** Days, both included. */
  readonly first: string;
  readonly last: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  /** The quarter was not over: the figures grow. */
  readonly provisional: boolean;
  readonly tables: readonly ReportTable[];
}

/** A report of a quarter that is over stays as it was first made. Rejects with Refused for a quarter that is none yet. */
export async function quarterlyReport(
  oversight: Oversight,
  actor: Actor,
  name: string,
  terms: Pick<HouseTerms, 'pack'>,
): Promise<QuarterlyReport> {
  demand(oversight, actor, 'view-report', theSystem);
  const quarter = quarterNamed(name, oversight.zone);
  if (quarter === null) throw new Refused('name a quarter as 2026Q4');
  const now = oversight.clock();
  if (now < quarter.since) throw new Refused(`${quarter.name} has not begun`);
  const published = await find<QuarterlyReport>(oversight.ledger, 'report', quarter.name);
  if (published !== null) return published.value;
  const report = await made(quarter, oversight, terms, now);
  if (report.provisional) return report;
  // Of two at once, the first counts.
  await oversight.ledger.commit([create('report', quarter.name, report)]).catch(() => undefined);
  return (await find<QuarterlyReport>(oversight.ledger, 'report', quarter.name))?.value ?? report;
}

export interface ReportNames {
  /** Of quarters that are over, newest first. */
  readonly published: readonly string[];
  /** The quarter that runs. */
  readonly running: string;
}

export async function listReports(oversight: Oversight, actor: Actor): Promise<ReportNames> {
  demand(oversight, actor, 'view-report', theSystem);
  const published = await Array.fromAsync(list<QuarterlyReport>(oversight.ledger, 'report'), ({ id }) => id);
  return { published: published.reverse(), running: quarterAt(oversight.clock(), oversight.zone) };
}

async function made(
  quarter: Quarter,
  { ledger, zone }: Oversight,
  { pack }: Pick<HouseTerms, 'pack'>,
  now: number,
): Promise<QuarterlyReport> {
  const tally = openTally(pack, zone);
  for await (const message of ledger.messages(quarter)) tally.add(message);
  const figures = new Map([...tally.figures(), ...(await requestsIn(quarter, ledger))]);
  const hidden = suppressed(figures, sumsOf(figures));
  const figure = (name: string) => (hidden.has(name) ? null : (figures.get(name)?.count ?? 0));
  return {
    quarter: quarter.name,
    first: quarter.first,
    last: quarter.last,
    madeAt: now,
    provisional: now < quarter.until,
    tables: [
      {
        name: 'outcomes',
        columns: outcomeColumns,
        rows: [...directions, 'all'].map((direction) => ({
          name: direction,
          figures: outcomeColumns.map((outcome) => figure(`outcomes/${direction}/${outcome}`)),
        })),
      },
      ...tableNames.slice(1).map((name) => listOf(name, figures, figure)),
    ],
  };
}

function listOf(
  name: ReportTable['name'],
  figures: ReadonlyMap<string, Figure>,
  figure: (name: string) => number | null,
): ReportTable {
  const rows = namesUnder(name, figures).map((row) => ({ name: row.slice(name.length + 1), figures: [figure(row)] }));
  const count = ({ figures: [value] }: (typeof rows)[number]) => value ?? -1;
  const inOrder = name === 'reasons' || name === 'levels' ? rows.sort((a, b) => count(b) - count(a)) : rows;
  return { name, columns: ['all'], rows: inOrder };
}

/** In the order of the alphabet; destinations from the nearest. */
function namesUnder(table: string, figures: ReadonlyMap<string, Figure>): readonly string[] {
  if (table === 'destinations') return relations.map((relation) => `destinations/${relation}`);
  return [...figures.keys()].filter((name) => name.startsWith(`${table}/`)).sort();
}

/** Every way in which one figure follows from others. */
function sumsOf(figures: ReadonlyMap<string, Figure>): readonly Sum[] {
  const outcomesOnly = outcomeColumns.filter((outcome) => outcome !== 'all');
  const whole = 'outcomes/all/all';
  const delivered = 'outcomes/all/deliver';
  return [
    ...[...directions, 'all'].map((direction) => ({
      whole: `outcomes/${direction}/all`,
      parts: outcomesOnly.map((outcome) => `outcomes/${direction}/${outcome}`),
    })),
    ...outcomeColumns.map((outcome) => ({
      whole: `outcomes/all/${outcome}`,
      parts: directions.map((direction) => `outcomes/${direction}/${outcome}`),
    })),
    { whole, parts: [delivered, ...namesUnder('months', figures)] },
    { whole, parts: [delivered, ...namesUnder('reasons', figures)] },
    { whole: 'outcomes/outbound/all', parts: namesUnder('destinations', figures) },
  ];
}

/** What people asked for and reported, with when. */
const asked = [
  ['exception', 'askedAt'],
  ['appeal', 'at'],
  ['sender-block', 'askedAt'],
  ['unwanted-report', 'at'],
  ['access', 'askedAt'],
  ['incident', 'openedAt'],
] as const;

async function requestsIn({ since, until }: Quarter, ledger: Ledger): Promise<ReadonlyMap<string, Figure>> {
  const found = new Map<string, Figure>();
  for (const [kind, time] of asked) {
    let count = 0;
    for await (const { value } of list<Readonly<Record<string, unknown>>>(ledger, kind)) {
      const at = Number(value[time]);
      if (at >= since && at < until) count++;
    }
    found.set(`requests/${kind}`, { count, people: count });
  }
  return found;
}
