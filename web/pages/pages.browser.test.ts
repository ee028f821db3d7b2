import { html, type TemplateResult } from 'lit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { applyTheme } from '../styles/theme-choice.ts';
import { deepAll, expectAccessible, FakeServer, json, mount, textOf } from '../testing/room.ts';
import { BROKEN, EMPTY } from '../testing/story/answer.ts';
import { PRODUCT } from '../testing/story/ticket-routing.ts';
import './compare-page.ts';
import './dashboard-page.ts';
import './dashboards-page.ts';
import './data-page.ts';
import './not-found-page.ts';
import './on-call-page.ts';
import './overview-page.ts';
import './products-page.ts';
import './review-page.ts';
import './roadmap-page.ts';
import './sign-in-page.ts';
import './version-page.ts';
import './wall-page.ts';

type View = (product: string) => TemplateResult;

const OF_PRODUCT: readonly (readonly [string, View, string])[] = [
  [
    'overview',
    (product) => html`<gl-overview-page .product=${product}></gl-overview-page>`,
    'v3 fails on cost per request',
  ],
  [
    'version',
    (product) => html`<gl-version-page .product=${product} item="v3"></gl-version-page>`,
    '≤ $0.00443',
  ],
  [
    'compare',
    (product) => html`<gl-compare-page .product=${product} query="?a=v2&b=v3"></gl-compare-page>`,
    'v3 differs from v2 by more than noise',
  ],
  ['roadmap', (product) => html`<gl-roadmap-page .product=${product}></gl-roadmap-page>`, 'due 20 Nov'],
  ['on call', (product) => html`<gl-on-call-page .product=${product}></gl-on-call-page>`, 'Half-open'],
  ['review', (product) => html`<gl-review-page .product=${product}></gl-review-page>`, 'Review of Q4 2026'],
];

const GENERAL: readonly (readonly [string, View, string])[] = [
  ['products', () => html`<gl-products-page></gl-products-page>`, 'Document summaries'],
  ['data', () => html`<gl-data-page product=${PRODUCT}></gl-data-page>`, 'was refused'],
  ['dashboards', () => html`<gl-dashboards-page></gl-dashboards-page>`, 'On call at a glance'],
  ['dashboard', () => html`<gl-dashboard-page dashboard="on-call"></gl-dashboard-page>`, '1 half-open'],
  ['wall', () => html`<gl-wall-page wall="main"></gl-wall-page>`, 'v3 against its gate'],
  ['sign-in', () => html`<gl-sign-in-page></gl-sign-in-page>`, 'Sign in to Gateline'],
  ['not-found', () => html`<gl-not-found-page></gl-not-found-page>`, 'There is nothing here'],
];

beforeEach(() => page.viewport(1440, 900));
afterEach(() => applyTheme('auto'));

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each([...OF_PRODUCT, ...GENERAL])(
    'the page %s shows its story, and axe finds nothing',
    async (_, view, words) => {
      applyTheme(theme);
      const element = await mount(html`<main>${view(PRODUCT)}</main>`);
      await element.querySelector('main > *')?.getAnimations();
      await settledPage(element);
      expect(textOf(element)).toContain(words);
      await expectAccessible(element);
    },
  );
});

test.each(OF_PRODUCT)(
  'the page %s says what happened when the server cannot answer, and tries again',
  async (_, view) => {
    const element = await mount(html`<main>${view(BROKEN)}</main>`);
    await settledPage(element);
    expect(textOf(element)).toContain('The store cannot be read: the disk of /data is full.');
    expect(textOf(element)).toContain('Try again');
    expect(deepAll(element, 'h1')).toHaveLength(1);
    await expectAccessible(element);
  },
);

test.each([
  ['overview', html`<gl-overview-page product=${EMPTY}></gl-overview-page>`, 'lifecycle: candidate'],
  ['compare', html`<gl-compare-page product=${EMPTY}></gl-compare-page>`, 'lifecycle: candidate'],
  ['roadmap', html`<gl-roadmap-page product=${EMPTY}></gl-roadmap-page>`, 'milestones:'],
  ['on call', html`<gl-on-call-page product=${EMPTY}></gl-on-call-page>`, 'spend:'],
  ['review', html`<gl-review-page product=${EMPTY}></gl-review-page>`, 'gate:'],
  ['data', html`<gl-data-page product=${EMPTY}></gl-data-page>`, 'sources:'],
] as const)('the page %s without anything says what brings it', async (_, view, line) => {
  const element = await mount(html`<main>${view}</main>`);
  await settledPage(element);
  expect(textOf(element)).toContain(line);
  await expectAccessible(element);
});

