// Pages on which Corporate Security works beside the queue, asked for as a browser asks, without one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident } from '../../core/oversight/incidents/incident.ts';
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
    expect(list).toContain('emil@agency.example');
    expect(list).toContain('href="/held?class=blocked&amp;party=emil%40agency.example"');
    expect(list).not.toContain('figures');
    expect(await page('carla', '/repeat-offenders?format=csv')).toMatch(/emil@agency\.example,\d/);
  });
});
