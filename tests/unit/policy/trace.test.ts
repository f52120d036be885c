// postern policy trace: everything that is built is proved, and what is not is said.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pageFile, traceRepository } from '../../../cli/policy/trace.ts';
import { tracePage } from '../../../cli/policy/trace-page.ts';
import { readPolicy } from '../../../core/rulebook/read-policy.ts';
import type { Requirement } from '../../../core/rulebook/shapes/requirements-file.ts';
import { type TraceInput, traceOf } from '../../../core/rulebook/trace.ts';
import { smallPolicy } from '../rulebook/small-policy.ts';

const { policy } = readPolicy(smallPolicy, () => true);

const promised: Requirement = {
  id: 'R-301',
  promise: 'words are found',
  sources: ['BOOK/Chapter/2'],
  controls: ['a-file.ts'],
  built: true,
};

function problems(over: Partial<TraceInput>, requirement: Partial<Requirement> = {}): readonly string[] {
  return traceOf({
    policy,
    sources: { documents: [] },
    requirements: [{ ...promised, ...requirement }],
    tests: [{ file: 'tests/a.test.ts', name: 'R-301 finds words', requirements: ['R-301'] }],
    results: null,
    has: (path) => path === 'a-file.ts',
    ...over,
  }).problems;
}

describe('a trace', () => {
  it('R-705 R-706 finds every promise of this repository proved, and its page is the committed one', () => {
    const traced = traceRepository();
    expect(traced.problems).toEqual([]);
    expect(readFileSync(pageFile, 'utf8')).toBe(tracePage(traced));
  });

  it('has nothing to say of a promise that is asked for, kept and tested', () => {
    expect(problems({})).toEqual([]);
  });

  it('names a clause that no document has', () => {
    expect(problems({}, { sources: ['BOOK/Chapter/9'] })).toEqual([
      'R-301: "BOOK/Chapter/9" is no clause of sources.yaml — correct it',
    ]);
  });

  it('names a promise without a test, without a control, or with one that is gone', () => {
    expect(problems({ tests: [] })).toEqual(['R-301: no test is named after it']);
    expect(problems({}, { controls: ['gone.ts'] })).toEqual(['R-301: there is no gone.ts — correct its controls']);
    expect(problems({ tests: [] }, { built: false })).toEqual([]);
  });

  it('names a rule that no pack asks for, and one whose promise nobody made', () => {
    expect(problems({ policy: { ...policy, packs: new Map() } })).toContain(
      'test/word: no clause of a shipped pack asks for it — name it in one, or remove it',
    );
    expect(problems({}, { id: 'R-302' })).toContain(
      'test/word: R-301 is no requirement — correct it, or add it to requirements.yaml',
    );
  });

  it('names a clause of a document that nothing answers to, unless it is said why', () => {
    const heading = { name: 'Chapter', clauses: 3 };
    const sources = (beyond?: string) => ({
      documents: [
        { name: 'BOOK', title: 'A book', sha256: '', headings: [{ ...heading, ...(beyond ? { beyond } : {}) }] },
      ],
    });
    expect(problems({ sources: sources() })).toEqual([
      'BOOK/Chapter/1: nothing answers to it — name it, or say in sources.yaml why it is beyond',
      'BOOK/Chapter/3: nothing answers to it — name it, or say in sources.yaml why it is beyond',
    ]);
    expect(problems({ sources: sources('about paper') })).toEqual([]);
  });

  it('with the results of a run, names a promise whose tests failed or did not run', () => {
    expect(problems({ results: new Map([['R-301', ['passed', 'failed']]]) })).toEqual([
      'R-301: its tests failed in the last run',
    ]);
    expect(problems({ results: new Map() })).toEqual(['R-301: its tests did not run in the last run']);
    expect(problems({ results: new Map([['R-301', ['passed', 'skipped']]]) })).toEqual([]);
  });
});
