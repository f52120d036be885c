// Each role's main task in a real browser, in both languages: from mail over SMTP to what was delivered and what the trail says.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAxe } from './axe.ts';
import { whyNoBrowser } from './browser.ts';
import { type ConsoleUnderTest, consoleUnderTest, today } from './console-under-test.ts';

/** Held: a part that nobody can open. */
const heldMail = (subject: string) => `From: Ana Roy <ana@agency.example>
To: ben@partner.example
Subject: ${subject}
Message-ID: <${subject.replaceAll(' ', '-')}@agency.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>The figures of ${subject} <img src="http://tracker.example/p.png"> are in the file.</p><script>document.title = 'run'</script>
--b
Content-Type: application/zip
Content-Disposition: attachment; filename="figures.zip"
Content-Transfer-Encoding: base64

UEsDBBQAAQAA
--b--
`;

describe.skipIf(whyNoBrowser !== null)('the console', { timeout: 120_000 }, () => {
  let web: ConsoleUnderTest;
  beforeAll(async () => {
    web = await consoleUnderTest();
  }, 120_000);
  afterAll(() => web.close());

  /** The form of a name on a page, whatever the language. */
  const form = (page: Page, name: string, within = 'main') =>
    page.locator(`${within} form:has(> input[name=form][value="${name}"])`).first();

  /** Fills a form in, opening what it is folded away in, and sends it. */
  async function send(page: Page, name: string, fields: Readonly<Record<string, string>>, keyFile?: string) {
    const found = form(page, name);
    await page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true");
    for (const [field, value] of Object.entries(fields)) {
      const input = found.locator(`[name="${field}"]`).first();
      const kind = await input.evaluate((one) => (one.tagName === 'SELECT' ? 'select' : one.getAttribute('type')));
      if (kind === 'select') await input.selectOption(value);
      else if (kind === 'checkbox') await input.check();
      else if (kind === 'radio') await found.locator(`[name="${field}"][value="${value}"]`).check();
      else await input.fill(value);
    }
    if (keyFile !== undefined) await found.locator('input[type=file]').setInputFiles(keyFile);
    await Promise.all([page.waitForURL(/[?&]done=/), found.locator('button').click()]);
    await page.locator('.told').waitFor();
  }

  for (const language of ['en', 'fr'] as const)
    describe(`in ${language}`, () => {
      const subject = `quarter ${language}`;
      it('R-608 the page to sign in meets WCAG 2.1 AA, and fits 320 pixels', async () => {
        const page = await web.page(null, language);
        await page.setViewportSize({ width: 320, height: 640 });
        await page.goto('/sign-in');
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        expect(await page.locator('[name=password]').count()).toBe(1);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
        expect(await (await openAxe(page))('everything')).toEqual([]);
      });

      it('R-608 an employee sees why mail of theirs is held, and asks for an exception', async () => {
        await web.gate.send(
          'outbound',
          'ana@agency.example',
          ['ben@partner.example'],
          heldMail(subject).replaceAll('\n', '\r\n'),
        );
        const page = await web.page('ana', language);
        await page.goto('/me/held');
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        await page.locator('tbody a').first().click();
        await send(page, 'ask-exception', { why: 'the partner cannot open anything else' });
        expect(await page.locator('tbody tr').first().innerText()).toContain('the partner cannot open anything else');
      });

      it('R-402 corporate security releases it by her own key, which stays in the browser, and it is delivered', async () => {
        const page = await web.page('carla', language);
        await page.goto('/held');
        // One by itself, or those that were chosen.
        if (language === 'en') {
          await page.locator('tbody a').first().click();
          await send(page, 'release', { why: 'the partner agreed to this way' }, web.keyFiles.carla);
        } else {
          await page.locator('#all').check();
          await send(page, 'decide', { do: 'release', why: 'the partner agreed to this way' }, web.keyFiles.carla);
        }
        await web.gate.delivered('ben@partner.example', (raw) => raw.includes(subject));
      });

      it('R-501 R-503 R-504 a manager asks for a block, after a preview; what cannot be blocked is refused at once', async () => {
        const page = await web.page('mia', language);
        await page.goto('/me/blocks?kind=domain&value=agency.example&scope=self');
        expect(await page.locator('.problems').count()).toBe(1);
        await page.goto(`/me/blocks?kind=address&value=prizes-${language}@shop.example&scope=self`);
        await send(page, 'ask', { why: 'nobody of us wants these' });
        expect(await page.locator('tbody').innerText()).toContain(`prizes-${language}@shop.example`);
        await page.goto('/team');
        await send(page, 'refer', { about: 'ana', grounds: 'two colleagues saw client lists go to a private address' });
      });

      it('R-502 the block works for the next message', async () => {
        const page = await web.page('carla', language);
        await page.goto('/blocks?state=requested');
        await send(page, 'approve', { until: today(30), why: 'nobody needs it' });
        const raw = `From: prizes-${language}@shop.example\r\nTo: mia@agency.example\r\nSubject: prizes\r\n\r\nHello.\r\n`;
        await web.gate.send('inbound', `prizes-${language}@shop.example`, ['mia@agency.example'], raw);
        await page.goto('/held?class=&state=kept');
        expect(await page.locator('tbody').innerText()).toContain(`prizes-${language}@shop.example`);
      });

      it('R-606 R-607 what an employee reports is led as a breach, until everybody who must know was told', async () => {
        const ana = await web.page('ana', language);
        await ana.goto('/me/requests');
        await send(ana, 'incident', { summary: 'a list of addresses went to a stranger' });
        const carla = await web.page('carla', language);
        await carla.goto('/incidents?kind=reported');
        await carla.locator('tbody a').first().click();
        const harm = { information: 'home addresses', people: '40', sensitivity: 'high', likelihood: 'high' };
        await send(carla, 'assess', { discovered: today(-1), ...harm });
        await carla.locator('a[href*="/drafts/"]').first().click();
        const taken = carla.waitForEvent('download');
        await form(carla, 'download').locator('button').click();
        expect(await readFile(await (await taken).path(), 'utf8')).toContain('home addresses');
        await carla.goBack();
        for (let told = 0; told < 3; told++) await send(carla, 'notified', { why: 'by registered letter' });
        await send(carla, 'close', { why: 'everybody who must know was told' });
        expect(await form(carla, 'close').count()).toBe(0);
      });

      it('R-608 a finding that an employee says is wrong is looked at by security', async () => {
        const ana = await web.page('ana', language);
        await ana.goto('/me/held');
        await ana.locator('tbody a').first().click();
        await send(ana, 'wrong', { why: 'the archive opens with any program' });
        const carla = await web.page('carla', language);
        await carla.goto('/wrong-findings/reports?state=reported');
        await send(carla, 'refuse', { why: 'no program here opens it' });
        await ana.reload();
        expect(await ana.locator('main').innerText()).toContain('no program here opens it');
      });

      it('R-402 R-407 a suspicion becomes a case with an investigator, and access that the chief signs', async () => {
        const carla = await web.page('carla', language);
        await carla.goto('/cases');
        await carla.locator('tbody a').first().click();
        await send(carla, 'consult', { whom: 'Dana of Human Resources' });
        await send(carla, 'open', { toldWhy: 'telling now would end the investigation' });
        await send(carla, 'set-scope', { addresses: 'ana@agency.example', from: today(-2), until: today(2) });
        const address = new URL(carla.url()).pathname;
        // By a key file, or by a passkey that never leaves the authenticator.
        const byPasskey = language === 'fr';
        const chief = byPasskey ? await web.chiefByPasskey(language) : await web.page('chief', language);
        await chief.goto(address);
        await send(chief, 'authorise', { person: 'ines', until: today(20) });
        const ines = await web.page('ines', language);
        await ines.goto(`${address}/search?sender=ana`);
        await ines.locator('input[name=item]').first().check();
        await send(ines, 'ask', { why: 'the subject and time match what was reported', until: today(5) });
        await chief.goto('/approvals');
        await chief.locator('tbody a').first().click();
        await send(chief, 'approve', { why: 'it fits the grounds' }, byPasskey ? undefined : web.keyFiles.chief);
        await ines.reload();
        await ines.locator('tbody a').last().click();
        await ines.locator('iframe.mail').waitFor();
        const shown = ines.frameLocator('iframe.mail');
        expect(await shown.locator('body').innerText()).toContain(subject);
        expect(await shown.locator('script, img').count()).toBe(0);
      });

      it('R-404 an auditor finds the reading in the trail; R-408 an access officer opens a request and holds mail', async () => {
        const aude = await web.page('aude', language);
        await aude.goto('/audit?actor=ines&action=view-item');
        expect(await aude.locator('tbody tr').count()).toBeGreaterThan(0);
        await send(aude, 'verify', {});
        expect(await aude.locator('.tag.good').count()).toBe(1);
        const olga = await web.page('olga', language);
        await olga.goto('/requests');
        await send(olga, 'open', {
          purpose: 'privacy-request',
          grounds: 'a former employee asks for everything about them',
        });
        await olga.goto('/requests');
        await send(olga, 'hold', { addresses: 'ana@agency.example' });
        expect(await olga.locator('tbody').last().innerText()).toContain('ana@agency.example');
      });

      it('R-609 what a case withholds is not told', async () => {
        const ana = await web.page('ana', language);
        await ana.goto('/me/held?format=html');
        const cells = await ana.locator('tbody tr td:last-child').allInnerTexts();
        expect(new Set(cells).size).toBe(1);
      });
    });

  it('R-412 asked nobody else for anything all the while', () => {
    expect(web.strays()).toEqual([]);
  });
});
