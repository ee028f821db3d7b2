import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Child } from '../integration/child-process.ts';
import { freePort } from '../setup/free-port.ts';
import { openPage, startBrowser } from './house.ts';
import { PAGES, SIZES } from './pages.ts';

const LAUNCHER = resolve('server/cli/gateline.js');
const ROOT = mkdtempSync(join(tmpdir(), 'gateline-wall-'));

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(ROOT, { recursive: true, force: true });
});

async function started(): Promise<Child> {
  const server = new Child([LAUNCHER, 'serve'], { cwd: ROOT });
  await server.said(/is on http/);
  return server;
}

describe('a wall whose server is killed', () => {
  it('says STALE SINCE in large letters, and finds back by itself', async () => {
    execFileSync(process.execPath, [LAUNCHER, 'init', '.'], { cwd: ROOT, stdio: 'pipe' });
    const origin = `http://127.0.0.1:${await freePort()}`;
    writeFileSync(
      join(ROOT, 'gateline.yaml'),
      `listen: ${new URL(origin).host}\nroadmaps: [roadmap.yaml]\ndashboards: ./dashboards\n`,
    );
    const { page } = await openPage(browser, { viewport: SIZES.hd });
    const stale = page.getByText(/^\s*STALE SINCE\s/i);
    {
      await using server = await started();
      await page.goto(`${origin}${PAGES.wall}`);
      await page.locator('gl-tile').first().waitFor();
      expect(await stale.count()).toBe(0);
      await server.kill('SIGKILL');
    }
    // Its look is to be stale within 15 s; the rest is for a busy machine.
    await stale.first().waitFor({ timeout: 25_000 });
    const height = await stale
      .first()
      .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    // 4.4 % of the height is what can be read from six metres, and it is to be as large as the numbers: twice that.
    expect(height).toBeGreaterThanOrEqual(0.088 * SIZES.hd.height);
    await using _again = await started();
    await stale.first().waitFor({ state: 'detached', timeout: 60_000 });
    await page.locator('gl-tile').first().waitFor();
  });
});
