// What Human Resources say of people: taken over whole or not at all, and rights end with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { find, list } from '../../core/oversight/act.ts';
import { addMonths } from '../../core/oversight/calendar.ts';
import { type ImportOptions, importPeople, RowsRefused } from '../../core/oversight/people/import-people.ts';
import type { Person, Right } from '../../core/oversight/people/person.ts';
import { actorOf, giveRight } from '../../core/oversight/people/rights.ts';
import { Refused } from '../../core/ports.ts';
import { day, type OversightUnderTest, oversightUnderTest } from '../harness/oversight-under-test.ts';

const header = 'id,name,email,language,manager,unit,position,status,leave since';
let org: OversightUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
});
afterAll(() => org.close());

const importing = async (rows: readonly string[], options: Partial<ImportOptions> = {}) =>
  importPeople(org.room, await org.as('adam'), [[header, ...rows, ''].join('\r\n')], {
    partial: false,
    complete: false,
    ...options,
  });
const person = async (id: string) => (await find<Person>(org.room.ledger, 'person', id))?.value ?? null;
const rightsOf = async (id: string) => (await actorOf(org.room, id, 'test'))?.roles ?? null;

async function joinedWithRight(id: string): Promise<void> {
  await importing([`${id},${id} Test,${id}@agency.example,en,mia,Audit,Analyst,active,`]);
  const right = { person: id, role: 'investigator', from: day(0), until: day(100) } as const;
  await giveRight(org.room, await org.as('adam'), right);
  expect(await rightsOf(id)).toContain('investigator');
}

describe('people from Human Resources', () => {
  it('join, with everything that the file says, in whatever pieces it comes', async () => {
    const text = `${header}\r\nnora,"Roy, Nora ""N""",Nora@Agency.example n.roy@agency.example,fr,mia,Audit,Analyst,active,\r\n`;
    const pieces = [...text].reduce<string[]>((all, sign, at) => {
      if (at % 7 === 0) all.push('');
      all[all.length - 1] += sign;
      return all;
    }, []);
    const options = { partial: false, complete: false };
    const summary = await importPeople(org.room, await org.as('adam'), pieces, options);
    expect(summary).toMatchObject({ joined: 1, refused: [] });
    expect(await person('nora')).toMatchObject({
      name: 'Roy, Nora "N"',
      addresses: ['nora@agency.example', 'n.roy@agency.example'],
      language: 'fr',
      manager: 'mia',
      unit: 'Audit',
    });
    const again = await importPeople(org.room, await org.as('adam'), [text], options);
    expect(again).toMatchObject({ joined: 0, changed: 0, moved: 0 });
  });

  it.each([
    ['another unit', (id: string) => `${id},${id} Test,${id}@agency.example,en,mia,Finance,Analyst,active,`, true],
    ['another position', (id: string) => `${id},${id} Test,${id}@agency.example,en,mia,Audit,Clerk,active,`, true],
    ['departure', (id: string) => `${id},${id} Test,${id}@agency.example,en,mia,Audit,Analyst,left,`, false],
    [
      'leave over four months',
      (id: string) => `${id},${id} Test,${id}@agency.example,en,mia,Audit,Analyst,leave,${addMonths(day(-2), -4)}`,
      false,
    ],
  ])('R-410 rights end at once with %s, on record', async (_, row, stays) => {
    const id = `p${Math.abs(_.length * 7 + row('x').length)}`;
    await joinedWithRight(id);
    expect((await importing([row(id)])).rightsEnded).toBe(1);
    expect(await rightsOf(id)).toEqual(stays ? ['employee'] : null);
    const right = await find<Right>(org.room.ledger, 'right', `${id}/investigator`);
    expect(right?.value.ended?.by).toBe('adam');
    const [event] = (await org.events()).filter(
      ({ action, subject, detail }) => action === 'person-imported' && subject === id && 'rightsEnded' in detail,
    );
    expect(event?.detail).toMatchObject({ rightsEnded: 'investigator', client: '192.0.2.7' });
  });

  it('R-410 rights stay with a shorter leave, a new name or a new manager, and end with a return after a long leave', async () => {
    await joinedWithRight('paul');
    const row = (rest: string) => `paul,Paul Test,paul@agency.example,en,${rest}`;
    const three = addMonths(day(0), -3);
    expect((await importing([row(`carla,Audit,Analyst,leave,${three}`)])).rightsEnded).toBe(0);
    expect(await rightsOf('paul')).toContain('investigator');
    expect((await importing([row('carla,Audit,Analyst,active,')])).rightsEnded).toBe(0);
    const nextMonths = Date.now() + 70 * 24 * 3_600_000;
    await importing([row(`carla,Audit,Analyst,leave,${three}`)]);
    org.setClock(nextMonths);
    expect(await rightsOf('paul')).toBeNull();
    expect((await importing([row('carla,Audit,Analyst,active,')])).rightsEnded).toBe(1);
    expect(await rightsOf('paul')).toEqual(['employee', ...((await person('paul'))?.isManager ? ['manager'] : [])]);
  });

  it('R-409 R-410 who begins to answer for others loses a duty that is apart from that', async () => {
    await joinedWithRight('lea');
    await importing(['rene,Rene Test,rene@agency.example,en,lea,Audit,Clerk,active,']);
    expect(await rightsOf('lea')).toEqual(['employee', 'manager']);
  });

  it('R-410 who is missing from a complete file has left', async () => {
    const own = await oversightUnderTest();
    const everybody: string[] = [];
    for await (const { value } of list<Person>(own.room.ledger, 'person'))
      if (value.id !== 'second')
        everybody.push(`${value.id},${value.name},${value.addresses[0]},,${value.manager ?? ''},,,,`);
    const file = [[header, ...everybody].join('\n')];
    const kept = await importPeople(own.room, await own.as('adam'), file, { partial: false, complete: false });
    expect(kept).toMatchObject({ unnamed: 1, left: 0 });
    const done = await importPeople(own.room, await own.as('adam'), file, { partial: false, complete: true });
    expect(done).toMatchObject({ left: 1, rightsEnded: 1 });
    expect(await actorOf(own.room, 'second', 'test')).toBeNull();
    await own.close();
  });
});

