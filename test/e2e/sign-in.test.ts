import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Child } from '../integration/child-process.ts';
import { openPage, startBrowser } from './house.ts';

const LAUNCHER = resolve('server/cli/gateline.js');
const FOLDER = mkdtempSync(join(tmpdir(), 'gateline-sign-in-'));

const gateline = (...args: string[]) =>
  execFileSync(process.execPath, [LAUNCHER, ...args], {
    cwd: FOLDER,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();

let browser: Browser;
let server: Child;
let origin: string;
beforeAll(async () => {
  gateline('init');
  writeFileSync(
    join(FOLDER, 'gateline.yaml'),
    'listen: 127.0.0.1:0\nroadmaps: [roadmap.yaml]\ndashboards: ./dashboards\n',
  );
  gateline('token', 'create', '--role', 'admin');
  server = new Child([LAUNCHER, 'serve'], { cwd: FOLDER });
  origin = (await server.said(/is on (http:\/\/[\d.:]+)/))[1] ?? '';
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  rmSync(FOLDER, { recursive: true, force: true });
});

describe('a server with tokens', () => {
  it('asks who is there, and lets a viewer in with a cookie that no script can read', async () => {
    const token = gateline('token', 'create', '--role', 'viewer', '--name', 'product team');
    const { page } = await openPage(browser);
    await page.goto(`${origin}/my-product/oncall`);
    await page.getByLabel('Token').fill('gl_nonsense');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: /token/i }).waitFor();
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Circuit breakers' }).waitFor();
    expect(page.url()).toBe(`${origin}/my-product/oncall`);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(cookie?.value).not.toContain(token);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect((await page.request.get(`${origin}/api/v1/sources`)).status()).toBe(401);
  });

  it('shows a wall by a link whose token does not stay in the address, and shows it nothing else', async () => {
    const token = gateline('token', 'create', '--role', 'display', '--name', 'hall');
    const { page } = await openPage(browser);
    await page.goto(`${origin}/wall/office#token=${token}`);
    await page.locator('gl-tile').first().waitFor();
    expect(page.url()).toBe(`${origin}/wall/office`);
    expect((await page.request.get(`${origin}/api/v1/products/my-product/gates`)).status()).toBe(200);
    expect((await page.request.get(`${origin}/api/v1/sources`)).status()).toBe(403);
  });

  it('forgets who was signed in when their token is revoked', async () => {
    const token = gateline('token', 'create', '--role', 'viewer');
    const { page } = await openPage(browser);
    await page.goto(`${origin}/my-product#token=${token}`);
    await page.locator('gl-overview-page').waitFor();
    gateline('token', 'revoke', token.slice(3, 11));
    await expect.poll(async () => (await page.request.get(`${origin}/api/v1/products`)).status()).toBe(401);
    await page.reload();
    await page.getByLabel('Token').waitFor();
  });
});
