import { html } from 'lit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { deep, deepAll, expectAccessible, FakeServer, json, mount, textOf } from '../testing/room.ts';
import { compared } from '../testing/story/compare.ts';
import { FIXED_NOW, PRODUCT } from '../testing/story/ticket-routing.ts';
import type { ComparePage } from './compare-page.ts';
import './compare-page.ts';

const HOME = location.href;

/** A machine that has much to do takes longer than a page is patient. */
const PATIENT = { timeout: 30_000 };

beforeEach(() => page.viewport(1440, 900));
afterEach(() => history.replaceState(null, '', HOME));

async function shown(query: string, server = new FakeServer()) {
  const element = await mount(
    html`<main><gl-compare-page product=${PRODUCT} .query=${query}></gl-compare-page></main>`,
    server,
  );
  const found = deep<ComparePage>(element, 'gl-compare-page');
  await expect.poll(() => asked(server), PATIENT).toBeDefined();
  await found.settled();
  return { element, found, server };
}

function asked(server: FakeServer): string | undefined {
  return server.asked.findLast((address) => address.includes('/compare'));
}

test('without an address, the newest version that has begun is compared with the one before', async () => {
  const { server } = await shown('');
  expect(asked(server)).toContain('/compare?a=v2&b=v3');
});

test('picking with the keyboard asks for the other side, keeps what is shown, and writes the address', async () => {
  const { element, server } = await shown('?a=v2&b=v3');
  const builds = deepAll<HTMLSelectElement>(element, 'select')[1];
  if (builds === undefined) throw new Error('There are no selectors.');
  builds.value = '2.3.1';
  builds.dispatchEvent(new Event('change'));
  await expect.poll(() => asked(server), PATIENT).toContain('a=v2&a_build=2.3.1&b=v3');
  expect(location.search).toBe('?a=v2&a_build=2.3.1&b=v3');
  expect(textOf(element)).toContain('v3 differs from v2');
});

test('the two sides are swapped by one press', async () => {
  const { element, server } = await shown('?a=v2&b=v3&b_build=3.0.0-rc4');
  deep<HTMLButtonElement>(element, 'button[title="Swap the two sides"]').click();
  await expect.poll(() => asked(server), PATIENT).toContain('a=v3&a_build=3.0.0-rc4&b=v2');
});

test('nothing to compare says why', async () => {
  const server = new FakeServer();
  server.answer = (address) =>
    address.includes('/compare')
      ? json({ ...compared(FIXED_NOW), rows: [], changes: [], sentence: 'There is nothing.' })
      : undefined;
  const { element } = await shown('?a=v1&b=v3', server);
  await expect
    .poll(() => textOf(element), PATIENT)
    .toContain('Neither v2 nor v3 served traffic or was evaluated in that time.');
  await expectAccessible(element);
});

test('on a phone each signal is a card with everything that is told of it', async () => {
  await page.viewport(390, 844);
  const { element } = await shown('?a=v2&b=v3');
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  const rows = deepAll<HTMLTableRowElement>(element, 'tbody tr');
  expect(getComputedStyle(rows[0] as HTMLElement).display).toBe('grid');
  expect(textOf(rows[2] as HTMLElement)).toContain('More than noise');
  await expectAccessible(element);
});
