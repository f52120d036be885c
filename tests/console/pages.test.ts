// Every page in a real browser: accessible, usable on a small screen and without a script, and the same in both languages.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../console/text/en.ts';
import { fr } from '../../console/text/fr.ts';
import { viewerMails } from '../corpus/make/viewer-mails.ts';
import { openAxe } from './axe.ts';
import { whyNoBrowser } from './browser.ts';
import { lookedAt } from './hostile-mail.ts';
import { type PagesUnderTest, pagesUnderTest } from './pages-under-test.ts';
import { makeScene, type Scene, type ShownPage, shownPages } from './scene.ts';

describe.skipIf(whyNoBrowser !== null)('every page', { timeout: 120_000 }, () => {
  let web: PagesUnderTest;
  let scene: Scene;
  beforeAll(async () => {
    web = await pagesUnderTest();
    scene = await makeScene(web);
  }, 120_000);
  afterAll(() => web.close());

  /** One for all: windows cost more than pages. */
  let open: Promise<Page> | null = null;
  const windowFor = async (person: ShownPage['person'], language: 'en' | 'fr') => {
    open ??= web.page(person, language);
    await web.become(await open, person, language);
    return open;
  };
  /** As wide as the smallest screens that are reckoned with (WCAG 2.1, 1.4.10). */
  const narrow = { width: 320, height: 640 };
  const wide = { width: 1000, height: 800 };
  /** With everything open that is folded away. */
  const unfoldedWidth = `for (const one of document.querySelectorAll('details')) one.open = true;
    document.documentElement.scrollWidth`;

  for (const { name, person, path } of shownPages)
    it(`R-608 R-601 ${name}: meets WCAG 2.1 AA in both languages, light and dark, fits 320 pixels, loads nothing from elsewhere`, async () => {
      const page = await windowFor(person, 'en');
      const answer = await page.goto(path(scene));
      expect(answer?.status()).toBe(name === 'no-such-page' ? 404 : 200);
      expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
      const look = await openAxe(page);
      expect(await look('everything')).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await look('colours')).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
      // French is the longer of the two.
      await windowFor(person, 'fr');
      await page.setViewportSize(narrow);
      await page.goto(path(scene));
      expect(await page.locator('html').getAttribute('lang')).toBe('fr');
      // The link to the other language names that one.
      expect(await page.locator('header').innerText()).not.toContain('Français');
      expect(await page.evaluate(unfoldedWidth)).toBe(narrow.width);
      expect(await (await openAxe(page))('all but colours')).toEqual([]);
      await page.setViewportSize(wide);
      expect(await page.evaluate(unfoldedWidth)).toBe(wide.width);
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

  it('R-601 a form that came back is as accessible, and keeps what was typed when the language changes', async () => {
    const page = await windowFor('emil', 'en');
    await page.goto('/me/requests');
    const form = page.locator('form:has(> input[value="ask-exception"])');
    await form.locator('[name=recipient]').fill('other@gmail.com');
    await form.locator('[name=why]').fill('no');
    await form.locator('button').click();
    await page.locator('.problems').waitFor();
    expect(await (await openAxe(page))('everything')).toEqual([]);
    await page.setViewportSize(narrow);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(narrow.width);
    await page.locator('header button').click();
    await page.locator('html[lang=fr]').waitFor();
    expect(await form.locator('[name=recipient]').inputValue()).toBe('other@gmail.com');
    expect(await form.locator('[name=why]').inputValue()).toBe('no');
    await page.setViewportSize({ width: 1000, height: 800 });
  });

  it('works by keyboard alone: the first key leads to the content', async () => {
    const page = await windowFor('carla', 'en');
    await page.goto('/held');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true);
  });

  it('R-601 shows times in the zone of the browser, on the very first page too', async () => {
    const page = await web.page('carla', 'en', { timezoneId: 'Pacific/Kiritimati' });
    await page.goto(`/held/${scene.item}`);
    const time = page.locator('main time').first();
    const first = await time.innerText();
    expect(await page.locator('footer').innerText()).toContain('Pacific/Kiritimati');
    await page.reload();
    expect(await time.innerText()).toBe(first);
    const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Pacific/Kiritimati' } as const;
    const at = new Date((await time.getAttribute('datetime')) ?? '');
    expect(first).toBe(new Intl.DateTimeFormat('en-CA', format).format(at));
    await page.context().close();
  });

  it('keeps a list current by itself, but not while somebody chooses from it', async () => {
    const page = await web.page('carla');
    await page.clock.install();
    const rows = page.locator('main tbody tr');
    await page.goto('/held?party=live@agency.example');
    expect(await rows.count()).toBe(0);
    const recipients = [
      { address: 'live@agency.example', relation: 'internal', outcome: 'hold', reasons: [] },
    ] as const;
    await web.org.hold('From: a@b.example\r\n\r\nhello', { class: 'held', recipients });
    await page.clock.runFor(31_000);
    await rows.first().waitFor();
    await page.goto('/held');
    await page.locator('input[name=item]').first().check();
    const chosen = await rows.count();
    await web.org.hold('From: a@b.example\r\n\r\nhello again', { class: 'held' });
    await page.clock.runFor(31_000);
    expect(await rows.count()).toBe(chosen);
    expect(await page.locator('input[name=item]').first().isChecked()).toBe(true);
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
