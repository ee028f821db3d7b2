import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateChart } from '../../web/charts/gate-chart.ts';
import { axeFindings, House, openPage, settled, type WatchedPage } from './house.ts';
import { PAGES, type PageName, SIZES } from './pages.ts';

let house: House;
/** The one page of all tests: what the browser has loaded and compiled once serves all of them. */
let watched: WatchedPage;
beforeAll(async () => {
  // A month is enough to fill every page, and to judge by.
  house = await House.open('--history-days', '31');
  watched = await openPage(house.browser, { viewport: SIZES.laptop });
});
afterAll(() => house[Symbol.asyncDispose]());

/** What a chart has drawn: the last values of its lines, and whether the target is inside the plot. */
interface Drawn {
  readonly actual: number;
  readonly target: number;
  readonly targetInside: boolean;
  readonly inked: boolean;
}

/** Reads the living chart of a criterion, and its pixels. */
async function drawn(page: Page, criterion: string): Promise<Drawn | undefined> {
  const chart = page.locator('gl-criterion', { hasText: criterion }).locator('gl-gate-chart');
  return await chart.evaluate((element: GateChart): Drawn | undefined => {
    const { chart, points } = element;
    const last = points.findLast((point) => point.value !== null && point.target != null);
    const scale = chart?.scales.y;
    const canvas = chart?.canvas;
    if (scale === undefined || canvas == null || last?.value == null || last.target == null) return undefined;
    const blank = Object.assign(document.createElement('canvas'), {
      width: canvas.width,
      height: canvas.height,
    });
    return {
      actual: last.value,
      target: last.target,
      targetInside: scale.min <= last.target && last.target <= scale.max,
      inked: canvas.toDataURL() !== blank.toDataURL(),
    };
  });
}

describe('the demo in a browser', () => {
  it('says what matters first, and shows each version with its actuals and targets', async () => {
    const { page } = watched;
    await page.goto(house.origin);
    await page.waitForURL(`**${PAGES.overview}`);
    await page.getByText('v3 fails on cost per request').waitFor();
    const versions = page.locator('gl-version-matrix tbody th');
    expect((await versions.allInnerTexts()).map((text) => text.trim().split(/\s/)[0])).toEqual([
      'v1',
      'v2',
      'v3',
      'v4',
    ]);
    const failing = page.locator('gl-matrix-cell', { hasText: /Cost per request.*Fail/s }).first();
    await failing.getByText(/^\s*\$0\.00\d+\s*$/).waitFor();
    await failing.getByText(/^\s*≤\s\$0\.00\d+/).waitFor();
  });

  it('opens a version, and finds actual and target on the chart and in the table', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'v3', exact: true }).first().click();
    await page.waitForURL(`**${PAGES.version}`);
    await expect
      .poll(() => drawn(page, 'Cost per request'))
      .toMatchObject({ targetInside: true, inked: true });
    const chart = await drawn(page, 'Cost per request');
    expect(chart?.actual).toBeGreaterThan(chart?.target ?? Number.NaN);
    const criterion = page.locator('gl-criterion', { hasText: 'Cost per request' });
    await criterion.getByText('Same numbers as a table').click();
    const row = criterion.locator('table tbody tr').first();
    await expect.poll(() => row.innerText()).toContain(`$${chart?.actual.toPrecision(3)}`);
    expect(await row.innerText()).toContain(`$${chart?.target.toPrecision(3)}`);
  });

  it('shows what happens now without being asked', async () => {
    const { page } = watched;
    await page.goto(`${house.origin}/ticket-routing/versions/v2`);
    await page.evaluate(() => Object.assign(window, { loadedOnce: true }));
    const criterion = page.locator('gl-criterion', { hasText: 'Cost per request' }).first();
    await criterion.getByText('Same numbers as a table').click();
    const newest = criterion.locator('table tbody tr').first();
    await expect.poll(() => newest.innerText()).toMatch(/\$0\.\d+/);
    const n = async () => Number((await newest.locator('td').nth(-2).innerText()).replaceAll(',', ''));
    const before = await n();
    expect(before).toBeGreaterThan(0);
    await house.service.traffic(3);
    // A day may end meanwhile, and the newest row be that of the next one.
    await expect.poll(n, { timeout: 60_000 }).not.toBe(before);
    expect(await page.evaluate(() => 'loadedOnce' in window)).toBe(true);
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = watched;
    await page.goto(`${house.origin}${PAGES.version}`);
    await page.locator('gl-criterion').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.getByText('Skip to the content').evaluate((link) => link.matches(':focus'))).toBe(true);
    const plot = page.locator('gl-criterion', { hasText: 'Cost per request' }).getByRole('slider');
    await plot.focus();
    await page.keyboard.press('End');
    const end = await plot.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    expect(await plot.getAttribute('aria-valuetext')).not.toBe(end);
    expect(end).toMatch(/\$0\.\d+/);
  });

  it('has complained about nothing', () => {
    expect(watched.complaints.splice(0)).toEqual([]);
  });
});

/** Every page on a phone; the fullest one on a laptop and in the dark, too, in which the pages' own tests hold all of them to axe. */
describe.each([
  { size: 'phone', colorScheme: 'light', pages: Object.keys(PAGES) as PageName[] },
  { size: 'laptop', colorScheme: 'dark', pages: ['version'] satisfies PageName[] },
] as const)('on a $size, $colorScheme', ({ size, colorScheme, pages }) => {
  const viewport = SIZES[size];
  beforeAll(async () => {
    await watched.page.setViewportSize(viewport);
    await watched.page.emulateMedia({ colorScheme });
  });

  it.each(pages)('%s fits, and axe finds nothing', async (name) => {
    const { page, complaints } = watched;
    await page.goto(`${house.origin}${PAGES[name]}`);
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints.splice(0)).toEqual([]);
  });
});
