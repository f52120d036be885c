// Who may sign in, with what, and for how long: through the pages and the API, with the clock in the test's hand.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../core/model/account.ts';
import { find } from '../../core/oversight/act.ts';
import { giveRight } from '../../core/oversight/people/rights.ts';
import { chooseNewPassword } from '../../core/oversight/sign-in/change-account.ts';
import { resetAccount } from '../../core/oversight/sign-in/reset-account.ts';
import { completeSignIn, givePassword } from '../../core/oversight/sign-in/sign-in.ts';
import { Refused } from '../../core/ports.ts';
import { askedPasskey } from '../harness/browser-under-test.ts';
import { day, start } from '../harness/oversight-under-test.ts';
import { type SignInUnderTest, signInUnderTest } from '../harness/sign-in-under-test.ts';
import { softwareAuthenticator } from '../harness/software-authenticator.ts';

const minute = 60_000;
const oneDay = 24 * 60 * minute;

let site: SignInUnderTest;
beforeAll(async () => {
  site = await signInUnderTest();
});
afterAll(() => site.close());

const deps = () => ({ ...site.org.room, factors: site.factors });
const trying = (person: string) => ({ person, client: '192.0.2.9' });
const attempt = (person: string, typed: string) => givePassword(deps(), trying(person), typed);
const account = async (person: string) => (await find<Account>(site.org.room.ledger, 'account', person))?.value;

describe('passwords', () => {
  it('R-411 have 12 characters of four kinds, without the own name', async () => {
    await site.oneTime('eva');
    const progress = { person: 'eva', second: null, wants: null };
    for (const weak of [
      'correct-horse-7-battery',
      'CORRECT-HORSE-7-BATTERY',
      'Correct-horse-battery',
      'Correcthorse7battery',
      'Correct horse 7 battery',
      'Eva-loves-horse-7',
      'Aa1-Aa1-Aa1-Aa1-',
      `${'Correct-horse-7-'.repeat(13)}`,
    ])
      await expect(chooseNewPassword(deps(), trying('eva'), progress, weak), weak).rejects.toBeInstanceOf(Refused);
    await expect(chooseNewPassword(deps(), trying('eva'), progress, 'Short-7-pas')).rejects.toBeInstanceOf(Refused);
    await chooseNewPassword(deps(), trying('eva'), progress, 'Short-7-pass');
    await chooseNewPassword(deps(), trying('eva'), progress, 'Été-à-la-mer-2026');
    // The same, as another keyboard composes its letters.
    await attempt('eva', 'Été-à-la-mer-2026'.normalize('NFD'));
  });

  it('R-411 none of the last ten comes back', async () => {
    const progress = { person: 'eva', second: null, wants: null };
    const choose = (number: number) => chooseNewPassword(deps(), trying('eva'), progress, `Horse-battery-${number}-x`);
    for (let number = 100; number < 111; number++) await choose(number);
    for (let number = 101; number < 111; number++) await expect(choose(number)).rejects.toThrow('last 10');
    await choose(100).catch(() => undefined);
    await choose(111);
    await choose(100);
  });

  it('R-411 must be changed after 90 days, and the change shows at the next sign-in', async () => {
    const { password } = await site.enrol('emil');
    site.org.setClock(start + 90 * oneDay);
    let web = site.browser();
    expect(
      new URL((await web.submit(await web.signIn(), { account: 'emil', password })).url).searchParams.get('code'),
    ).toBeTruthy();
    site.org.setClock(start + 91 * oneDay);
    web = site.browser();
    const page = await web.submit(await web.signIn(), { account: 'emil', password });
    expect(page.html).toContain('name="again"');
    const chosen = await web.submit(page, { password: `${password}-2`, again: `${password}-2` });
    expect((await web.call('/me', (await web.tokens(chosen)).access_token)).status).toBe(200);
    site.org.setClock(start + 91 * oneDay + minute);
    await expect(attempt('emil', password)).rejects.toBeInstanceOf(Refused);
  });

  it('R-411 a one-time password is refused after a week', async () => {
    const given = await site.oneTime('eva');
    const now = site.org.room.clock();
    site.org.setClock(now + 8 * oneDay);
    await expect(attempt('eva', given)).rejects.toBeInstanceOf(Refused);
  });
});

