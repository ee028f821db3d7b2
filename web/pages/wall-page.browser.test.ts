import { html } from 'lit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { deep, deepAll, FakeServer, json, mount, textOf } from '../testing/room.ts';
import { dashboard } from '../testing/story/dashboards.ts';
import { overview } from '../testing/story/overview.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';
// Loaded beforehand: it would come in real time, which the tests stop.
import '../api/contract-check.ts';
import './wall-page.ts';

const HEIGHT = 1080;
const realTimeout = globalThis.setTimeout;

let server: FakeServer;

beforeEach(async () => {
  await page.viewport(1920, HEIGHT);
  server = new FakeServer();
});

afterEach(() => {
  server.stream.stop();
  vi.useRealTimers();
});

async function wall(): Promise<HTMLElement> {
  const element = await mount<HTMLElement>(html`<gl-wall-page wall="main"></gl-wall-page>`, server);
  await expect
    .poll(() => deepAll(element, 'gl-tile .tile').length + deepAll(element, '.value').length)
    .toBeGreaterThan(2);
  return element;
}

/** A wall whose time a test moves. */
async function wallWithFakeTime(): Promise<HTMLElement> {
  vi.useFakeTimers();
  server.stream.start();
  server.hello();
  const mounting = mount<HTMLElement>(html`<gl-wall-page wall="main"></gl-wall-page>`, server);
  // Answers are read in real time, which goes on beside the one that a test moves.
  for (let i = 0; i < 10; i += 1) {
    await vi.advanceTimersByTimeAsync(50);
    await new Promise((resolve) => realTimeout(resolve, 20));
  }
  return mounting;
}

const headline = (element: HTMLElement) => textOf(deep(element, 'h1'));
const alarms = (element: HTMLElement) => deepAll(element, '.alarm').map(textOf);

describe('a wall', () => {
  test('has nothing to press, no scroll bar and no cursor', async () => {
    const element = await wall();
    expect(deepAll(element, 'a, button, input, select, [tabindex]')).toEqual([]);
    expect(getComputedStyle(element).cursor).toBe('none');
    expect(document.documentElement.style.overflow).toBe('hidden');
    element.remove();
    expect(document.documentElement.style.overflow).toBe('');
  });

  test('is legible from six metres: letters of 4.4 % of the height, values of twice that', async () => {
    const element = await wall();
    const size = (node: Element) => Number.parseFloat(getComputedStyle(node).fontSize) / HEIGHT;
    const words = deepAll(element, 'h1, time, .head, .notes, small').filter((node) => textOf(node) !== '');
    expect(words.length).toBeGreaterThan(8);
    for (const node of words) expect(size(node), textOf(node)).toBeGreaterThanOrEqual(0.0439);
    for (const node of deepAll(element, '.value'))
      expect(size(node), textOf(node)).toBeGreaterThanOrEqual(0.088);
  });

  test('has the head of its sentence whole and on one line, however long its age is told', async () => {
    const element = await wall();
    server.clock.learn(FIXED_NOW + 49 * 60_000);
    const tile = deep(element, 'gl-tile[banner]');
    await expect.poll(() => textOf(deep(tile, '.age'))).toBe('49 min ago');
    const banner = deep(tile, '.tile').getBoundingClientRect();
    const head = deep(tile, 'b');
    const { top, height } = head.getBoundingClientRect();
    expect(height).toBeLessThan(2 * Number.parseFloat(getComputedStyle(head).fontSize));
    expect(top).toBeGreaterThanOrEqual(banner.top);
    const particulars = deep(tile, 'small').getBoundingClientRect();
    expect(particulars.height).toBeGreaterThan(0);
    expect(particulars.bottom).toBeLessThanOrEqual(banner.bottom + 1);
  });

  test('goes from screen to screen by the clock, and begins again', async () => {
    const element = await wallWithFakeTime();
    expect(headline(element)).toBe('v3 against its gate');
    const turns: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      await vi.advanceTimersByTimeAsync(6_100);
      server.say({ type: 'alive', at: FIXED_NOW });
      turns.push(headline(element));
    }
    expect(turns).toEqual(['Versions', 'Operations', 'v3 against its gate']);
  });

  test('says STALE SINCE within 15 seconds of losing its server, and stops saying so when it is back', async () => {
    const element = await wallWithFakeTime();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(alarms(element)).toEqual([]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(alarms(element)).toEqual(['STALE SINCE 14:02']);
    const letters = Number.parseFloat(getComputedStyle(deep(element, '.alarm')).fontSize);
    expect(letters / HEIGHT).toBeGreaterThanOrEqual(0.088);
    const opened = server.opened;
    while (server.opened === opened) await vi.advanceTimersByTimeAsync(500);
    server.hello();
    await vi.advanceTimersByTimeAsync(200);
    expect(alarms(element)).toEqual([]);
  });

  test('says so, too, when the server is there and its data are old', async () => {
    const old = overview(FIXED_NOW - 900_000);
    server.answer = (address) => {
      if (address.endsWith('/overview')) return json({ ...old, asOf: FIXED_NOW });
      const one = dashboard('main');
      const screens = one?.screens.slice(1, 2) ?? [];
      return address.includes('/dashboards/') ? json({ ...one, screens }) : undefined;
    };
    server.stream.start();
    server.hello();
    const element = await mount<HTMLElement>(html`<gl-wall-page wall="main"></gl-wall-page>`, server);
    await expect.poll(() => alarms(element)).toEqual(['STALE SINCE 13:47']);
    expect(deepAll(element, '.tile.stale').length).toBeGreaterThan(2);
  });

  test('says which wall it does not find, in letters that can be read', async () => {
    server.answer = () => json({ code: 'not-found', detail: 'There is no dashboard “lobby”.' }, 404);
    const element = await mount<HTMLElement>(html`<gl-wall-page wall="lobby"></gl-wall-page>`, server);
    await expect.poll(() => textOf(element)).toContain('No wall called lobby There is no dashboard “lobby”.');
  });
});
