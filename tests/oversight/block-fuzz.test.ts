// Random acts of random people on sender blocks: mail is stopped only while somebody else approved it, judged by what happened.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAccessPolicies } from '../../adapters/local/access-policies.ts';
import type { SenderBlock } from '../../core/model/sender-block.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import { makeAuthorizer } from '../../core/oversight/access/authorizer.ts';
import type { Role } from '../../core/oversight/access/role.ts';
import { create, type Oversight } from '../../core/oversight/act.ts';
import { askBlock, withdrawBlock } from '../../core/oversight/blocks/ask-block.ts';
import { decideBlock } from '../../core/oversight/blocks/decide-block.ts';
import { openSenderBlocks } from '../../core/oversight/blocks/sender-blocks.ts';
import { addDays, dayOf } from '../../core/oversight/calendar.ts';
import { Refused } from '../../core/ports.ts';
import { termsUnderTest } from './api-under-test.ts';
import { remembering } from './case-fuzz.ts';
import { memoryLedger } from './memory-ledger.ts';

const terms = termsUnderTest();
const authorize = remembering(makeAuthorizer(readAccessPolicies('policy')));
const begin = Date.UTC(2026, 5, 1, 12);
const roles = {
  mia: 'manager',
  max: 'manager',
  carla: 'corporate-security',
  carl: 'corporate-security',
  emil: 'employee',
} as const;
const people = Object.keys(roles) as (keyof typeof roles)[];
const domains = ['one.example', 'two.example'];

type Do = 'ask' | 'withdraw' | 'approve' | 'refuse' | 'review' | 'undo' | 'wait';
interface FuzzAct {
  readonly do: Do;
  readonly who: keyof typeof roles;
  readonly domain: string;
  /** Counts back from the newest block of the domain. */
  readonly block: number;
  readonly days: number;
}

/** A block as somebody who watches would write it down. */
interface Watched {
  readonly id: string;
  readonly by: string;
  readonly domain: string;
  until: string | null;
  over: boolean;
}

const act: fc.Arbitrary<FuzzAct> = fc.record({
  do: fc.constantFrom<Do>(
    'ask',
    'ask',
    'withdraw',
    'approve',
    'approve',
    'approve',
    'refuse',
    'review',
    'undo',
    'wait',
  ),
  who: fc.constantFrom(...people, 'carla', 'carl', 'carla', 'carl'),
  domain: fc.constantFrom(...domains),
  block: fc.nat(2),
  days: fc.integer({ min: -1, max: 40 }),
});

it('R-502 R-503 many sequences stop mail exactly while an approval by somebody else holds', async () => {
  let stops = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
      stops += await run(acts);
    }),
    { seed: 502, numRuns: 150 },
  );
  expect(stops).toBeGreaterThan(50);
});

/** Resolves with how often mail was stopped. */
async function run(acts: readonly FuzzAct[]): Promise<number> {
  let now = begin;
  let ids = 0;
  const { ledger } = memoryLedger([]);
  await ledger.commit(
    people.map((id) => create('person', id, { id, name: id, addresses: [`${id}@agency.example`], manager: null })),
  );
  const oversight: Oversight = { ledger, authorize, clock: () => now, newId: () => `n${++ids}`, zone: 'UTC' };
  const inForce = openSenderBlocks(ledger, () => now, terms.organisation);
  const watched: Watched[] = [];
  let stops = 0;
  for (const step of acts) {
    if (step.do === 'wait') now += Math.max(0, step.days) * 86_400_000;
    else await attempt(step, watched, oversight, dayOf(now, 'UTC'));
    const blocked = await inForce.inForce();
    for (const domain of domains) {
      const stopped = blocked({ mailFrom: `x@${domain}`, from: [] })('emil@agency.example').length > 0;
      const today = dayOf(now, 'UTC');
      const holds = watched.some(
        (one) => one.domain === domain && !one.over && one.until !== null && today <= one.until,
      );
      if (stopped !== holds)
        throw new Error(`mail of ${domain} is ${stopped ? '' : 'not '}stopped after ${JSON.stringify(step)}`);
      if (stopped) stops++;
    }
  }
  return stops;
}

async function attempt(step: FuzzAct, watched: Watched[], oversight: Oversight, today: string): Promise<void> {
  const held: Role = roles[step.who];
  const actor: Actor = { person: step.who, roles: ['employee', held], deputy: false, client: 'fuzz' };
  const one = watched.filter(({ domain }) => domain === step.domain).at(-1 - step.block);
  const until = addDays(today, step.days);
  const why = 'three offers a day since spring';
  try {
    if (step.do === 'ask') {
      const target = { kind: 'domain', domain: step.domain } as const;
      const block: SenderBlock = await askBlock(
        oversight,
        actor,
        { target, scope: 'organisation', why, report: null },
        terms,
      );
      watched.push({ id: block.id, by: step.who, domain: step.domain, until: null, over: false });
      expect(held).not.toBe('employee');
    } else if (one === undefined || step.do === 'wait') {
      return;
    } else if (step.do === 'withdraw') {
      await withdrawBlock(oversight, actor, one.id);
      expect(one.by).toBe(step.who);
      one.over = true;
    } else {
      const said = { why: 'agreed' };
      const decision =
        step.do === 'approve' || step.do === 'review' ? { do: step.do, until, ...said } : { do: step.do, ...said };
      await decideBlock(oversight, actor, one.id, decision, terms);
      expect([held, one.by === step.who, one.over]).toEqual(['corporate-security', false, false]);
      if (step.do === 'approve' || step.do === 'review') one.until = until;
      else one.over = true;
    }
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
  }
}
