import { html } from 'lit';
import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { deep, deepAll, expectAccessible, mount, textOf } from '../testing/room.ts';
import { evaluations } from '../testing/story/evaluations.ts';
import { FIXED_NOW, ZONE } from '../testing/story/ticket-routing.ts';
import './evaluation-runs.ts';

const { runs } = evaluations('v3', FIXED_NOW);

async function shown() {
  return mount(html`<gl-evaluation-runs .runs=${runs} .zone=${ZONE} .now=${FIXED_NOW}></gl-evaluation-runs>`);
}

describe('evaluation runs', () => {
  test('say when, on what, of which build, how many items and what was left out of them', async () => {
    await page.viewport(1440, 900);
    const element = await shown();
    const rows = deepAll<HTMLTableRowElement>(element, 'tbody tr');
    expect(rows).toHaveLength(runs.length);
    const [first] = rows;
    const cells = [...(first?.children ?? [])].filter((cell) => getComputedStyle(cell).display !== 'none');
    expect(cells.map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
      '21 Nov',
      expect.stringContaining('revision 2026-Q4.1, graded by agents-consensus 3, run by evaluation pipeline'),
      '3.0.0-rc4',
      '3,200',
      '9 errors',
    ]);
    expect(deep<HTMLElement>(element, 'tbody th').title).toBe('Run golden-set/3.0.0-rc4');
    await expectAccessible(element);
  });

  test('that were taken back stay, struck out, with who did it and why', async () => {
    const element = await shown();
    const row = deep<HTMLElement>(element, 'tr.retracted');
    expect(textOf(row)).toContain(
      'Taken back 3 Nov by data lead: the answer key was that of the revision before',
    );
    const name = deep<HTMLElement>(row, 'gl-middle-text');
    expect(getComputedStyle(name).textDecorationLine).toBe('line-through');
  });

  test('fit a phone, with all that is told of them', async () => {
    await page.viewport(390, 844);
    const element = await shown();
    const box = deep<HTMLElement>(element, '.scroll');
    expect(box.scrollWidth).toBeLessThanOrEqual(box.clientWidth);
    const narrow = deepAll<HTMLElement>(element, 'tbody tr:first-child .narrow');
    expect(narrow.map((line) => line.textContent)).toEqual(['build 3.0.0-rc4', '9 errors left out']);
    expect(narrow.every((line) => getComputedStyle(line).display === 'block')).toBe(true);
    await expectAccessible(element);
  });
});
