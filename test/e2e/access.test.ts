import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { House, openPage, settled } from './house.ts';
import { PAGES, type PageName, SIZES } from './pages.ts';

let house: House;
beforeAll(async () => {
  // A month is enough to fill every page.
  house = await House.open('--history-days', '31');
});
afterAll(() => house[Symbol.asyncDispose]());

/** Every page on a phone; the fullest one on a laptop and in the dark, too, in which the pages' own tests hold all of them to axe. */
describe.each([
  { size: 'phone', colorScheme: 'light', pages: Object.keys(PAGES) as PageName[] },
  { size: 'laptop', colorScheme: 'dark', pages: ['version'] satisfies PageName[] },
] as const)('on a $size, $colorScheme', ({ size, colorScheme, pages }) => {
  it.each(pages)('%s fits, and axe finds nothing', async (name) => {
    const viewport = SIZES[size];
    const { page, complaints } = await openPage(house.browser, { viewport, colorScheme });
    await page.goto(`${house.origin}${PAGES[name]}`);
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
