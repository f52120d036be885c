// The figures that detectors are judged by must themselves be right.
import { describe, expect, it } from 'vitest';
import { Confusion, Shares, Tally } from '../../../tools/evaluate/figures.ts';
import { parseTsv } from '../../../tools/evaluate/labels.ts';
import { asTable, figureOf } from '../../../tools/evaluate/tables.ts';

describe('figures', () => {
  it('weighs what was found against what was there', () => {
    const confusion = new Confusion();
    for (const [expected, found] of [
      [true, true],
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const)
      confusion.add(expected, found);
    expect(confusion.precision).toBeCloseTo(2 / 3);
    expect(confusion.recall).toBeCloseTo(2 / 3);
    expect(confusion.f1).toBeCloseTo(2 / 3);
  });

  it('scores nothing found among nothing as right, and nothing found among something as zero', () => {
    const silent = new Confusion();
    expect([silent.precision, silent.recall]).toEqual([1, 1]);
    silent.add(true, false);
    expect([silent.recall, silent.f1]).toEqual([0, 0]);
  });

  it('counts shares by group and things by frequency', () => {
    const shares = new Shares();
    shares.add('pdf', true);
    shares.add('doc', false);
    shares.add('pdf', false);
    expect(shares.rows((group) => group)).toEqual([
      { measure: 'doc', count: 0, of: 1 },
      { measure: 'pdf', count: 1, of: 2 },
    ]);
    const tally = new Tally();
    for (const thing of ['a', 'b', 'b']) tally.add(thing);
    expect(tally.rows((thing) => thing, 10, 1)).toEqual([{ measure: 'b', count: 2, of: 10 }]);
  });

  it('shows small shares with enough digits to compare them with a bar of 0.1 %', () => {
    expect(figureOf({ measure: 'held', count: 2, of: 2500 })).toBe('2 of 2500 (0.08 %)');
    expect(figureOf({ measure: 'held', count: 0, of: 0 })).toBe('none to score');
    expect(figureOf({ measure: 'F1', count: 2 / 3 })).toBe('0.667');
  });

  it('makes a table that markdown reads', () => {
    const rows = [{ measure: 'a|b', count: 1, of: 2, bar: 'all' }];
    expect(asTable('set', { rows, misses: [] }).split('\n')).toContain('| a\\|b | 1 of 2 (50.0 %) | all |');
  });

  it('reads labels by their headings', () => {
    expect(parseTsv('file\tlevel\na.eml\t"a ""b"" c"\r\nb.eml\n')).toEqual([
      { file: 'a.eml', level: 'a "b" c' },
      { file: 'b.eml', level: '' },
    ]);
  });
});
