// Measures how fast the queues of the console answer over a million held items: `npm run bench:console [-- ITEMS]`.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAccessPolicies } from '../adapters/local/access-policies.ts';
import { openLedger } from '../adapters/local/sqlite-ledger.ts';
import { chosenPolicy } from '../cli/chosen-policy.ts';
import { oversightApi } from '../console/api/api.ts';
import { decisionRoutes } from '../console/api/decision-routes.ts';
import { ownRoutes } from '../console/api/own-routes.ts';
import { makeAuthorizer } from '../core/oversight/access/authorizer.ts';
import { create } from '../core/oversight/act.ts';
import { previewOf } from '../core/oversight/blocks/preview.ts';
import { addDays, dayOf } from '../core/oversight/calendar.ts';
import type { ReadingRoom } from '../core/oversight/cases/read-item.ts';
import type { QueuePage } from '../core/oversight/monitoring/held-queue.ts';
import type { Person, Right } from '../core/oversight/people/person.ts';
import { quarterAt } from '../core/oversight/reports/quarter.ts';
import { quarterlyReport } from '../core/oversight/reports/quarterly-report.ts';
import { fillMessages, fillQueue, itemAt } from './bench-console/fill-queue.ts';

const items = Number(process.argv[2] ?? 1_000_000);
/** Recorded in 30 days: a preview and a report read them one by one. */
const messages = 50_000;
/** Of each kind of request. */
const usualRounds = 60;
const now = Date.now();
const today = dayOf(now, 'UTC');
const person = 'carla';

const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
try {
  await (await openLedger(folder)).close();
  process.stderr.write(`filling a ledger with ${items} held items\n`);
  fillQueue(join(folder, 'postern.db'), items, now);
  fillMessages(join(folder, 'postern.db'), messages, now);
  await measure();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const ledger = await openLedger(folder);
  try {
    await ledger.commit([
      create('person', person, somebody()),
      create('right', `${person}/corporate-security`, right()),
    ]);
    const oversight = {
      ledger,
      authorize: makeAuthorizer(readAccessPolicies('policy')),
      clock: Date.now,
      newId: randomUUID,
      zone: 'UTC',
    };
    const app = oversightApi({
      // Nothing that is asked here opens content.
      room: oversight as unknown as ReadingRoom,
      routes: [...decisionRoutes, ...ownRoutes('the board')],
      identify: () => Promise.resolve({ person }),
      version: 'bench',
      clientOf: () => '192.0.2.7',
      report: ({ cause }) => {
        throw cause;
      },
    });
    const ask = async <T>(path: string): Promise<T> => {
      const response = await app.request(path);
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return ((await response.json()) as { result: T }).result;
    };
    const middle = itemAt(Math.floor(items / 2), now);
    const after = `${middle.retainedAt}-${middle.id}`;
    const last = itemAt(items - 50, now);
    const paths = {
      'newest that wait': '/held?class=held&state=kept',
      'from the middle on': `/held?class=held&state=kept&after=${after}`,
      'the end': `/held?state=kept&after=${last.retainedAt}-${last.id}`,
      'released ones': '/held?class=held&state=released',
      'by reason': '/held?reason=default/sender-block',
      'by reason, from the middle': `/held?reason=default/sender-block&after=${after}`,
      'of one party': `/held?party=${middle.envelope.mailFrom}`,
      'counts by reason': '/held-reasons',
      'one item': `/held/${middle.id}`,
      'one’s own': '/me/held',
    };
    for (const [name, path] of Object.entries(paths)) await time(name, () => ask(path));
    await walk(ask);
    const { pack } = chosenPolicy();
    const target = { kind: 'domain', domain: 'sender1.example' } as const;
    await time('preview of a block', () => previewOf(target, null, { ledger, now }), 2);
    const actor = { person, roles: ['corporate-security'], deputy: false, client: 'bench' } as const;
    await time('report of the quarter', () => quarterlyReport(oversight, actor, quarterAt(now, 'UTC'), { pack }), 2);
  } finally {
    await ledger.close();
  }
}

async function time(name: string, work: () => Promise<unknown>, rounds = usualRounds): Promise<void> {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const at = (part: number) => (times[Math.floor(part * (rounds - 1))] ?? 0).toFixed(1).padStart(7);
  const processor = ((user + system) / 1000 / rounds).toFixed(1).padStart(7);
  process.stdout.write(`${name.padEnd(28)} median ${at(0.5)} ms  95th ${at(0.95)} ms  processor ${processor} ms\n`);
}

/** Page after page, as somebody who works through the queue. */
async function walk(ask: <T>(path: string) => Promise<T>): Promise<void> {
  let after = '';
  await time('page after page', async () => {
    const { next } = await ask<QueuePage>(`/held?class=held&state=kept${after}`);
    after = next === null ? '' : `&after=${next}`;
  });
}

function somebody(): Person {
  return {
    id: person,
    name: 'Carla Roy',
    addresses: ['person1@agency.example'],
    language: 'en',
    manager: null,
    isManager: false,
    status: 'active',
    leaveSince: null,
  };
}

function right(): Right {
  const period = { from: addDays(today, -1), until: addDays(today, 30) };
  return { person, role: 'corporate-security', ...period, givenBy: 'bench', givenAt: now, lastUsed: now, ended: null };
}
