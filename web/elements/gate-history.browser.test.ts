import { html } from 'lit';
import { afterEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { applyTheme } from '../styles/theme-choice.ts';
import { deep, deepAll, expectAccessible, mount, settled, textOf } from '../testing/room.ts';
import { FIXED_NOW, ZONE } from '../testing/story/ticket-routing.ts';
import { version } from '../testing/story/version.ts';
import './gate-history.ts';

afterEach(() => applyTheme('auto'));

const view = () => {
  const { gate } = version('v3', FIXED_NOW);
  return html`<gl-gate-history .history=${gate?.history} .zone=${ZONE} .now=${FIXED_NOW}></gl-gate-history>`;
};

describe.each(['light', 'dark'] as const)('the history of a gate in the %s theme', (theme) => {
  test('is a line with words, and axe finds nothing', async () => {
    applyTheme(theme);
    const element = await mount(html`<main>${view()}</main>`);
    expect(textOf(element)).toContain('First passed');
    expect(textOf(element)).toContain('reckoned afterwards');
    const blocks = deepAll<SVGRectElement>(element, 'rect');
    expect(blocks.map((block) => block.getAttribute('class'))).toEqual(['unproven', 'pass', 'fail']);
    await expectAccessible(element);
  });
});

test('tells states apart by their heights', async () => {
  const element = await mount(html`<main>${view()}</main>`);
  const heights = deepAll<SVGRectElement>(element, 'rect').map((block) => block.getAttribute('height'));
  expect(new Set(heights).size).toBe(heights.length);
});

test('gives the same as a table, one press away', async () => {
  const element = await mount(html`<main>${view()}</main>`);
  await userEvent.click(deep(element, 'button'));
  await settled(element);
  expect(deepAll(element, 'tbody tr')).toHaveLength(3);
});

test('shows nothing where nothing is known', async () => {
  const history = { timeIn: [], stretches: [] };
  const element = await mount(html`<main><gl-gate-history .history=${history}></gl-gate-history></main>`);
  expect(textOf(element).trim()).toBe('');
});
