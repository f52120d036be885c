// npm run screens: a picture of every page of the console in both languages, in docs/screens.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { pagesUnderTest } from '../tests/console/pages-under-test.ts';
import { makeScene, shownPages } from '../tests/console/scene.ts';

const folder = join(import.meta.dirname, '../docs/screens');
const [only] = process.argv.slice(2);

await mkdir(folder, { recursive: true });
const web = await pagesUnderTest();
try {
  const scene = await makeScene(web);
  for (const { name, person, path } of shownPages) {
    if (only !== undefined && !name.startsWith(only)) continue;
    for (const language of ['en', 'fr'] as const) {
      const page = await web.page(person, language);
      await page.goto(path(scene));
      // A few colours are enough for words on plain ground, and keep the repository small.
      const picture = sharp(await page.screenshot({ fullPage: true })).png({ palette: true, colours: 24, effort: 10 });
      await picture.toFile(join(folder, `${name}.${language}.png`));
      await page.context().close();
    }
  }
  if (web.troubles.length > 0) throw new AggregateError(web.troubles, 'pages failed');
} finally {
  await web.close();
}
