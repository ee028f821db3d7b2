import { type Browser, chromium, type Page } from 'playwright-core';
import { build, preview } from 'vite';
import { CONTENT_SECURITY_POLICY, fixturePlugin } from './fixture-plugin.ts';
import { BROKEN, EMPTY, SPOILT } from './story/answer.ts';
import { FIXED_NOW, PRODUCT } from './story/ticket-routing.ts';

/**
 * `node web/testing/screenshots.ts FOLDER [words…]`: builds the pages, serves them with the story of the fixtures under the real
 * content security policy, and takes pictures of each page in each size, light and dark, and prints each once as a PDF. Words narrow it: `wall 3840 dark`. Prints
 * whatever the console says, and which pages are wider than their screen.
 */
const [folder, ...words] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say which folder the pictures go to.');

const SIZES = [
  { name: '390', width: 390, height: 844 },
  { name: '1440', width: 1440, height: 900 },
  { name: '1920', width: 1920, height: 1080 },
  { name: '3840', width: 3840, height: 2160 },
] as const;

const PAGES: readonly (readonly [string, string])[] = [
  ['products', '/'],
  ['overview', `/${PRODUCT}`],
  ['overview-empty', `/${EMPTY}`],
  ['overview-broken', `/${BROKEN}`],
  ['overview-spoilt', `/${SPOILT}`],
  ['version', `/${PRODUCT}/versions/v3`],
  ['version-v4', `/${PRODUCT}/versions/v4`],
  ['version-v2', `/${PRODUCT}/versions/v2`],
  ['compare', `/${PRODUCT}/compare?a=v2&b=v3`],
  ['compare-empty', `/${EMPTY}/compare`],
  ['roadmap', `/${PRODUCT}/roadmap`],
  ['roadmap-empty', `/${EMPTY}/roadmap`],
  ['oncall', `/${PRODUCT}/oncall`],
  ['oncall-quiet', `/${EMPTY}/oncall`],
  ['review', `/${PRODUCT}/review/current`],
  ['review-empty', `/${EMPTY}/review/current`],
  ['data', `/${PRODUCT}/data`],
  ['dashboards', '/dashboards'],
  ['dashboard', '/dashboards/on-call'],
  ['wall', '/wall/main'],
  ['not-found', '/nowhere/at/all/there'],
];

function wanted(picture: string): boolean {
  return words.every((word) => picture.split(/[-.]/).includes(word) || picture.startsWith(`${word}.`));
}

const outDir = `/tmp/gateline-screenshots-${process.pid}`;
const configFile = new URL('../vite.config.ts', import.meta.url).pathname;
const started = Date.now();
const plugins = [fixturePlugin(() => FIXED_NOW + Date.now() - started)];
await build({ configFile, build: { outDir, emptyOutDir: true }, logLevel: 'warn' });
const server = await preview({
  configFile,
  plugins,
  build: { outDir },
  preview: {
    port: 0,
    host: '127.0.0.1',
    headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY },
  },
});
const origin = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: process.env.GATELINE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  await takeAll(browser);
} finally {
  await browser.close();
  await server.close();
  process.getBuiltinModule('node:fs').rmSync(outDir, { recursive: true });
}

async function takeAll(browser: Browser): Promise<void> {
  for (const size of SIZES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const pages = PAGES.filter(([name]) => wanted(`${name}.${size.name}.${colorScheme}`));
      if (pages.length === 0) continue;
      const context = await browser.newContext({
        viewport: size,
        colorScheme,
        reducedMotion: 'reduce',
        deviceScaleFactor: size.name === '390' ? 2 : 1,
        hasTouch: size.name === '390',
      });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() !== 'info') console.log(`  ${page.url()}: ${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.log(`  ${page.url()}: ${error.message}`));
      for (const [name, path] of pages) await take(page, path, `${name}.${size.name}.${colorScheme}`);
      await context.close();
    }
  }
}

async function take(page: Page, path: string, name: string): Promise<void> {
  await page.goto(new URL(path, origin).href);
  await page.waitForTimeout(900);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const walls = path.startsWith('/wall');
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: !walls });
  if (walls) await takeScreens(page, name);
  if (name.endsWith('1440.light'))
    await page.pdf({ path: `${folder}/${name}.pdf`, format: 'A4', printBackground: false });
  console.log(`${name}${tooWide > 0 ? ` is ${tooWide} px wider than the screen` : ''}`);
}

/** The other screens of a wall, and how it looks once the server falls silent. */
async function takeScreens(page: Page, name: string): Promise<void> {
  for (const screen of [2, 3]) {
    await page.waitForTimeout(6_000);
    await page.screenshot({ path: `${folder}/${name}.screen-${screen}.png` });
  }
  await page.request.post(`${origin}api/v1/fixture/silence`);
  await page.waitForTimeout(15_000);
  await page.screenshot({ path: `${folder}/${name}.stale.png` });
  await page.request.post(`${origin}api/v1/fixture/speech`);
}
