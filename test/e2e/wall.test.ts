import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Demo } from '../integration/demo-process.ts';
import { freePort } from '../integration/prometheus-server.ts';
import { openPage, startBrowser } from './house.ts';
import { PAGES, SIZES } from './pages.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'gateline-wall-'));

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(ROOT, { recursive: true, force: true });
});

describe('a wall whose server is killed', () => {
  it('says STALE SINCE in large letters, and finds back by itself', async () => {
    const args = ['--port', String(await freePort()), '--history-days', '1'];
    const folder = join(ROOT, 'demo');
    const { page } = await openPage(browser, { viewport: SIZES.hd });
    const stale = page.getByText(/^\s*STALE SINCE\s/i);
    {
      await using demo = new Demo(folder, ...args);
      await page.goto(`${await demo.ready()}${PAGES.wall}`);
      await page.locator('gl-tile').first().waitFor();
      expect(await stale.count()).toBe(0);
      await demo.kill('SIGKILL');
    }
    // Its look is to be stale within 15 s; the rest is for a busy machine.
    await stale.first().waitFor({ timeout: 25_000 });
    const height = await stale
      .first()
      .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    // 4.4 % of the height is what can be read from six metres, and it is to be as large as the numbers: twice that.
    expect(height).toBeGreaterThanOrEqual(0.088 * SIZES.hd.height);
    await using again = new Demo(folder, ...args);
    await again.ready();
    await stale.first().waitFor({ state: 'detached', timeout: 60_000 });
    await page.locator('gl-tile').first().waitFor();
  });
});
