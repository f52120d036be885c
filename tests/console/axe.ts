// What axe-core finds on a page of the console (WCAG 2.1, levels A and AA).
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { CDPSession, Page } from 'playwright-core';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** Colours are the costly part, and the same in every language. */
export type Sought = 'everything' | 'colours' | 'all but colours';

const options: Readonly<Record<Sought, object>> = {
  everything: { runOnly: levels },
  colours: { runOnly: { type: 'rule', values: ['color-contrast'] } },
  'all but colours': { runOnly: levels, rules: { 'color-contrast': { enabled: false } } },
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Looks at the page as it is now, as often as it is called. */
export type Look = (sought: Sought) => Promise<readonly string[]>;

/** In a world of its own: the page's policy lets nothing else run in it. */
export async function openAxe(page: Page): Promise<Look> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const world = { frameId: frameTree.frame.id, worldName: 'axe' };
  const { executionContextId } = await session.send('Page.createIsolatedWorld', world);
  await session.send('Runtime.evaluate', { contextId: executionContextId, expression: source });
  return (sought) => violations(session, executionContextId, options[sought]);
}

async function violations(session: CDPSession, contextId: number, sought: object): Promise<readonly string[]> {
  const asked = JSON.stringify({ ...sought, resultTypes: ['violations'] });
  const expression = `axe.run(document, ${asked}).then(({ violations }) => JSON.stringify(violations))`;
  const answer = await session.send('Runtime.evaluate', { contextId, expression, awaitPromise: true });
  const found = JSON.parse(String(answer.result.value)) as readonly Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