describe('the lock', () => {
  it('R-411 closes after five failures for 24 hours of elapsed time, in the same words as any failure', async () => {
    const { password } = await site.enrol('emil');
    const now = site.org.room.clock();
    const said = new Set<string>();
    const fails = (person: string, typed: string) =>
      attempt(person, typed).then(
        () => expect.unreachable('it opened'),
        (cause: Error) => said.add(cause.message),
      );
    for (let tries = 0; tries < 5; tries++) await fails('emil', 'wrong-Password-1');
    await fails('emil', password);
    await fails('nobody-at-all', password);
    site.org.setClock(now + oneDay - minute);
    await fails('emil', password);
    expect(said.size).toBe(1);
    site.org.setClock(now + oneDay + minute);
    await attempt('emil', password);
    const actions = (await site.org.events()).filter(({ subject }) => subject === 'emil').map(({ action }) => action);
    expect(actions.filter((action) => action === 'account-locked')).toHaveLength(1);
  });

  it('R-411 judges five of the guesses that come side by side, and no more', async () => {
    await site.oneTime('emil');
    const before = (await site.org.events()).length;
    await Promise.allSettled(Array.from({ length: 20 }, (_, number) => attempt('emil', `Guess-number-${number}`)));
    const refused = (await site.org.events()).slice(before).filter(({ action }) => action === 'sign-in-refused');
    expect(refused.filter(({ detail }) => detail.why === 'password')).toHaveLength(5);
    expect(refused.filter(({ detail }) => detail.why === 'locked')).toHaveLength(15);
    expect((await account('emil'))?.failures).toBe(5);
  });

  it('R-411 an administrator’s reset unlocks at once; nobody resets themself, and nobody else resets', async () => {
    const again = await site.oneTime('emil');
    await attempt('emil', again);
    for (const who of ['carla', 'chief', 'aude', 'mia', 'emil'] as const)
      await expect(resetAccount(deps(), await site.org.as(who), { person: 'emil', factors: false })).rejects.toThrow(
        'no right',
      );
    await expect(resetAccount(deps(), await site.org.as('adam'), { person: 'adam', factors: false })).rejects.toThrow(
      'no right',
    );
  });

  it('R-411 wrong codes count as failures, and a right password between them does not begin anew', async () => {
    const { password } = await site.enrol('carla');
    for (let round = 0; round < 5; round++) {
      const web = site.browser();
      const page = await web.submit(await web.signIn(), { account: 'carla', password });
      await web.submit(page, { code: '000000' });
    }
    await expect(attempt('carla', password)).rejects.toBeInstanceOf(Refused);
  });
});

describe('the second factor', () => {
  it('R-411 is asked of everybody who can do more than see to their own affairs', async () => {
    expect((await site.enrol('emil')).secret).toBe('');
    for (const person of ['ines', 'mia', 'olga'] as const)
      expect((await site.enrol(person)).secret, person).not.toBe('');
  });

  it('R-411 is asked of who got a right since they signed in', async () => {
    const { browser, token } = await site.enrol('eva');
    expect((await browser.call('/me', token)).status).toBe(200);
    const right = { person: 'eva', role: 'auditor', from: day(0), until: day(200) } as const;
    await giveRight(site.org.room, await site.org.as('adam'), right);
    expect((await browser.call('/me', token)).status).toBe(401);
  });

  it('R-411 is a passkey of this site alone, whose owner was verified', async () => {
    const { browser, secret, password } = await site.enrol('chief');
    const key = softwareAuthenticator(site.publicUrl);
    let page = await browser.open('/oidc/session/end');
    page = await browser.submit(page, {
      logout: 'yes',
      xsrf: /name="xsrf" value="([^"]+)"/.exec(page.html)?.[1] ?? '',
    });
    expect(page.status).toBe(200);

    page = await browser.submit(await browser.signIn(), { account: 'chief', password, wants: 'new-factor' });
    page = await browser.submit(page, { code: site.code(secret, 1) });
    page = await browser.submit(page, { answer: JSON.stringify(key.create(askedPasskey(page))) });
    const { access_token: token } = await browser.tokens(page);
    const { result } = (await (await browser.call('/me/account', token)).json()) as {
      result: { passkeys: { publicKey: string; origin: string; rpId: string }[] };
    };
    expect(result.passkeys).toMatchObject([{ publicKey: key.publicKey, origin: site.publicUrl, rpId: 'localhost' }]);

    const web = site.browser();
    page = await web.submit(await web.signIn(), { account: 'chief', password });
    for (const over of [{ origin: 'http://localhost.evil.example' }, { verified: false }]) {
      page = await web.submit(page, { answer: JSON.stringify(key.get(askedPasskey(page), over)) });
      expect(page.html).toContain('role="alert"');
    }
    const used = key.get(askedPasskey(page));
    page = await web.submit(page, { answer: JSON.stringify(used) });
    expect((await web.call('/me', (await web.tokens(page)).access_token)).status).toBe(200);

    const replayed = site.browser();
    page = await replayed.submit(await replayed.signIn(), { account: 'chief', password });
    page = await replayed.submit(page, { answer: JSON.stringify(used) });
    expect(page.html).toContain('role="alert"');
  });
});

