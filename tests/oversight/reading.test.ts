// Who may read what was kept: right, case, approval, ledger and key process must all agree.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endOf } from '../../core/oversight/calendar.ts';
import { askAccess } from '../../core/oversight/cases/ask-access.ts';
import { approveAccess, revokeAccess } from '../../core/oversight/cases/decide-access.ts';
import { moveCase, referSuspicion } from '../../core/oversight/cases/move-case.ts';
import { readItem } from '../../core/oversight/cases/read-item.ts';
import { endRight, giveRight } from '../../core/oversight/people/rights.ts';
import { Refused } from '../../core/ports.ts';
import { oversightOnAws } from '../harness/aws/oversight-on-aws.ts';
import {
  caseFor,
  day,
  type OrganisationUnderTest,
  oversightUnderTest,
  type Somebody,
  start,
  zone,
} from '../harness/oversight-under-test.ts';

const why = 'the subject and time match what the manager reported';
const secret = 'Subject: payroll\r\n\r\nthe payroll of everybody\r\n';

/** DESIGN 5a is one table: every host keeps it. */
const hosts: readonly (readonly [string, () => Promise<OrganisationUnderTest>])[] = [
  ['one machine', oversightUnderTest],
  ['AWS', oversightOnAws],
];

describe.each(hosts)('reading on %s', (_host, open) => {
  let org: OrganisationUnderTest;
  beforeAll(async () => {
    org = await open();
  });
  afterAll(() => org.close());

  const ask = async (id: string, items: readonly string[], who: Somebody = 'ines') =>
    askAccess(org.room, await org.as(who), id, { items, purpose: 'read', why, until: day(35) });

  const read = async (who: Somebody, access: string, item: string, way: 'view' | 'original' = 'view') =>
    readItem(org.room, await org.as(who), { access, item, way });

  async function sealed(item: string): Promise<Uint8Array> {
    const found = await org.room.store.getSealed(item);
    if (found === null) throw new Error('nothing is sealed under this id');
    return found;
  }

  it('R-401 R-402 R-404 goes by case, authorisation, approval, and is on record', async () => {
    const item = await org.hold(secret);
    const id = await caseFor(org);
    const access = await ask(id, [item.id]);
    await expect(read('ines', access.id, item.id)).rejects.toBeInstanceOf(Refused);
    await approveAccess(org.room, await org.as('chief'), access.id, { why, proof: org.sign(access) });
    expect(Buffer.from(await read('ines', access.id, item.id)).toString()).toBe(secret);
    const events = await org.events();
    const views = events.filter(({ subject }) => subject === item.id);
    expect(views.map(({ action, actor }) => [action, actor])).toEqual([
      ['view-item-refused', 'ines'],
      ['view-item', 'ines'],
    ]);
    expect(views[1]?.detail).toMatchObject({ case: id, purpose: 'security-incident', client: '192.0.2.7' });
    expect(JSON.stringify(events)).not.toContain('payroll of everybody');
  });

  it('R-402 nobody but the asker reads, and nobody approves their own request', async () => {
    const item = await org.hold(secret);
    const id = await caseFor(org);
    const access = await ask(id, [item.id]);
    for (const who of ['ines', 'second', 'carla', 'aude', 'adam', 'mia', 'emil', 'olga'] as const)
      await expect(
        approveAccess(org.room, await org.as(who), access.id, { why, proof: org.sign(access) }),
      ).rejects.toBeInstanceOf(Refused);
    const forged = { ...org.sign(access), signature: Buffer.alloc(64).toString('base64') };
    await expect(
      approveAccess(org.room, await org.as('chief'), access.id, { why, proof: forged }),
    ).rejects.toBeInstanceOf(Refused);
    await approveAccess(org.room, await org.as('deputy'), access.id, { why, proof: org.sign(access, 'deputy') });
    for (const who of ['second', 'carla', 'chief', 'deputy', 'aude', 'adam', 'mia', 'emil', 'olga'] as const)
      await expect(read(who, access.id, item.id)).rejects.toBeInstanceOf(Refused);
    await read('ines', access.id, item.id);
  });

  it('R-412 the original needs an approval of its own', async () => {
    const item = await org.hold(secret);
    const id = await caseFor(org);
    const access = await ask(id, [item.id]);
    await approveAccess(org.room, await org.as('chief'), access.id, { why, proof: org.sign(access) });
    await expect(read('ines', access.id, item.id, 'original')).rejects.toBeInstanceOf(Refused);
  });

  it('R-605 an item of an exempt person is never asked for, and the key process would not open it', async () => {
    const item = await org.hold(secret, { exempt: true });
    const id = await caseFor(org);
    await expect(ask(id, [item.id])).rejects.toThrow('never read');
    const grant = {
      id: `${id}/x`,
      case: id,
      reader: 'ines',
      items: [item.id],
      purpose: 'read',
      until: start + 60_000,
    } as const;
    const signature = org.signGrant(grant);
    await org.room.grants.grant(grant, signature);
    await expect(org.room.grants.read(item.id, await sealed(item.id), grant.id, 'ines')).rejects.toBeInstanceOf(
      Refused,
    );
  });

  it('R-401 ends with the authorisation, the right, the access or the case, at once', async () => {
    const item = await org.hold(secret);
    const approved = async () => {
      const id = await caseFor(org);
      const access = await ask(id, [item.id]);
      await approveAccess(org.room, await org.as('chief'), access.id, { why, proof: org.sign(access) });
      await read('ines', access.id, item.id);
      return { id, access: access.id };
    };
    const one = await approved();
    await revokeAccess(org.room, await org.as('carla'), one.access, 'not needed any more');
    await expect(read('ines', one.access, item.id)).rejects.toBeInstanceOf(Refused);
    await expect(org.room.grants.read(item.id, await sealed(item.id), one.access, 'ines')).rejects.toBeInstanceOf(
      Refused,
    );

    const two = await approved();
    await moveCase(org.room, await org.as('chief'), two.id, { move: 'withdraw', person: 'ines' });
    await expect(read('ines', two.access, item.id)).rejects.toBeInstanceOf(Refused);

    const three = await approved();
    await moveCase(org.room, await org.as('carla'), three.id, {
      move: 'conclude',
      result: 'inconclusive',
      summary: 'nothing more was found in the period',
    });
    await expect(read('ines', three.access, item.id)).rejects.toBeInstanceOf(Refused);

    const four = await approved();
    await endRight(org.room, await org.as('adam'), {
      person: 'ines',
      role: 'investigator',
      why: 'moved to another team',
    });
    await expect(read('ines', four.access, item.id)).rejects.toBeInstanceOf(Refused);
    const right = { person: 'ines', role: 'investigator', from: day(0), until: day(200) } as const;
    await giveRight(org.room, await org.as('adam'), right);
    await read('ines', four.access, item.id);

    org.setClock(endOf(day(35), zone));
    await expect(read('ines', four.access, item.id)).rejects.toBeInstanceOf(Refused);
    org.setClock(start);
    await expect(read('ines', four.access, item.id)).rejects.toThrow('clock');
  });
});

