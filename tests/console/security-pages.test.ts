// Pages on which Corporate Security works beside the queue, asked for as a browser asks, without one.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident } from '../../core/oversight/incidents/incident.ts';
import type { WrongFinding } from '../../core/oversight/wrong-findings.ts';
import { day } from '../harness/oversight-under-test.ts';
import { type PagesUnderTest, pagesUnderTest } from './pages-under-test.ts';
import { makeScene, type Scene } from './scene.ts';

let web: PagesUnderTest;
let scene: Scene;
beforeAll(async () => {
  web = await pagesUnderTest();
  scene = await makeScene(web);
}, 120_000);
afterAll(() => web.close());

type Person = Parameters<PagesUnderTest['fetch']>[0];
const page = async (person: Person, path: string) => (await web.fetch(person, path)).text();
const send = (person: Exclude<Person, null>, path: string, fields: Readonly<Record<string, string>>) =>
  web.fetch(person, path, { method: 'POST', body: new URLSearchParams({ ...fields, token: `token-of-${person}` }) });

describe('R-606 R-607 incidents and breaches', () => {
  it('stand in the list with their deadline, those that are closed only when asked for', async () => {
    const list = await page('carla', '/incidents');
    expect(list).toContain(`/incidents/${scene.incident}`);
    expect(list).toContain(day(7));
    expect(await page('carla', '/incidents?state=closed')).not.toContain(scene.incident);
    const csv = await page('carla', '/incidents?format=csv&kind=privacy-breach');
    expect(csv.trim().split('\r\n')).toHaveLength(2);
    expect(csv).toContain(scene.incident);
  });

  it('are closed once each notification was recorded as sent, and say who did what', async () => {
    const path = `/incidents/${scene.incident}`;
    const early = await send('carla', path, { form: 'close', why: 'everything is done' });
    expect(early.status).toBe(409);
    expect(await early.text()).toContain('Send the notifications that are due first');
    for (const to of ['privacy-commissioner', 'treasury-board', 'people-concerned'])
      expect((await send('carla', path, { form: 'notified', which: to, to, why: 'by letter' })).status).toBe(303);
    expect((await send('carla', path, { form: 'close', why: 'everything is done' })).status).toBe(303);
    const closed = await page('carla', path);
    expect(closed).toContain('everything is done');
    expect(closed).not.toContain('<form method="post"');
  });

  it('are assessed in the form, which says what is wrong in it and keeps what was typed', async () => {
    const carla = await web.ask('carla');
    const what = { kind: 'malware', severity: 'low', about: 'a laptop', summary: 'a scanner found an old trojan' };
    const { id } = await carla<Incident>('POST /incidents', {}, what);
    const harm = { form: 'assess', discovered: day(0), information: 'names', sensitivity: 'low', likelihood: 'low' };
    const wrong = await send('carla', `/incidents/${id}`, { ...harm, people: 'some', material: 'suggested' });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toMatch(/value="some"/);
    const right = { ...harm, people: '', material: 'yes', why: 'they are witnesses of a court case' };
    expect((await send('carla', `/incidents/${id}`, right)).status).toBe(303);
    expect(await carla('GET /incidents/:incident', { incident: id })).toMatchObject({
      breach: { material: true, people: null },
    });
  });

  it('have drafts to take along in both languages', async () => {
    const path = `/incidents/${scene.incident}/drafts/treasury-board`;
    expect(await page('carla', path)).toContain('Secrétariat du Conseil du Trésor');
    const file = await send('carla', path, { form: 'download', language: 'fr' });
    expect(file.headers.get('content-disposition')).toContain('treasury-board-fr.txt');
    expect(await file.text()).toContain('home addresses');
  });

  it('are reported by anybody, and seen by security alone', async () => {
    const summary = 'a letter asked me for my password';
    expect((await send('emil', '/me/requests', { form: 'incident', summary })).status).toBe(303);
    expect(await page('chief', '/incidents?kind=reported')).toContain('emil');
    for (const path of ['/incidents', `/incidents/${scene.incident}`, '/repeat-offenders'])
      expect((await web.fetch('emil', path)).status).toBe(403);
  });
});

describe('R-602 repeat offenders', () => {
  it('stand with what was blocked and why, without what they wrote', async () => {
    const list = await page('carla', '/repeat-offenders');
    expect(list).toContain('href="/held?class=blocked&amp;party=emil%40agency.example"');
    expect(list).not.toContain('figures');
    expect(await page('carla', '/repeat-offenders?format=csv')).toMatch(/emil@agency\.example,\d/);
  });
});

