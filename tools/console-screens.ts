// npm run screens [PAGE]: a picture of every page of the console in both languages, in docs/screens.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { pagesUnderTest } from '../tests/console/pages-under-test.ts';
import { makeScene, shownPages } from '../tests/console/scene.ts';

const folder = join(import.meta.dirname, '../docs/screens');
/** The beginning of the names of the pages that are wanted; all when absent. */
const [wanted = ''] = process.argv.slice(2);

await mkdir(folder, { recursive: true });
const web = await pagesUnderTest();
try {
  const scene = await makeScene(web);
  const page = await web.page(null);
  for (const { name, person, path } of shownPages.filter((one) => one.name.startsWith(wanted)))
    for (const language of ['en', 'fr'] as const) {
      await web.become(page, person, language);
      await page.goto(path(scene));
      // Some colours are enough for words on plain ground, and keep the repository small.
      const picture = sharp(await page.screenshot({ fullPage: true })).png({ palette: true, colours: 32 });
      await picture.toFile(join(folder, `${name}.${language}.png`));
    }
  if (web.troubles.length > 0) throw new AggregateError(web.troubles, 'pages failed');
} finally {
  await web.close();
}