test.each(OF_PRODUCT)('the page %s waits with a skeleton that is not seen at once', async (_, view) => {
  const server = new FakeServer();
  server.answer = () => new Promise<Response>(() => undefined);
  const element = await mount(html`<main>${view(PRODUCT)}</main>`, server);
  const skeleton = element.firstElementChild?.shadowRoot?.querySelector('.skeleton');
  expect(skeleton).not.toBeNull();
  expect(getComputedStyle(skeleton as Element).animationDelay).toBe('0.3s');
});

test('a list without products says how to begin', async () => {
  const server = new FakeServer();
  server.answer = () => json({ asOf: 0, products: [] });
  const element = await mount(html`<main><gl-products-page></gl-products-page></main>`, server);
  await settledPage(element);
  expect(textOf(element)).toContain('npx gateline init');
});

test.each([360, 768, 1440])('no page is wider than a screen of %d, with its tables open', async (width) => {
  await page.viewport(width, 844);
  for (const [name, view] of [...OF_PRODUCT, ...GENERAL]) {
    const element = await mount(html`<main>${view(PRODUCT)}</main>`);
    await settledPage(element);
    expect(document.documentElement.scrollWidth, name).toBeLessThanOrEqual(width);
    await openTables(element);
    expect(document.documentElement.scrollWidth, `${name}, tables open`).toBeLessThanOrEqual(width);
    element.remove();
  }
});

test('on call, axe finds nothing when the tables are open', async () => {
  const element = await mount(html`<main><gl-on-call-page product=${PRODUCT}></gl-on-call-page></main>`);
  await settledPage(element);
  await openTables(element);
  expect(deepAll(element, 'gl-data-table').length).toBeGreaterThan(1);
  await expectAccessible(element);
});

test('what is kept is shown whole, on a phone too', async () => {
  await page.viewport(360, 740);
  const element = await mount(html`<main><gl-data-page product=${PRODUCT}></gl-data-page></main>`);
  await settledPage(element);
  const box = deepAll(deepAll(element, 'gl-data-table')[0] as Element, '.scroll')[0];
  expect(box?.scrollWidth).toBe(box?.clientWidth);
  expect(box?.scrollHeight).toBe(box?.clientHeight);
});

test('on call, everything that is pressed with a thumb is at least 44 px high', async () => {
  await page.viewport(390, 844);
  const element = await mount(html`<main><gl-on-call-page product=${PRODUCT}></gl-on-call-page></main>`);
  await settledPage(element);
  const pressed = deepAll<HTMLElement>(element, 'a, button:not(.plain)');
  expect(pressed.length).toBeGreaterThan(3);
  for (const one of pressed)
    expect(one.getBoundingClientRect().height, textOf(one)).toBeGreaterThanOrEqual(44);
});

test('an item stands in earlier quarters, too, where milestones of it are due', async () => {
  const element = await mount(html`<main><gl-roadmap-page product=${PRODUCT}></gl-roadmap-page></main>`);
  await settledPage(element);
  const begun = deepAll(element, 'gl-roadmap-grid').flatMap((grid) => deepAll(grid, '.begun'));
  expect(begun.map(textOf)).toEqual([
    'Automated quality gates, self-healing pipeline 2 milestones, due Q1 2027',
  ]);
});

test('four versions by six signals fit a laptop’s screen', async () => {
  await page.viewport(1366, 768);
  const element = await mount(html`<main><gl-overview-page product=${PRODUCT}></gl-overview-page></main>`);
  await settledPage(element);
  const matrix = element.firstElementChild?.shadowRoot?.querySelector('gl-version-matrix');
  const header = 53;
  expect((matrix?.getBoundingClientRect().bottom ?? 9999) + header).toBeLessThanOrEqual(768);
});

async function openTables(element: Element): Promise<void> {
  for (const button of deepAll(element, 'gl-same-numbers').flatMap((one) =>
    deepAll<HTMLButtonElement>(one, 'button'),
  )) {
    button.click();
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
}

async function settledPage(element: Element): Promise<void> {
  const shown = element.firstElementChild as { settled?: () => Promise<void> } | null;
  await shown?.settled?.();
  await expect.poll(() => deepAll(element, '.skeleton')).toHaveLength(0);
  await new Promise((resolve) => setTimeout(resolve, 150));
}