describe('a bad row', () => {
  const good = 'good,Good Test,good@agency.example,en,mia,,,active,';
  it.each([
    ['a sign too many in the id', 'b@d,Bad,bad@agency.example,,,,,,', /line 3/],
    ['no address', 'bad,Bad,,,,,,,', /address/],
    ['half an address', 'bad,Bad,bad@,,,,,,', /address/],
    ['a value too few', 'bad,Bad,bad@agency.example', /as many values/],
    ['an unknown status', 'bad,Bad,bad@agency.example,,,,,gone fishing,', /status/],
    ['leave without a day', 'bad,Bad,bad@agency.example,,,,,leave,2026-02-31', /first day/],
    ['an unknown manager', 'bad,Bad,bad@agency.example,,nobody,,,,', /manager/],
    ['an address of somebody else', 'bad,Bad,emil@agency.example,,,,,,', /same address/],
  ])('is refused with its line and nothing is applied: %s', async (_, row, why) => {
    const failed = importing([good, row]);
    await expect(failed).rejects.toThrow(why);
    await expect(failed).rejects.toMatchObject({ rows: [{ line: 3 }] });
    await expect(failed).rejects.not.toThrow(/Bad|bad@/);
    expect(await person('good')).toBeNull();
  });

  it('does not keep the others out when asked to be left aside', async () => {
    const rows = [
      'x y,No Id,x@agency.example,,,,,,',
      'gail,Gail,gail@agency.example,,,,,,',
      'gail,Again,g2@agency.example,,,,,,',
    ];
    const summary = await importing(rows, { partial: true });
    expect(summary.refused.map(({ line }) => line)).toEqual([2, 4]);
    expect(summary.joined).toBe(1);
    expect(await person('gail')).toMatchObject({ name: 'Gail' });
  });

  it('takes those with it whom only it would have made known', async () => {
    const rows = [
      'boss,,boss@agency.example,,,,,,',
      'one,One,one@agency.example,,boss,,,,',
      'two,Two,two@agency.example,,one,,,,',
    ];
    const summary = await importing(rows, { partial: true });
    expect(summary.refused.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it('a file without the columns, an open quote or nothing in it is refused as a whole', async () => {
    const options = { partial: true, complete: false };
    for (const text of ['', 'id,name\nx,y\n', `${header}\nx,"y,z\n`]) {
      const failed = importPeople(org.room, await org.as('adam'), [text], options);
      await expect(failed).rejects.toBeInstanceOf(Refused);
      await expect(failed).rejects.not.toBeInstanceOf(RowsRefused);
    }
  });

  it('R-409 nobody but an administrator imports', async () => {
    for (const who of ['carla', 'chief', 'aude', 'mia', 'ines', 'olga', 'emil'] as const) {
      const failed = importPeople(org.room, await org.as(who), [header], { partial: false, complete: true });
      await expect(failed).rejects.toThrow('no right');
    }
  });
});