describe('a session', () => {
  it('R-411 closes after 15 minutes without use, and not while it is used', async () => {
    const { browser, token } = await site.enrol('emil');
    const now = site.org.room.clock();
    for (const later of [14, 28, 42]) {
      site.org.setClock(now + later * minute);
      expect((await browser.call('/me', token)).status, `${later} minutes`).toBe(200);
    }
    site.org.setClock(now + 57 * minute);
    expect((await browser.call('/me', token)).status).toBe(401);
    site.org.setClock(now + 43 * minute);
    expect((await browser.call('/me', token)).status).toBe(401);
    site.org.setClock(now + 58 * minute);
    // Neither does the browser's cookie let anybody in: the password is asked for again.
    expect((await browser.signIn()).html).toContain('name="password"');
  });

  it('R-411 ends with a reset, with the work here, and when its person signs out', async () => {
    const one = await site.enrol('emil');
    site.org.setClock(site.org.room.clock() + 1_000);
    await site.oneTime('emil');
    expect((await one.browser.call('/me', one.token)).status).toBe(401);

    const two = await site.enrol('emil');
    const person = await find<object>(site.org.room.ledger, 'person', 'emil');
    const here = (status: string, version: number) =>
      site.org.room.ledger.commit([
        { type: 'record', kind: 'person', id: 'emil', version, value: { ...person?.value, status } },
      ]);
    await here('left', person?.version ?? 0);
    expect((await two.browser.call('/me', two.token)).status).toBe(401);
    await expect(attempt('emil', two.password)).rejects.toBeInstanceOf(Refused);
    await here('active', (person?.version ?? 0) + 1);

    const page = await two.browser.open('/oidc/session/end');
    await two.browser.submit(page, { logout: 'yes' });
    expect((await two.browser.call('/me', two.token)).status).toBe(401);
    const { action } = (await site.org.events()).at(-1) ?? {};
    expect(action).toBe('sign-out');
  });

  it('R-411 a form without its own token, or of another browser, changes nothing', async () => {
    const web = site.browser();
    const page = await web.signIn();
    const other = await site.browser().open(page.url);
    expect(other.status).toBe(400);
    const forged = { ...page, html: page.html.replace(/name="token" value="[^"]+"/, 'name="token" value="x"') };
    expect((await web.submit(forged, { account: 'emil', password: 'x' })).status).toBe(400);
  });

  it('R-103 a damaged address of the sign-in is no page, and no failure', async () => {
    for (const address of ['/oidc?token', '/oidc/%00', '/oidc'])
      expect((await site.browser().open(address)).status).toBe(404);
  });

  it('speaks French to who asks for it', async () => {
    const web = site.browser();
    const page = await web.signIn();
    expect((await web.open(`${page.url}?lang=fr`)).html).toContain('Mot de passe');
  });

  it('R-404 a clock that went back lets nobody sign in', async () => {
    const { password } = await site.enrol('emil');
    const now = site.org.room.clock();
    site.org.setClock(now - 60 * minute);
    await expect(attempt('emil', password)).rejects.toThrow('clock');
    site.org.setClock(now);
    await attempt('emil', password);
    await completeSignIn(deps(), trying('emil'), { person: 'emil', second: null, wants: null });
  });
});
