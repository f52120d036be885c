// The quarterly report: right figures, and none from which somebody could be singled out.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageRecord } from '../../core/model/ledger.ts';
import { quarterAt, quarterNamed } from '../../core/oversight/reports/quarter.ts';
import { quarterlyReport } from '../../core/oversight/reports/quarterly-report.ts';
import { reportPage, reportText } from '../../core/oversight/reports/report-page.ts';
import { reportPdf } from '../../core/oversight/reports/report-pdf.ts';
import { reportInWords } from '../../core/oversight/reports/report-sections.ts';
import { determined, type Figure, fewest, type Sum, suppressed } from '../../core/oversight/reports/suppress.ts';
import { type OversightUnderTest, oversightUnderTest, zone } from '../harness/oversight-under-test.ts';
import { termsUnderTest } from './api-under-test.ts';

const terms = termsUnderTest();
let org: OversightUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
});
afterAll(() => org.close());

describe('a quarter', () => {
  it('is whole days of the organisation’s zone', () => {
    const quarter = quarterNamed('2026q4', 'America/Toronto');
    expect(quarter).toMatchObject({ name: '2026Q4', first: '2026-10-01', last: '2026-12-31' });
    expect(new Date(quarter?.since ?? 0).toISOString()).toBe('2026-10-01T04:00:00.000Z');
    expect(new Date(quarter?.until ?? 0).toISOString()).toBe('2027-01-01T05:00:00.000Z');
    expect(quarterAt(Date.UTC(2026, 6, 1, 2), 'America/Toronto')).toBe('2026Q2');
    for (const name of ['2026Q5', '2026', 'Q1', '26Q1']) expect(quarterNamed(name, 'UTC')).toBeNull();
  });
});

/** A table of `rows` × `columns` with its sums in both directions, as of outcomes by direction. */
function tableOf(counts: readonly (readonly Figure[])[]): { figures: Map<string, Figure>; sums: Sum[] } {
  const figures = new Map<string, Figure>();
  const sums: Sum[] = [];
  const width = counts[0]?.length ?? 0;
  const total = (names: readonly string[]): Figure => {
    const parts = names.map((name) => figures.get(name) ?? { count: 0, people: 0 });
    return {
      count: parts.reduce((sum, { count }) => sum + count, 0),
      people: parts.reduce((sum, { people }) => sum + people, 0),
    };
  };
  for (const [r, row] of counts.entries()) for (const [c, figure] of row.entries()) figures.set(`${r}/${c}`, figure);
  for (let c = 0; c < width; c++) sums.push({ whole: `all/${c}`, parts: counts.map((_, r) => `${r}/${c}`) });
  for (const [r, row] of counts.entries()) sums.push({ whole: `${r}/all`, parts: row.map((_, c) => `${r}/${c}`) });
  for (const { whole, parts } of sums) figures.set(whole, total(parts));
  const rows = counts.map((_, r) => `${r}/all`);
  figures.set('all/all', total(rows));
  sums.push({ whole: 'all/all', parts: rows }, { whole: 'all/all', parts: counts[0]?.map((_, c) => `all/${c}`) ?? [] });
  return { figures, sums };
}

