import { html } from 'lit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { deep, deepAll, expectAccessible, FakeServer, json, mount, textOf } from '../testing/room.ts';
import { FIXED_NOW, PRODUCT } from '../testing/story/ticket-routing.ts';
import './shell.ts';

const HOME = location.href;

async function enter(path: string, server = new FakeServer()): Promise<HTMLElement> {
  history.replaceState(null, '', path);
  const shell = await mount(html`<gl-shell></gl-shell>`, server);
  await expect.poll(() => deepAll(shell, 'h1').length).toBeGreaterThan(0);
  return shell;
}

const link = (shell: HTMLElement, words: string) => {
  const found = deepAll<HTMLAnchorElement>(shell, 'a').find((one) => textOf(one) === words);
  if (found === undefined) throw new Error(`there is no link “${words}”`);
  return found;
};

beforeEach(() => page.viewport(1440, 900));
afterEach(() => history.replaceState(null, '', HOME));

describe('the shell', () => {
  test('leads to a page by a real link: address, title, heading and focus change', async () => {
    const shell = await enter(`/${PRODUCT}`);
    await expect.poll(() => document.title).toBe('Ticket routing · Gateline');
    await userEvent.click(link(shell, 'On call'));
    await expect.poll(() => location.pathname).toBe(`/${PRODUCT}/oncall`);
    await expect.poll(() => document.title).toBe('On call · Ticket routing · Gateline');
    await expect.poll(() => deepAll(shell, 'h1').map(textOf)).toEqual(['On call']);
    await expect.poll(() => innermostFocus()?.tagName).toBe('H1');
    expect(link(shell, 'On call').getAttribute('aria-current')).toBe('page');
  });

  test('goes back, and forward again', async () => {
    const shell = await enter(`/${PRODUCT}`);
    await userEvent.click(page.getByRole('link', { name: 'Data', exact: true }));
    await expect.poll(() => deepAll(shell, 'h1').map(textOf)).toEqual(['Data']);
    history.back();
    await expect.poll(() => deepAll(shell, 'gl-version-matrix').length).toBe(1);
    history.forward();
    await expect.poll(() => deepAll(shell, 'h1').map(textOf)).toEqual(['Data']);
    history.back();
    await expect.poll(() => deepAll(shell, 'gl-version-matrix').length).toBe(1);
  });

  test('leads from a cell to its criterion, and puts the focus there', async () => {
    const shell = await enter(`/${PRODUCT}`);
    const cells = () => deepAll(shell, 'gl-matrix-cell').map((cell) => deep<HTMLAnchorElement>(cell, 'a'));
    await expect.poll(() => cells().length).toBeGreaterThan(10);
    const cell = cells().find((one) => one.href.endsWith('/v3#cost_per_request'));
    cell?.click();
    await expect.poll(() => innermostFocus()?.id).toBe('cost_per_request');
  });

  test('has landmarks, a way past the bar, and nothing that axe would complain about', async () => {
    const shell = await enter(`/${PRODUCT}`);
    const skip = deep<HTMLAnchorElement>(shell, '.skip');
    expect(new URL(skip.href).hash).toBe('#main');
    expect(shell.querySelector('main')?.id).toBe('main');
    expect(deepAll(shell, 'header, nav, main').length).toBe(4);
    await expectAccessible(document.documentElement);
  });

  test('tells a changed verdict to who cannot see it, and no other product’s', async () => {
    const server = new FakeServer();
    server.stream.start();
    server.hello();
    const shell = await enter(`/${PRODUCT}`, server);
    const verdict = { type: 'verdict', at: FIXED_NOW, item: 'v3', from: 'unproven', to: 'fail' } as const;
    server.say({ ...verdict, product: 'another' });
    server.say({ ...verdict, product: PRODUCT });
    await expect
      .poll(() => deepAll(shell, '[role=status]').map(textOf))
      .toContain('The gate of v3 went from unproven to fail.');
    server.stream.stop();
  });

  test('lets one sign out where one had to sign in, and says as whom', async () => {
    const server = new FakeServer();
    const asked: string[] = [];
    server.answer = (address, init) => {
      if (address !== '/api/v1/session') return undefined;
      asked.push(init.method ?? 'GET');
      return init.method === 'DELETE'
        ? new Response(null, { status: 204 })
        : json({ role: 'viewer', open: false, name: 'quality team' });
    };
    const shell = await enter(`/${PRODUCT}`, server);
    const button = () =>
      deepAll<HTMLButtonElement>(shell, 'button').find((one) => textOf(one) === 'Sign out');
    await expect.poll(() => button()?.title).toBe('Signed in as quality team');
    button()?.click();
    await expect.poll(() => asked).toEqual(['GET', 'DELETE']);
  });

  test('an address that leads nowhere says so', async () => {
    const shell = await enter('/a/b/c/d');
    expect(deepAll(shell, 'h1').map(textOf)).toEqual(['There is nothing here']);
  });
});

function innermostFocus(): Element | null {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}
