// The browser of the console's tests: Debian's chromium, quiet about everything that is not asked of it.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const chromiumFile = '/usr/bin/chromium';
/** Null when the tests can run. */
export const whyNoBrowser = existsSync(chromiumFile)
  ? null
  : 'chromium is not installed: bin/check installs it as root';
if (whyNoBrowser !== null) process.stderr.write(`browser tests are skipped: ${whyNoBrowser}\n`);

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Milliseconds; the machine may be busy. */
const patience = 20_000;

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumFile, args: [...flags, ...quiet] });
}

export type Cookies = readonly { readonly name: string; readonly value: string }[];

export interface PageOptions {
  readonly url: string;
  readonly cookies: Cookies;
  /** Gets what the page asks for that is not the console's. */
  readonly strays: string[];
  readonly context?: BrowserContextOptions;
}

/** A page in a window of its own, with the cookies of the console at an address on `localhost`. */
export async function openPage(
  browser: Browser,
  { url, cookies, strays, context: options }: PageOptions,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, baseURL: url, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await setCookies(page, cookies);
  context.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) strays.push(request.url());
  });
  return page;
}

/** These and no others. */
export async function setCookies(page: Page, cookies: Cookies): Promise<void> {
  await page.context().clearCookies();
  await page.context().addCookies(cookies.map(({ name, value }) => ({ name, value, domain: 'localhost', path: '/' })));
}