describe('a case', () => {
  it('R-406 R-407 begins with a manager, and opens only after human resources were consulted', async () => {
    const own = await oversightUnderTest();
    const grounds = 'the same report left for a private account three times';
    const id = await referSuspicion(own.room, await own.as('mia'), { about: 'emil', grounds });
    await expect(referSuspicion(own.room, await own.as('mia'), { about: 'eva', grounds })).rejects.toThrow('no right');
    const told = { yes: false, why: 'evidence could be destroyed before it is secured' };
    const open = { move: 'open', purpose: 'suspected-misuse', grounds, told } as const;
    await expect(moveCase(own.room, await own.as('carla'), id, open)).rejects.toThrow('human resources');
    await moveCase(own.room, await own.as('carla'), id, { move: 'consult', whom: 'H. Roy, labour relations' });
    await expect(moveCase(own.room, await own.as('mia'), id, open)).rejects.toThrow('no right');
    expect((await moveCase(own.room, await own.as('carla'), id, open)).state).toBe('open');
    await expect(moveCase(own.room, await own.as('carla'), id, open)).rejects.toThrow('is open');
    const summary = 'three mails with the report were found';
    await moveCase(own.room, await own.as('carla'), id, { move: 'conclude', result: 'founded', summary });
    await expect(moveCase(own.room, await own.as('carla'), id, { move: 'close' })).rejects.toThrow('director');
    await moveCase(own.room, await own.as('carla'), id, { move: 'inform-director' });
    await moveCase(own.room, await own.as('carla'), id, { move: 'refer-on', to: 'labour-relations' });
    expect((await moveCase(own.room, await own.as('carla'), id, { move: 'close' })).state).toBe('closed');
    await own.close();
  });
});

describe('rights', () => {
  it('R-409 duties that must be apart are refused together', async () => {
    const own = await oversightUnderTest();
    const adam = await own.as('adam');
    const give = (person: string, role: 'administrator' | 'investigator' | 'auditor' | 'chief-security-officer') =>
      giveRight(own.room, adam, { person, role, from: day(0), until: day(50) });
    await expect(give('ines', 'administrator')).rejects.toThrow('together with investigator');
    await expect(give('ines', 'chief-security-officer')).rejects.toThrow('together');
    await expect(give('deputy', 'investigator')).rejects.toThrow('together');
    await expect(give('mia', 'investigator')).rejects.toThrow('together with manager');
    await expect(give('adam', 'auditor')).rejects.toThrow('no right');
    const both = await Promise.allSettled([give('eva', 'auditor'), give('eva', 'investigator')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await own.close();
  });
});
