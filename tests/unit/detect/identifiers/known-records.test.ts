// Rows of registered tables are recognised by their values.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryRegisters } from '../registered.ts';

const registers = temporaryRegisters();

beforeAll(() =>
  registers.table(
    [
      { name: 'id', type: 'plain', words: 2, digits: true },
      { name: 'name', type: 'name', words: 3, digits: false },
      { name: 'born', type: 'date', words: 1, digits: true },
    ],
    [[0], [2, 1]],
    [
      ['CL-100234', 'Jane Doe', '1980-03-04'],
      ['CL-100235', 'Jean-François Côté', '25/12/1975'],
      ['CL-100236', 'Wei Zhang', '2001-07-30'],
      ['', '', '2002-02-02'],
    ],
  ),
);
afterAll(() => registers.remove());

async function totalIn(body: string): Promise<unknown> {
  const [finding] = (await registers.found({ body })).filter(({ rule }) => rule === 'identifiers/known-record');
  return finding?.value?.total ?? 0;
}

describe('R-207 exact data match', () => {
  it.each([
    ['an identifier however it is separated', 'about cl 100234, please', 1],
    ['name and birth in any order and language', 'M. CÔTÉ, Jean-François est né le 25 décembre 1975.', 1],
    ['a birth written with the month first or last', 'Jane Doe (March 4, 1980) and Wei Zhang, 30/07/2001', 2],
    ['several rows of a table', 'id;name\nCL-100234;x\nCL-100235;y\nCL-100236;z\n', 3],
    ['a name alone', 'Jane Doe called', 0],
    ['name and birth of different rows', 'Jane Doe was here on 2001-07-30', 0],
    ['an identifier one digit off', 'about CL-100237', 0],
    ['a birth that stands alone in its row', 'on 2002-02-02 nobody came', 0],
  ])('finds or leaves %s', async (_, body, total) => {
    expect(await totalIn(body)).toBe(total);
  });

  it('takes values far apart for different matters', async () => {
    expect(await totalIn(`Jane Doe. ${'Something else was said. '.repeat(100)} Date: 1980-03-04`)).toBe(0);
  });

  it('tells the table and the columns, never a value', async () => {
    const [finding] = await registers.found({ body: 'Doe, Jane, 4 March 1980' });
    expect(finding?.value).toMatchObject({ table: 'clients', columns: ['born', 'name'] });
    expect(JSON.stringify(finding)).not.toMatch(/jane|doe|1980/i);
  });

  it('forgets a table that was removed', async () => {
    const others = temporaryRegisters();
    try {
      await others.table([{ name: 'id', type: 'plain', words: 1, digits: true }], [[0]], [['A12345']]);
      expect(await others.found({ body: 'see A12345' })).toHaveLength(1);
      expect(await others.records.remove('clients')).toBe(true);
      expect(await others.found({ body: 'see A12345' })).toEqual([]);
    } finally {
      others.remove();
    }
  });
});
