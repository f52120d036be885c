// Hostile mail opened in the viewer by a real browser: told is what of it could act, ran, or was asked for.
import type { Access } from '../../core/oversight/cases/access.ts';
import { mostItems } from '../../core/oversight/cases/access.ts';
import { day } from '../harness/oversight-under-test.ts';
import type { PagesUnderTest } from './pages-under-test.ts';
import { approve, openCaseAbout, pathOf } from './scene.ts';

export interface HostileMail {
  readonly file: string;
  readonly raw: Uint8Array;
}

export interface LookedAt {
  readonly file: string;
  /** Null when the page says that the message cannot be read safely. */
  readonly shown: true | null;
  /** Everything that should not be; empty when it was shown safely. */
  readonly problems: readonly string[];
}

/** In the order of the mails. */
export async function* lookedAt(web: PagesUnderTest, mails: readonly HostileMail[]): AsyncGenerator<LookedAt> {
  const page = await web.page('ines');
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('dialog', (dialog) => said.push(dialog.message()));
  for (let from = 0; from < mails.length; from += mostItems) {
    const batch = mails.slice(from, from + mostItems);
    const { path, items } = await accessTo(web, batch);
    for (const [index, { file }] of batch.entries()) {
      said.length = 0;
      const before = web.strays.length;
      const address = `${web.url}${path}/items/${items[index]}`;
      const status = (await page.goto(address))?.status() ?? 0;
      const left = await page.evaluate<Left>(whatIsLeft);
      // That a message cannot be read safely is an answer of its own, which the browser calls an error.
      const refused = status === 409;
      const problems = [
        ...(status === 200 || refused ? [] : [`the answer was ${status}`]),
        ...(left.address === address ? [] : [`it led to ${left.address}`]),
        ...(left.title.endsWith(' – Postern') ? [] : ['the title changed']),
        ...left.active,
        ...(refused ? [] : said),
        ...web.strays.slice(before).map((url) => `it asked for ${url}`),
      ];
      yield { file, shown: refused ? null : true, problems };
    }
  }
  await page.context().close();
}

interface Left {
  readonly title: string;
  readonly address: string;
  readonly active: readonly string[];
}

/** Looks at the page and into the documents of its frames for anything that could act. */
const whatIsLeft = `(() => {
  const able = 'script, img, iframe, object, embed, form, input, link, style, svg, math, base, [href], [src], [style], meta[http-equiv=refresh]';
  const inside = [...document.querySelectorAll('iframe')].map((one) => new DOMParser().parseFromString(one.srcdoc, 'text/html'));
  const active = inside.flatMap((page) => [...page.querySelectorAll(able)]).concat([...document.querySelectorAll('main script, main img, main svg')]);
  return { title: document.title, address: location.href, active: active.map((one) => one.outerHTML.slice(0, 200)) };
})()`;

async function accessTo(web: PagesUnderTest, mails: readonly HostileMail[]) {
  const items: string[] = [];
  for (const { raw } of mails) items.push((await web.org.hold(Buffer.from(raw))).id);
  const id = await openCaseAbout(web, 'emil');
  const asked = { items, purpose: 'read', why: 'a report of hostile mail names these', until: day(5) };
  const access = await (await web.ask('ines'))<Access>('POST /cases/:case/accesses', { case: id }, asked);
  await approve(web, access);
  return { path: pathOf(access), items };
}
