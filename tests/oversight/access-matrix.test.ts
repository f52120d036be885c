// Every role on every route of the API: what the access policies say is what HTTP answers, allow and deny.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccessPolicies } from '../../adapters/local/access-policies.ts';
import { actionNames, actions } from '../../core/oversight/access/action.ts';
import { makeAuthorizer } from '../../core/oversight/access/authorizer.ts';
import { accessPage, accessTable, type Holder, pageFile } from '../../tools/access-table.ts';
import { type OversightUnderTest, oversightUnderTest, type Somebody } from '../harness/oversight-under-test.ts';
import { type ApiUnderTest, apiUnderTest, routesUnderTest } from './api-under-test.ts';
import { marks, samples, seeded } from './route-samples.ts';

/** Who stands for each role. */
const people: Readonly<Record<Holder, Somebody>> = {
  employee: 'eva',
  manager: 'mia',
  investigator: 'ines',
  'corporate-security': 'carla',
  'chief-security-officer': 'chief',
  'access-officer': 'olga',
  auditor: 'aude',
  administrator: 'adam',
  deputy: 'deputy',
};

const table = accessTable(makeAuthorizer(readAccessPolicies('policy')));
let org: OversightUnderTest;
let api: ApiUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
  api = await apiUnderTest(org);
  await seeded(org);
});
afterAll(async () => {
  await api.close();
  await org.close();
});

const routes = routesUnderTest();

describe('the access table', () => {
  it('R-409 in the documentation is what the policies say', async () => {
    expect(await readFile(pageFile, 'utf8')).toBe(accessPage(table));
  });

  it('R-409 gives nobody everything, and some role each thing', () => {
    for (const holder of Object.keys(people) as Holder[])
      expect(actionNames.some((action) => table[action][holder].length === 0)).toBe(true);
    for (const action of actionNames)
      expect([action, Object.values(table[action]).some((allowed) => allowed.length > 0)]).toEqual([action, true]);
  });

  it('R-405 R-406 content is for investigators and access officers, never for who runs, checks, manages or decides', () => {
    for (const action of ['view-item', 'view-original', 'export-items'] as const)
      for (const holder of Object.keys(people) as Holder[])
        if (holder !== 'investigator' && holder !== 'access-officer') expect(table[action][holder]).toEqual([]);
  });
});

describe('the API', () => {
  it('has a sample request for each of its routes', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(samples).sort());
  });

  describe.each(routes)('$method $path', ({ method, path, action }) => {
    it.each(Object.entries(people))('R-409 answers %s as the policies say', async (holder, person) => {
      const allowed = table[action][holder as Holder].length > 0;
      const sample = await samples[`${method} ${path}`]?.(org, person);
      const answer = await api.call(person, method, sample?.path ?? '', sample?.body);
      expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual(
        allowed ? [200, ''] : [403, expect.stringContaining('no right')],
      );
    });

    it('R-411 answers 401 to nobody', async () => {
      const sample = await samples[`${method} ${path}`]?.(org, 'eva');
      expect((await api.call(null, method, sample?.path ?? '', sample?.body)).status).toBe(401);
    });
  });

  it('R-405 no route of one kind of monitoring answers with what belongs to another', async () => {
    const emil = await api.call('emil', 'GET', '/me/held');
    expect(emil.text).toContain('emil@agency.example');
    for (const { method, path, action } of routes.filter((route) => route.method === 'GET'))
      for (const [holder, person] of Object.entries(people)) {
        if (table[action][holder as Holder].length === 0) continue;
        const sample = await samples[`${method} ${path}`]?.(org, person);
        const { text } = await api.call(person, method, sample?.path ?? '');
        const { area } = actions[action];
        const place = `${path} for ${person}`;
        const hidden = area === 'content' ? [marks.grounds] : [marks.content, 'payroll'];
        if (area === 'operational') hidden.push(marks.grounds, marks.finding, '@', 'emil', 'case');
        if (area === 'own') hidden.push(marks.grounds, marks.finding, 'emil@agency.example');
        if (area === 'governance') hidden.push(marks.grounds, marks.finding);
        for (const mark of hidden) expect([place, mark, text.includes(mark)]).toEqual([place, mark, false]);
      }
  });
});
