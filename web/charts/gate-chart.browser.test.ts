import { html } from 'lit';
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ActualJson } from '../../server/http/contract/verdict.ts';
import type { CriterionAnswer, CriterionView } from '../elements/criterion-view.ts';
import { applyTheme } from '../styles/theme-choice.ts';
import { deep, deepAll, expectAccessible, mount, settled, textOf } from '../testing/room.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';
import { version } from '../testing/story/version.ts';
import '../elements/criterion-view.ts';
import type { GateChart } from './gate-chart.ts';

const STORY = version('v3', FIXED_NOW);

function criterion(signal: string) {
  const answer = STORY.criteria.find((one) => one.signal?.name === signal);
  return html`<gl-criterion
    .answer=${answer}
    .dueAt=${STORY.gate?.dueAt}
    .now=${FIXED_NOW}
    zone="Europe/Berlin"
    currency="USD"
  ></gl-criterion>`;
}

async function chartOf(signal: string): Promise<{ view: CriterionView; chart: GateChart }> {
  const view = await mount<CriterionView>(criterion(signal));
  const chart = deep<GateChart>(view, 'gl-gate-chart');
  await expect.poll(() => chart.chart).toBeDefined();
  return { view, chart };
}

/** What a line of the chart draws. */
function drawn(chart: GateChart, line: 'target' | 'actual'): readonly { readonly y: number | null }[] {
  const dataset = chart.chart?.data.datasets[line === 'target' ? 0 : 3];
  return (dataset?.data ?? []) as unknown as { y: number | null }[];
}

beforeEach(() => page.viewport(1200, 800));

describe('a gate chart', () => {
  test('overlays the actual on the moving target, which is inside the plot', async () => {
    const { chart } = await chartOf('cost_per_request');
    expect(drawn(chart, 'actual').length).toBe(chart.points.length);
    const levels = drawn(chart, 'target')
      .map((spot) => spot.y)
      .filter((y) => y !== null);
    expect(new Set(levels).size).toBeGreaterThan(10);
    const { min, max } = chart.chart?.scales.y ?? { min: 1, max: 0 };
    expect(min).toBe(0);
    expect(Math.max(...levels)).toBeLessThan(max);
  });

  test('is read point by point with the keyboard, and says what it reads', async () => {
    const { view, chart } = await chartOf('cost_per_request');
    const plot = deep<HTMLElement>(view, '[role=slider]');
    plot.focus();
    await userEvent.keyboard('{End}');
    await settled(chart);
    expect(plot.getAttribute('aria-valuetext')).toMatch(
      /^23 Nov, 13:00–14:02: \$0\.00\d+, .*n .*still running$/,
    );
    await userEvent.keyboard('{Home}{ArrowRight}');
    await settled(chart);
    expect(plot.getAttribute('aria-valuenow')).toBe('1');
    expect(textOf(deep(chart, '.line'))).toBe(plot.getAttribute('aria-valuetext'));
    await userEvent.keyboard('{Escape}');
    await settled(chart);
    expect(textOf(deep(chart, '.line'))).toContain('Each point is 4 hours');
  });

  test('is read with the pointer', async () => {
    const { view, chart } = await chartOf('latency_p99');
    await userEvent.hover(deep(view, '.plot'));
    await settled(chart);
    expect(textOf(deep(chart, '.line'))).toMatch(/^\d+ Nov, .*: 1\.\d\d s/);
  });

  test('shows the same numbers as a table', async () => {
    const { view } = await chartOf('cost_per_request');
    await userEvent.click(deep(view, 'gl-same-numbers button, button.plain'));
    await settled(view);
    const rows = deepAll(view, 'tbody tr');
    // The first is the forecast.
    expect(rows.length).toBe(1 + (STORY.criteria[4]?.chart?.points.length ?? 0));
    expect(textOf(rows[1] as Element)).toMatch(/\$0\.00\d+ so far/);
    expect(rows.some((row) => textOf(row).includes('no data'))).toBe(true);
  });

  test('lives on when new numbers come: the same chart, without a flicker', async () => {
    const { view, chart } = await chartOf('latency_p99');
    const before = chart.chart;
    const answer = view.answer;
    if (answer?.chart === undefined) throw new Error('the story changed');
    const points = answer.chart.points.map((point, i, all) =>
      i === all.length - 1 ? { ...point, value: 1.99 } : point,
    );
    view.answer = { ...answer, chart: { ...answer.chart, points } };
    await settled(view);
    await expect.poll(() => drawn(chart, 'actual').at(-1)?.y).toBe(1.99);
    expect(chart.chart).toBe(before);
  });

  test('draws where the trend leads as a dotted cone to the due date, and tells its numbers in the table', async () => {
    const { view, chart } = await chartOf('cost_per_request');
    const { expected } =
      STORY.criteria.find((one) => one.signal?.name === 'cost_per_request')?.forecast ?? {};
    const ends = chart.chart?.data.datasets.slice(4).map(({ data }) => data.at(-1));
    const dueAt = STORY.gate?.dueAt;
    expect(ends).toEqual([expected?.lower, expected?.upper, expected?.value].map((y) => ({ x: dueAt, y })));
    expect(textOf(deep(chart, '.line'))).toContain('dotted: where it leads if it goes on');
    await userEvent.click(deep(view, 'gl-same-numbers button, button.plain'));
    await settled(view);
    expect(textOf(deepAll(view, 'tbody tr')[0] as Element)).toMatch(/^14 Dec, forecast \$0\.0/);
  });

  test('follows the theme', async () => {
    const { chart } = await chartOf('latency_p99');
    const colour = () => chart.chart?.data.datasets[3]?.borderColor;
    applyTheme('light');
    await expect.poll(colour).toBe('#12161a');
    applyTheme('dark');
    await expect.poll(colour).toBe('#eaedf0');
    applyTheme('auto');
  });

  test('is gone when its element goes, and none is made for one that left before', async () => {
    const { view, chart } = await chartOf('latency_p99');
    const living = chart.chart;
    view.remove();
    expect(chart.chart).toBeUndefined();
    expect(living?.ctx).toBeNull();
    const early = await mount<CriterionView>(criterion('error_rate'));
    const left = deep<GateChart>(early, 'gl-gate-chart');
    early.remove();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(left.chart).toBeUndefined();
  });

  test('comes back when its element does', async () => {
    const { view, chart } = await chartOf('latency_p99');
    const room = view.parentElement;
    view.remove();
    room?.append(view);
    await expect.poll(() => chart.chart).toBeDefined();
  });

  test('keeps its measures while it waits for the drawing: nothing jumps', async () => {
    const view = await mount<CriterionView>(criterion('accuracy'));
    const early = view.getBoundingClientRect().height;
    await expect.poll(() => deep<GateChart>(view, 'gl-gate-chart').chart).toBeDefined();
    expect(view.getBoundingClientRect().height).toBe(early);
  });

  test('draws evaluations as points, not as a line', async () => {
    const { chart } = await chartOf('accuracy');
    expect(chart.chart?.data.datasets[3]?.showLine).toBe(false);
  });

  test('has its marks on a lane beneath, each of which says what happened', async () => {
    const { view, chart } = await chartOf('cost_per_request');
    const marks = deepAll<HTMLButtonElement>(view, 'gl-mark-lane button, ul button');
    expect(marks.length).toBe(4);
    marks[0]?.focus();
    await settled(chart);
    expect(textOf(deep(chart, '.line'))).toContain('Lifecycle: v3 moved from staging to rollout');
  });

  test('is accessible, with its table open', async () => {
    const { view } = await chartOf('cost_per_request');
    await userEvent.click(deep(view, 'button.plain'));
    await settled(view);
    await expectAccessible(view);
  });

  test('keeps its width on a phone when its table is opened, which scrolls within', async () => {
    await page.viewport(360, 740);
    const { view } = await chartOf('cost_per_request');
    const width = view.scrollWidth;
    await userEvent.click(deep(view, 'button.plain'));
    await settled(view);
    expect(deep(view, 'table').scrollWidth).toBeGreaterThan(width);
    expect(view.scrollWidth).toBe(width);
    expect(document.documentElement.scrollWidth).toBe(360);
  });
});

