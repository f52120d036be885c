// Every page in a real browser: accessible, usable on a small screen and without a script, and the same in both languages.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../console/text/en.ts';
import { fr } from '../../console/text/fr.ts';
import { viewerMails } from '../corpus/make/viewer-mails.ts';
import { whyNoBrowser } from './browser.ts';
import { lookedAt } from './hostile-mail.ts';
import { type PagesUnderTest, pagesUnderTest } from './pages-under-test.ts';
import { makeScene, type Scene, type ShownPage, shownPages } from './scene.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.1, levels A and AA. */
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** In a world of its own: the page's policy lets nothing else run in it. */
async function violations(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const world = { frameId: frameTree.frame.id, worldName: 'axe' };
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', world);
  await session.send('Runtime.evaluate', { contextId, expression: axe });
  const expression = `axe.run(document, ${JSON.stringify(rules)}).then((found) => JSON.stringify(found.violations))`;
  const answer = await session.send('Runtime.evaluate', { contextId, expression, awaitPromise: true });
  const found = JSON.parse(String(answer.result.value)) as readonly Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe.skipIf(whyNoBrowser !== null)('every page', { timeout: 120_000 }, () => {
  let web: PagesUnderTest;
  let scene: Scene;
  beforeAll(async () => {
    web = await pagesUnderTest();
    scene = await makeScene(web);
  }, 120_000);
  afterAll(() => web.close());

  /** One window a person: windows cost more than pages. */
  const windows = new Map<string, Promise<Page>>();
  const windowOf = (person: ShownPage['person']) => {
    const known = windows.get(`${person}`) ?? web.page(person, 'en');
    windows.set(`${person}`, known);
    return known;
  };
  /** Everything that is drawn is drawn on one of these: colours are looked at in the dark there. */
  const inTheDark = ['my-message', 'held-message', 'access', 'viewer', 'my-blocks'];

  for (const { name, person, path } of shownPages)
    it(`R-608 ${name}: meets WCAG 2.1 AA, fits 320 pixels, and loads nothing from elsewhere`, async () => {
      const page = await windowOf(person);
      const answer = await page.goto(path(scene));
      expect(answer?.status()).toBe(name === 'no-such-page' ? 404 : 200);
      expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      if (inTheDark.includes(name)) {
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await violations(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'light' });
      }
      await page.setViewportSize({ width: 1000, height: 800 });
      expect(web.strays).toEqual([]);
      expect(web.troubles).toEqual([]);
    });

  it('R-412 hostile mail is shown in the viewer without anything of it running, loading or leading away', async () => {
    expect(viewerMails.size).toBeGreaterThanOrEqual(60);
    const mails = [...viewerMails].map(([file, raw]) => ({ file, raw }));
    for await (const looked of lookedAt(web, mails))
      expect(looked).toEqual({ file: looked.file, shown: true, problems: [] });
    expect(web.strays).toEqual([]);
    expect(web.troubles).toEqual([]);
  }, 300_000);

  it('R-601 says the same in French, in the language of the page', async () => {
    for (const { name, person, path } of shownPages) {
      const answer = await web.fetch(person, path(scene), { headers: { cookie: `language=fr; as=${person ?? ''}` } });
      const text = await answer.text();
      expect(text).toContain('<html lang="fr">');
      expect([name, /Français/.test(text)]).toEqual([name, false]);
    }
  });

  it('works by keyboard alone: the first key leads to the content', async () => {
    const page = await web.page('carla');
    await page.goto('/held');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true);
    await page.context().close();
  });

  it('is readable and does its work without a script', async () => {
    const page = await web.page('emil', 'en', { javaScriptEnabled: false });
    await page.goto('/me/requests');
    const form = page.locator('form:has(> input[value="ask-exception"])');
    await form.locator('[name=recipient]').fill('other@gmail.com');
    await form.locator('[name=why]').fill('the client has no other address');
    await form.locator('button').click();
    await page.locator('.told').waitFor();
    expect(await page.locator('tbody').first().innerText()).toContain('other@gmail.com');
    await page.context().close();
  });
});

describe('the texts', () => {
  it('R-601 exist in both languages, none of them empty, none left in the other', () => {
    const [english, french] = [leaves(en), leaves(fr)];
    expect([...french.keys()]).toEqual([...english.keys()]);
    const same = [...english].filter(([key, text]) => text === french.get(key)).map(([key]) => key);
    // Words that both languages share.
    expect(same.filter((key) => !alike.test(key))).toEqual([]);
  });
});

const alike = /\.(?:title|exceptions|type|clause|original|notes|items|count|relation|nothing|body)$/;

/** What a text says, by its path; of one that varies, for some values. */
function leaves(of: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(of).flatMap(([name, value]) => {
      const here = path === '' ? name : `${path}.${name}`;
      if (typeof value === 'object') return [...leaves(value, here)];
      return [[here, typeof value === 'function' ? String(value(2, 3, 4)) : String(value)] as const];
    }),
  );
}