describe('findings that are said to be wrong', () => {
  const rule = 'markings/protective-marking';

  it('R-608 are reported beside one’s own mail, once, and by the investigator who reads it', async () => {
    const again = { form: 'wrong', kind: 'marking', why: 'it is the name of a form' };
    const twice = await send('emil', `/me/held/${scene.item}`, again);
    expect(await twice.text()).toContain('You reported this finding already');
    expect(await page('emil', '/me/requests')).toContain('the words are the name of a form');
    const inViewer = { form: 'wrong', rule, why: 'the heading quotes a form' };
    expect((await send('ines', `${scene.approved}/items/${scene.item}`, inViewer)).status).toBe(303);
    const unread = await send('ines', `${scene.waiting}/items/${scene.item}`, inViewer);
    expect(unread.status).toBe(403);
  });

  it('are counted for each rule and decided by security, never by who reported them', async () => {
    const csv = (await page('carla', '/wrong-findings?format=csv')).split('\r\n');
    expect(csv[1]).toMatch(`${rule},2,2,0,0,`);
    const reports = await (await web.ask('carla'))<readonly WrongFinding[]>('GET /wrong-findings');
    const [mine, theirs] = ['ines', 'emil'].map((person) => reports.find(({ by }) => by === person)?.id ?? '');
    const decide = (form: string, report = '') =>
      send('carla', '/wrong-findings/reports', { form, which: report, report, why: 'a form of that name exists' });
    expect((await decide('confirm', mine)).status).toBe(303);
    expect((await decide('refuse', theirs)).status).toBe(303);
    expect((await decide('refuse', theirs)).status).toBe(409);
    expect(await page('carla', '/wrong-findings?format=csv')).toContain(`${rule},2,0,1,1,`);
    expect(await page('emil', '/me/requests')).toContain('a form of that name exists');
    for (const person of ['emil', 'aude'] as const)
      expect((await web.fetch(person, '/wrong-findings')).status).toBe(403);
  });
});

describe('a held message', () => {
  it('shows who asked, decided and read what about it, and why', async () => {
    const history = await page('carla', `/held/${scene.item}?format=csv`);
    for (const [who, what] of [
      ['emil', 'Exception asked for'],
      ['emil', 'Appeal lodged'],
      ['ines', 'Access asked for'],
      ['chief', 'Access approved'],
      ['emil', 'Finding reported as wrong'],
    ])
      expect(history).toContain(`,${who},${what},`);
    await page('ines', `${scene.approved}/items/${scene.item}`);
    expect(await page('carla', `/held/${scene.item}?format=csv`)).toContain(',ines,Read,the subject and time match');
  });
});

describe('a long list', () => {
  const ids = (text: string) => [...text.matchAll(/>(zoe\d+)</g)].map(([, id]) => id);

  it('is shown a page at a time, each row once, with what it was narrowed by; as a file it is whole', async () => {
    const rows = Array.from({ length: 120 }, (_, n) => `zoe${n},Zoe ${n},zoe${n}@agency.example`);
    await (await web.ask('adam'))('POST /people/import', {}, { csv: ['id,name,email', ...rows].join('\n') });
    const seen: (string | undefined)[] = [];
    let path: string | undefined = '/people?find=zoe';
    while (path !== undefined) {
      const shown: string = await page('adam', path);
      expect(ids(shown).length).toBeLessThanOrEqual(50);
      seen.push(...ids(shown));
      path = /<a href="([^"]*)" rel="next"/.exec(shown)?.[1]?.replaceAll('&amp;', '&');
    }
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
    const last = await page('adam', '/people?find=zoe&after=zoe97');
    expect(last).toContain('href="/people?find=zoe"');
    expect((await page('adam', '/people?find=zoe&format=csv')).trim().split('\r\n')).toHaveLength(121);
  });
});

describe('R-404 the trail', () => {
  it('is verified by the auditor in the console, who sees when and by whom it was done last', async () => {
    expect((await send('aude', '/audit', { form: 'verify' })).status).toBe(303);
    expect(await page('aude', '/audit')).toMatch(/>Whole<.*Signed checkpoints/s);
    const [done] = (await web.org.events()).filter(({ action }) => action === 'verify-audit').slice(-1);
    expect(done).toMatchObject({ actor: 'aude', detail: { whole: true } });
    expect((await send('carla', '/audit', { form: 'verify' })).status).toBe(403);
  });

  it('that was changed is said to be broken, and where', async () => {
    const database = new DatabaseSync(join(web.org.folder, 'postern.db'));
    const guards = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
      .all();
    for (const { name } of guards) database.exec(`DROP TRIGGER ${name}`);
    database.exec("UPDATE audit SET actor = 'nobody' WHERE number = 3");
    database.close();
    await send('aude', '/audit', { form: 'verify' });
    const shown = await page('aude', '/audit');
    expect(shown).toMatch(/Not whole.*event 3 of chain main was changed/s);
  });
});
