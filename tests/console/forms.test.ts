// What may go wrong with a form: nothing is done twice or by somebody else, and nothing that was typed is lost.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInMemory } from '../../adapters/identity/sign-in-memory.ts';
import { onceOnly } from '../../console/app/once.ts';
import { refusalText } from '../../console/text/refusals.ts';
import type { Access } from '../../core/oversight/cases/access.ts';
import { day } from '../harness/oversight-under-test.ts';
import { type PagesUnderTest, pagesUnderTest } from './pages-under-test.ts';
import { approve, openCaseAbout, pathOf } from './scene.ts';

describe('a form', () => {
  let web: PagesUnderTest;
  beforeAll(async () => {
    web = await pagesUnderTest();
  }, 120_000);
  afterAll(() => web.close());

  const typed = 'a reason that took <b>long</b> to write';
  const asked = { form: 'ask-exception', which: '', recipient: 'me@gmail.com', why: typed, token: 'token-of-emil' };
  const send = (person: 'emil' | null, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    web.fetch(person, '/me/requests', { method: 'POST', body: new URLSearchParams(fields), headers });
  /** The viewer's page of a retained message. */
  const viewed = async (raw: string) => {
    const { id } = await web.org.hold(raw);
    const asked = { items: [id], purpose: 'read', why: 'a report names this message', until: day(5) };
    const ines = await web.ask('ines');
    const access = await ines<Access>('POST /cases/:case/accesses', { case: await openCaseAbout(web, 'emil') }, asked);
    await approve(web, access);
    const answer = await web.fetch('ines', `${pathOf(access)}/items/${id}`);
    expect(answer.status).toBe(200);
    return answer.text();
  };
  const count = async () => (await (await web.ask('emil'))<readonly object[]>('GET /me/exceptions')).length;

  it('sent twice at once does its work once, and both get the same answer', async () => {
    const before = await count();
    const once = randomUUID();
    const both = await Promise.all([1, 2].map(() => send('emil', { ...asked, once })));
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set(both.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  it('under a name that is none of ours is remembered under none', async () => {
    const before = await count();
    for (const once of ['x'.repeat(100_000), 'x'.repeat(100_000)])
      expect((await send('emil', { ...asked, once })).status).toBe(303);
    expect(await count()).toBe(before + 2);
  });

  it('that is stale does nothing, and comes back with what was typed', async () => {
    const before = await count();
    const answer = await send('emil', { ...asked, token: 'of-another-session' });
    expect(answer.status).toBe(409);
    const page = await answer.text();
    expect(page).toContain('a reason that took &lt;b&gt;long&lt;/b&gt; to write');
    expect(page).toContain('role="alert"');
    expect(await count()).toBe(before);
  });

  it('after the session ended keeps what was typed until somebody signed in again', async () => {
    const answer = await send(null, asked);
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(page).toContain('a reason that took &lt;b&gt;long&lt;/b&gt; to write');
    expect(page).not.toContain('token-of-emil');
    // What waits on that page is sent once more by who signed in again: the form itself, filled in, with a new token.
    const waiting = Object.fromEntries(
      [...page.matchAll(/<textarea name="(\w+)" hidden>\n([^<]*)</g)].map(([, name = '', value = '']) => [name, value]),
    );
    const again = await send('emil', { ...waiting, why: typed });
    expect(again.status).toBe(409);
    const form = await again.text();
    expect(form).toContain('a reason that took &lt;b&gt;long&lt;/b&gt; to write</textarea>');
    expect(form).toContain('value="me@gmail.com"');
    expect(form).toContain('name="token" value="token-of-emil"');
  });

  it('R-601 that came back keeps what was typed in the other language too, and is not sent by asking for it', async () => {
    const before = await count();
    const refused = { ...asked, why: 'no', recipient: 'a name "in quotes" <b>' };
    const came = await (await send('emil', refused)).text();
    expect(came).toMatch(/<form method="post"[^>]*>.*<button[^>]*name="other-language" value="fr"/s);
    const other = await send('emil', { ...refused, 'other-language': 'fr' });
    expect(other.headers.get('set-cookie')).toContain('language=fr');
    const page = await other.text();
    expect(page).toContain('<html lang="fr">');
    expect(page).toContain('value="a name &quot;in quotes&quot; &lt;b&gt;"');
    expect(page).toContain('seule la langue a changé');
    const ended = await (await send(null, { ...refused, 'other-language': 'fr' })).text();
    expect(ended).toContain('Votre session est terminée');
    expect(ended).toContain('a name &quot;in quotes');
    expect(await count()).toBe(before);
  });

  it.each(['//elsewhere.example/', '/%5Celsewhere.example', '/%2f/elsewhere.example'])(
    'the address %s leads nowhere, least of all to another site',
    async (path) => {
      const answer = await web.fetch(null, `${path}?lang=fr`, { redirect: 'manual' });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('location')).toBeNull();
      expect(await answer.text()).not.toContain('elsewhere.example');
    },
  );

  it('R-103 an address with control characters is answered in a chosen language too', async () => {
    const answer = await web.fetch(null, '/%00%0d%0aX:?lang=fr', { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  });

  it('from another site does nothing and shows nothing of it', async () => {
    const before = await count();
    for (const [name, value] of [
      ['sec-fetch-site', 'cross-site'],
      ['origin', 'https://evil.example'],
    ] as const) {
      const answer = await send('emil', { ...asked, once: 'else' }, { [name]: value });
      expect(answer.status).toBe(403);
      expect(await answer.text()).not.toContain('took');
    }
    expect(await count()).toBe(before);
  });

  it('with a wrong field says which, beside it and above', async () => {
    const answer = await send('emil', { ...asked, recipient: 'x'.repeat(400) });
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain('href="#ask-exception--recipient"');
    expect(page).toContain('aria-invalid="true"');
  });

  it('R-212 that the core refuses says why, in French too', async () => {
    const refused = await send('emil', { ...asked, why: 'no' }, { cookie: 'as=emil; language=fr' });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('Donnez la raison');
  });

  it('that is far too long is refused without reading it whole', async () => {
    expect((await send('emil', { ...asked, why: 'x'.repeat(600_000) })).status).toBe(413);
  });

  it('R-402 does not do for somebody what they have no right to', async () => {
    const body = new URLSearchParams({ form: 'give', token: 'token-of-emil', person: 'emil', role: 'investigator' });
    const answer = await web.fetch('emil', '/rights', { method: 'POST', body });
    expect(answer.status).toBe(403);
    expect((await web.fetch('emil', '/held')).status).toBe(403);
    expect((await web.fetch('emil', '/audit')).status).toBe(403);
  });

  it('shows names from outside so that nothing in them hides or turns the line round', async () => {
    const name = 'invoice\u202Egnp.exe\u0000\u200B';
    await web.org.hold('From: a@b.example\r\n\r\nhello', {
      class: 'held',
      envelope: {
        mailFrom: `${name}@shop.example`,
        recipients: [{ address: 'emil@agency.example' }],
        parameters: {},
        client: { address: '192.0.2.1', helo: `<script>${'long-'.repeat(100)}`, tls: false },
      },
    });
    const page = await (await web.fetch('carla', '/held')).text();
    expect(page).toContain('<bdi class="foreign">invoice[U+202E]gnp.exe[U+0000][U+200B]@<wbr>shop.example</bdi>');
    expect(page).not.toContain('\u202E');
    const csv = await (await web.fetch('carla', '/held?format=csv')).text();
    expect(csv.split('\r\n').length).toBeGreaterThan(1);
  });

  it('R-412 shows a huge mail with endless names in the viewer, cut, and says so', async () => {
    const subject = `\u202E${'subject-'.repeat(124)}\u{e0041}`;
    const encoded = Buffer.from(subject).toString('base64');
    const name = `${'x'.repeat(990)}.exe`;
    const line = '<tr><td>cell <b>bold</b> <script>alert(1)</script></tr>\r\n';
    const raw = [
      `From: "${name}" <a@shop.example>`,
      `Subject: =?utf-8?B?${encoded}?=`,
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      `<table>${line.repeat(Math.ceil(2_500_000 / line.length))}</table>`,
    ].join('\r\n');
    const page = await viewed(raw);
    // Without the whole page in a failure's report.
    const told = ['left out because the message is very large', '[U+202E]subject-subject-', '[U+E0041]'];
    expect(told.filter((words) => !page.includes(words))).toEqual([]);
    expect(/<script>alert|\u202E/.test(page)).toBe(false);
    expect(page.length).toBeLessThan(3_000_000);
  }, 120_000);

  it('R-411 a list that looks by itself does not go on without a session, and never leads to another site', async () => {
    expect((await web.fetch(null, '/held', { headers: { 'x-postern-live': '1' } })).status).toBe(401);
    const first = await web.fetch(null, '/held');
    expect(first.headers.get('location')).toBe('/sign-in?back=%2Fheld');
  });
});

describe('a form that two processes get', () => {
  const told: unknown[] = [];
  const sharing = (memory = signInMemory()) => {
    const isKept = (done: string) => done !== 'a file';
    const report = (event: unknown) => told.push(event);
    const process = () => onceOnly<string>({ memory, clock: Date.now, isKept, report, looks: 3 });
    return [process(), process()] as const;
  };

  it('does its work once, and both get the same answer', async () => {
    const [one, other] = sharing();
    let times = 0;
    const work = async () => `done ${++times}`;
    expect(await Promise.all([one('form', work), other('form', work)])).toEqual(['done 1', 'done 1']);
    expect(await other('form', work)).toBe('done 1');
  });

  it('may be sent again when nothing came of it, or a file that is not kept', async () => {
    const [one, other] = sharing();
    await expect(one('form', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(await other('form', async () => 'a file')).toBe('a file');
    expect(await one('form', async () => 'done')).toBe('done');
  });

  it('is done, and said to be, though its result could not be remembered', async () => {
    const full = new Error('the memory is full');
    const [one, other] = sharing({ ...signInMemory(), put: () => Promise.reject(full) });
    expect(await one('form', async () => 'done')).toBe('done');
    expect(told).toEqual([{ event: 'form-not-remembered', cause: full }]);
    expect(await other('form', async () => 'twice')).toBeNull();
  });

  it('is not done a second time while the first is still at work', async () => {
    const [one, other] = sharing();
    const first = Promise.withResolvers<string>();
    const slow = one('form', () => first.promise);
    expect(await other('form', async () => 'twice')).toBeNull();
    first.resolve('done');
    expect(await slow).toBe('done');
  });
});

describe('what the core refuses', () => {
  it('R-601 is said in French too', () => {
    const folder = 'core/oversight';
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !/^sign-in|first-administrator/.test(name),
    );
    const said = files.flatMap((name) => {
      const source = readFileSync(join(folder, name), 'utf8');
      return [...source.matchAll(/new Refused\(\s*(?:'([^']+)'|`([^`]+)`)/g)].map(
        ([, plain, varied = '']) => plain ?? varied,
      );
    });
    const english = said.map((message) => message.replace(/\$\{[^}]*\}+/g, 'x'));
    expect(english.length).toBeGreaterThan(50);
    expect(english.filter((message) => refusalText('fr', message) === refusalText('en', message))).toEqual([]);
  });
});