describe('R-603 figures that are left out', () => {
  const many = (count: number): Figure => ({ count, people: count });
  it('are the small ones, and what they follow from', () => {
    const { figures, sums } = tableOf([
      [many(100), many(3)],
      [many(50), many(60)],
    ]);
    const hidden = suppressed(figures, sums);
    expect(hidden.has('0/1')).toBe(true);
    expect(hidden.size).toBeGreaterThan(1);
    expect(determined(sums, hidden)).toEqual([]);
    expect(
      suppressed(
        new Map([
          ['a', many(4)],
          ['b', many(0)],
          ['c', many(5)],
        ]),
        [],
      ),
    ).toEqual(new Set(['a']));
    expect(suppressed(new Map([['one sender of many', { count: 900, people: 1 }]]), []).size).toBe(1);
  });

  it('cannot be worked out from all the others, whatever the table', () => {
    const figure = fc.oneof(fc.nat(8), fc.nat(200)).map(many);
    const table = fc.array(fc.array(figure, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(table, (counts) => {
        const { figures, sums } = tableOf(counts);
        const hidden = suppressed(figures, sums);
        for (const [name, { count }] of figures) if (count > 0 && count < fewest) expect(hidden.has(name)).toBe(true);
        const small = determined(sums, hidden).filter((name) => (figures.get(name)?.count ?? 0) > 0);
        const shown = [...figures].filter(([name, { count }]) => count > 0 && !hidden.has(name));
        // Only where nothing at all is left to be shown can sums of nothing determine anything.
        expect(shown.length === 0 ? [] : small).toEqual([]);
        for (const { whole, parts } of sums) {
          const out = parts.filter((part) => hidden.has(part)).map((part) => figures.get(part)?.count ?? 0);
          if (!hidden.has(whole) && out.length > 0)
            expect(out.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2 * fewest);
        }
      }),
      { seed: 603, numRuns: 400 },
    );
  });
});

const quarter = quarterNamed('2026Q1', zone);
const since = quarter?.since ?? 0;
let count = 0;

function record(sender: string, over: Partial<MessageRecord> = {}): MessageRecord {
  const id = String(++count).padStart(64, '0');
  const outcome = over.outcome ?? 'deliver';
  const reasons = outcome === 'deliver' ? [] : ['default/flagged-first', 'default/classified-to-personal'];
  return {
    attempt: `${id}.1`,
    messageId: id,
    at: since + count * 60_000,
    direction: 'outbound',
    mailFrom: `${sender}@agency.example`,
    outcome,
    recipients: [{ address: 'me@gmail.com', relation: 'personal', outcome, reasons }],
    findings: [],
    classification: null,
    parts: [],
    defects: [],
    pack: { name: 'default', hash: '' },
    ...over,
  };
}

const people = Array.from({ length: 12 }, (_, i) => `sender${i}`);
const times = (n: number, over: Partial<MessageRecord> = {}) =>
  Array.from({ length: n }, (_, i) => record(people[i % people.length] ?? '', over));

describe('R-603 the report', () => {
  beforeAll(async () => {
    const marked = { scheme: 'ca-gc', level: 'PROTECTED B', rank: 2, sensitive: true, carrier: 'subject' };
    const records = [
      ...times(40),
      ...times(20, { outcome: 'block', classification: marked }),
      ...times(2, { outcome: 'hold' }),
      record('busy', { outcome: 'flag', at: since - 1 }),
      ...Array.from({ length: 30 }, () => record('busy', { outcome: 'strip' })),
    ];
    for (let i = 0; i < records.length; i += 20)
      await org.room.ledger.commit(records.slice(i, i + 20).map((one) => ({ type: 'message', record: one }) as const));
  });

  const make = async (name: string) => quarterlyReport(org.room, await org.as('carla'), name, terms);

  it('counts messages by direction, outcome, month, reason, level and destination', async () => {
    const { tables, provisional } = await make('2026Q1');
    expect(provisional).toBe(false);
    const figures = (name: string) =>
      tables.find((table) => table.name === name)?.rows.map((row) => [row.name, ...row.figures]);
    expect(figures('levels')).toEqual([['ca-gc/PROTECTED B', 20]]);
    expect(figures('reasons')?.[0]?.[0]).toBe('default/classified-to-personal');
    expect(figures('destinations')?.at(-1)).toEqual(['personal', 92]);
    const [, outgoing] = figures('outcomes') ?? [];
    // Two that were held are few; thirty of one sender point at them.
    expect(outgoing?.slice(0, 2)).toEqual(['outbound', 40]);
    expect([outgoing?.[3], outgoing?.[5]]).toEqual([null, null]);
  });

  it('stays as it was published, whatever is known later', async () => {
    const before = await make('2026Q1');
    await org.room.ledger.commit([{ type: 'message', record: record('sender1', { at: since + 5 }) }]);
    expect(await make('2026Q1')).toEqual(before);
  });

  it('of the running quarter is provisional; one to come is refused, and so is who has no right', async () => {
    expect((await make(quarterAt(org.room.clock(), zone))).provisional).toBe(true);
    await expect(make('2199Q1')).rejects.toThrow('not begun');
    await expect(make('soon')).rejects.toThrow('2026Q4');
    await expect(quarterlyReport(org.room, await org.as('emil'), '2026Q1', terms)).rejects.toThrow('no right');
  });

  it.each(['en', 'fr'] as const)('reads as page, text and PDF in %s, and names nobody', async (language) => {
    const words = reportInWords(await make('2026Q1'), language, terms, zone);
    const page = reportPage(words);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page.match(/<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+</g)?.length).toBe(6);
    expect(page).not.toMatch(/<script|src=|href=| style=/);
    const pdf = Buffer.from(reportPdf(words)).toString('latin1');
    expect(pdf).toMatch(/^%PDF-1\.4[\s\S]*startxref\n\d+\n%%EOF\n$/);
    for (const text of [page, pdf, reportText(words)]) expect(text).not.toMatch(/busy|sender\d|agency\.example|gmail/);
    expect(reportText(words)).toContain(language === 'en' ? 'left out' : 'omis');
  });
});
