import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import type { GateChart } from '../../web/charts/gate-chart.ts';
import { Demo } from '../integration/demo-process.ts';
import type { ServiceControls } from '../integration/ticket-service.ts';
import { SERVICES, servicePath } from '../setup/service-paths.ts';

/** A browser without anything that would reach out of this machine. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: servicePath(SERVICES.chromium),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
}

/** What the pages of one person share: cookies, and what the browser has loaded and compiled. */
export async function openContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  return await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
}

/** A page, and everything that it complained about. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, requests that failed; in the order in which they came. */
  readonly complaints: string[];
}

/** Opens a page of somebody new, that keeps account of what goes wrong in it. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const page = await (await openContext(browser, options)).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return { page, complaints };
}

/** Waits until a page shows what it was opened for: it has come, nothing waits any more, and charts are drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const within = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : within(element.shadowRoot)),
      ]);
    const all = within(document);
    const come = all.some(
      ({ localName, shadowRoot }) => /^gl-.+-page$/.test(localName) && shadowRoot?.firstElementChild,
    );
    const waits = all.some((element) => element.matches('[aria-busy=true]'));
    const drawn = (chart: Element) =>
      (chart as GateChart).chart !== undefined || chart.shadowRoot?.querySelector('.none') !== null;
    return come && !waits && all.filter(({ localName }) => localName === 'gl-gate-chart').every(drawn);
  });
}

/** What axe finds wrong with a page, a line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Our pages have no frames: in this mode axe needs no second page to add up what it found in each.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** The demo of one test file with all of its year, and a browser beside it. */
export class House implements AsyncDisposable {
  readonly demo: Demo;
  readonly browser: Browser;
  readonly origin: string;
  readonly #folder: string;

  private constructor(folder: string, demo: Demo, browser: Browser, origin: string) {
    this.#folder = folder;
    this.demo = demo;
    this.browser = browser;
    this.origin = origin;
  }

  static async open(...args: string[]): Promise<House> {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-e2e-'));
    const demo = new Demo(join(folder, 'demo'), '--port', '0', ...args);
    const [browser, origin] = await Promise.all([startBrowser(), demo.ready()]);
    return new House(folder, demo, browser, origin);
  }

  get service(): ServiceControls {
    return this.demo.service;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    if (this.demo.running) await this.demo.kill('SIGINT');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