test('a criterion that nobody has started shows its target and no empty figures', async () => {
  const [answer] = version('v4', FIXED_NOW).criteria;
  const view = await mount<CriterionView>(
    html`<gl-criterion .answer=${answer} .now=${FIXED_NOW}></gl-criterion>`,
  );
  expect(textOf(view)).toContain('Nothing was observed in this time.');
  expect(textOf(view)).toContain('Target ≥ 93 %');
  expect(deepAll(view, '[role=slider]')).toHaveLength(0);
  await expectAccessible(view);
});

test('production and evaluation stand side by side, with what is between them', async () => {
  const answer = STORY.criteria.find((one) => one.signal?.name === 'accuracy') as CriterionAnswer;
  const decided = answer.verdict.actual as ActualJson;
  const drift = {
    production: { ...decided, evidence: 'production' as const, value: 0.902 },
    evaluation: decided,
    difference: -0.026,
    lower: -0.041,
    upper: -0.011,
    confidence: 0.95,
    beyondNoise: true,
    sentence: 'Production is 2.6 pp below the evaluation of golden-set, more than noise.',
  };
  const view = await mount<CriterionView>(
    html`<gl-criterion .answer=${{ ...answer, drift }} .now=${FIXED_NOW}></gl-criterion>`,
  );
  expect(textOf(view).replaceAll('\u00a0', ' ')).toContain(drift.sentence);
  expect(textOf(view)).toContain('In production 90.2 %');
  await expectAccessible(view);
});

test('what somebody vouched by is a link', async () => {
  const verdict = {
    text: 'attested by security: “rollback drill done”',
    kind: 'attested' as const,
    state: 'pass' as const,
    reason: 'attested',
    sentence: 'v3 passes: security attested “rollback drill done” on 2 Nov 2026.',
    advisory: false,
    attested: {
      role: 'security',
      statement: 'rollback drill done',
      attestation: { by: 'security', on: '2026-11-02', link: 'https://wiki.example.com/drill' },
    },
    note: 'Repeated every quarter.',
    defaults: [],
  };
  const view = await mount<CriterionView>(
    html`<gl-criterion .answer=${{ verdict }} .now=${FIXED_NOW}></gl-criterion>`,
  );
  expect(deep<HTMLAnchorElement>(view, 'a').href).toBe('https://wiki.example.com/drill');
  expect(textOf(view)).toContain('Repeated every quarter.');
  await expectAccessible(view);
});
