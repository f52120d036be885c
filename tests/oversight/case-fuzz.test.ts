// Ten thousand random sequences of case actions: none reaches content without authorisation, case and approval.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessPurposes } from '../../core/oversight/cases/access.ts';
import { type FuzzAct, items, persons, runFuzz } from './case-fuzz.ts';

const anybody = fc.option(fc.constantFrom(...persons), { freq: 2 });
const anInvestigator = fc.constantFrom('ines', 'ines', 'ines', 'second', 'carla', 'emil', 'chief', 'olga' as const);
const anItem = fc.constantFrom('item1', 'item1', 'item1', ...items);
const anAccess = fc.nat({ max: 1 });

const anAct: fc.Arbitrary<FuzzAct> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('authorise', 'withdraw', 'end-right'),
      who: anybody,
      whom: anInvestigator,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('scope', 'conclude', 'reopen', 'close'), who: anybody }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('ask'),
      who: anybody,
      item: anItem,
      purpose: fc.constantFrom(...accessPurposes),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('approve'), who: anybody, access: anAccess, forged: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('refuse', 'revoke'), who: anybody, access: anAccess }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('read'),
      who: anybody,
      access: anAccess,
      item: anItem,
      way: fc.constantFrom('view', 'view', 'original', 'export'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), days: fc.constantFrom(1, 15, 25, 40) }) },
) as fc.Arbitrary<FuzzAct>;

/** How a proper case goes: most sequences begin with some of it, so that they come near to content. */
const proper = (purpose: (typeof accessPurposes)[number]): readonly FuzzAct[] => [
  { do: 'scope', who: null },
  { do: 'authorise', who: null, whom: 'ines' },
  { do: 'ask', who: null, item: 'item1', purpose },
  { do: 'approve', who: null, access: 0, forged: false },
];

const aSequence = fc
  .record({
    honest: fc.constantFrom(4, 4, 4, 3, 2, 0),
    left: fc.constantFrom(9, 9, 9, 9, 0, 1, 2, 3),
    purpose: fc.constantFrom(...accessPurposes),
    acts: fc.array(anAct, { minLength: 4, maxLength: 14, size: 'max' }),
    byLaw: fc.boolean(),
    lax: fc.boolean(),
  })
  .map(({ honest, left, purpose, acts, byLaw, lax }) => {
    const begun = proper(purpose)
      .slice(0, honest)
      .filter((_, step) => step !== left);
    const way = purpose === 'read' ? 'view' : purpose;
    const look: FuzzAct = { do: 'read', who: null, access: 0, item: 'item1', way };
    // A look now and then by who asked: it tells at once what an act opened or closed.
    return { acts: [...begun, look, ...acts.slice(0, 2), look, ...acts.slice(2), look], byLaw, lax };
  });

describe('random sequences of case actions', () => {
  it.each([1, 2, 3, 4, 5])(
    'R-401 R-402 R-405 never reach content without authorisation, case and approval (%s of 5, 2,000 each)',
    async (part) => {
      let shown = 0;
      const property = fc.asyncProperty(aSequence, async (sequence) => {
        const run = await runFuzz(sequence);
        shown += run.shown;
        expect(run.wrong).toBeNull();
      });
      await fc.assert(property, { numRuns: 2_000, seed: part });
      // Else it would prove nothing.
      expect(shown).toBeGreaterThan(100);
    },
    60_000,
  );
});
