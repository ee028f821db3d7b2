import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { House, openPage, settled } from './house.ts';
import { PAGES, SIZES } from './pages.ts';

/**
 * `npm run screenshots [FOLDER] [words…]`: pictures of every page of the demo in each size, light and dark. Words narrow it:
 * `wall 4k dark`. Prints what the pages complain about, and ends with 1 when there is anything.
 */
const [folder = 'test/e2e/screenshots', ...words] = process.argv.slice(2);
const out = resolve(folder);
mkdirSync(out, { recursive: true });

await using house = await House.open();
let complained = false;
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const [name, path] of Object.entries(PAGES)) {
      const picture = `${name}-${size}-${colorScheme}`;
      if (!words.every((word) => [name, size, colorScheme].includes(word))) continue;
      const { page, complaints } = await openPage(house.browser, { viewport, colorScheme });
      await page.goto(`${house.origin}${path}`);
      await settled(page);
      const whole = size !== '4k' && name !== 'wall';
      await page.screenshot({ path: join(out, `${picture}.png`), fullPage: whole });
      console.log(picture);
      for (const complaint of complaints) console.error(`${picture}: ${complaint}`);
      complained ||= complaints.length > 0;
      await page.context().close();
    }
  }
}
process.exitCode = complained ? 1 : 0;
