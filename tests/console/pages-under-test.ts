// The pages of the console over the organisation of the tests; a cookie stands for being signed in.
import { getCookie } from 'hono/cookie';
import type { Browser, Page } from 'playwright-core';
import { openFactors } from '../../adapters/identity/local-factors.ts';
import { signInMemory } from '../../adapters/identity/sign-in-memory.ts';
import { chosenPolicy } from '../../cli/chosen-policy.ts';
import { type Ask, asker } from '../../console/app/ask.ts';
import { readingDesk } from '../../core/oversight/viewing/reading-desk.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { consoleAssets, consoleOf } from '../../gateway/console.ts';
import { startHttp } from '../../gateway/http/http-server.ts';
import { openViewer } from '../../gateway/workers/viewer.ts';
import {
  type OversightUnderTest,
  oversightUnderTest,
  type PrepareFolder,
  type Somebody,
} from '../harness/oversight-under-test.ts';
import { routesWith, termsUnderTest } from '../oversight/api-under-test.ts';
import { openPage, type PageOptions, setCookies, startBrowser } from './browser.ts';

export interface PagesUnderTest {
  readonly org: OversightUnderTest;
  readonly url: string;
  /** What the browser asked for that is not this console's. */
  readonly strays: readonly string[];
  readonly troubles: readonly unknown[];
  /** What somebody does without a page. */
  ask(person: Somebody): Promise<Ask>;
  page(person: Somebody | null, language?: 'en' | 'fr', context?: PageOptions['context']): Promise<Page>;
  /** Lets somebody else look into a window, or in another language. */
  become(page: Page, person: Somebody | null, language: 'en' | 'fr'): Promise<void>;
  /** The same without a browser. */
  fetch(person: Somebody | null, path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function pagesUnderTest(prepare?: PrepareFolder): Promise<PagesUnderTest> {
  const org = await oversightUnderTest('policy', prepare);
  const terms = termsUnderTest();
  const viewer = openViewer({ policy: chosenPolicy(), fingerprintKey: org.room.grants.fingerprintKey });
  const factors = await openFactors(org.folder, { origin: 'http://localhost', id: 'localhost' });
  const notaryKey = async () => org.room.grants.notaryKey;
  const routes = routesWith({ factors, desk: readingDesk(org.room, viewer, org.room.grants), notaryKey });
  const troubles: unknown[] = [];
  const made = consoleOf({
    room: org.room,
    routes,
    memory: signInMemory(),
    report: ({ cause }) => troubles.push(cause),
    publicUrl: 'http://localhost',
    rulebook: compileRulebook(chosenPolicy()),
    texts: terms.texts,
    assets: await consoleAssets(),
  });
  const app = made(
    {
      who: async (context) => {
        const person = getCookie(context, 'as');
        return person === undefined ? null : { person, authenticatedAt: org.room.clock(), token: `token-of-${person}` };
      },
      begin: async (context) => context.text('sign in'),
      take: async (context) => context.text('signed in'),
      signOut: '/sign-out',
    },
    () => '192.0.2.7',
  );
  const http = await startHttp(app, '127.0.0.1', 0);
  const url = `http://localhost:${http.port}`;
  let browser: Promise<Browser> | null = null;
  const strays: string[] = [];
  const ask = asker(org.room, routes);
  const asking = (person: Somebody | null, language: 'en' | 'fr') => [
    { name: 'language', value: language },
    ...(person === null ? [] : [{ name: 'as', value: person }]),
  ];
  return {
    org,
    url,
    strays,
    troubles,
    ask: async (person) => ask(await org.as(person)),
    page: async (person, language = 'en', context) => {
      browser ??= startBrowser();
      return openPage(await browser, {
        url,
        strays,
        cookies: asking(person, language),
        ...(context === undefined ? {} : { context }),
      });
    },
    become: (page, person, language) => setCookies(page, asking(person, language)),
    fetch: (person, path, init) => {
      const cookie = asking(person, 'en').map(({ name, value }) => `${name}=${value}`);
      return fetch(`http://127.0.0.1:${http.port}${path}`, {
        redirect: 'manual',
        ...init,
        headers: { cookie: cookie.join('; '), connection: 'close', ...init?.headers },
      });
    },
    close: async () => {
      await (await browser)?.close();
      await http.close();
      await viewer.close();
      await org.close();
    },
  };
}
