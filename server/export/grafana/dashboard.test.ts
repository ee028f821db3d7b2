import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Roadmap } from '../../../core/roadmap/roadmap.ts';
import { readRoadmapText } from '../../roadmap-file/read-roadmap-text.ts';
import { PageLinks } from '../links.ts';
import { grafanaDashboard } from './dashboard.ts';

const links = new PageLinks('https://gateline.example.com/');

/** As much of Grafana's own schema of a dashboard (kinds/dashboard, version 41) as such a file must hold. */
const target = z.object({
  refId: z.string().regex(/^[A-Z]$/),
  datasource: z.object({ type: z.literal('prometheus'), uid: z.literal('$datasource') }),
  expr: z.string().min(1),
  legendFormat: z.string().min(1),
});
const panel = z.object({
  id: z.int().positive(),
  title: z.string(),
  gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1).max(24), h: z.int().min(1) }),
});
const chart = panel.extend({
  type: z.enum(['timeseries', 'state-timeline']),
  targets: z.array(target).min(1),
  fieldConfig: z.object({
    defaults: z.looseObject({ custom: z.looseObject({}) }),
    overrides: z.array(
      z.object({
        matcher: z.object({ id: z.literal('byName'), options: z.string() }),
        properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
      }),
    ),
  }),
});
const row = panel.extend({ type: z.literal('row'), collapsed: z.literal(false), panels: z.tuple([]) });
const dashboard = z.object({
  uid: z.string().min(1).max(40),
  title: z.string().min(1),
  schemaVersion: z.int().min(39),
  timezone: z.string(),
  templating: z.object({
    list: z.tuple([z.looseObject({ name: z.literal('datasource'), type: z.literal('datasource') })]),
  }),
  panels: z.array(z.discriminatedUnion('type', [row, chart])),
});

describe('a dashboard for Grafana', () => {
  const example = exampleRoadmap();
  const made = grafanaDashboard(example, links);
  const charts = made.panels.map((one) => chart.safeParse(one)).flatMap(({ data }) => data ?? []);

  it('is what Grafana reads, and JSON as it stands', () => {
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(dashboard.safeParse(made).error).toBeUndefined();
  });

  it('draws every measured criterion against its gate line, and the line is dashed', () => {
    const measured = example.items.flatMap((item) =>
      (item.gate?.criteria ?? []).filter(({ criterion }) => criterion.kind === 'measured'),
    );
    const lines = charts.filter(
      ({ type, targets }) =>
        type === 'timeseries' && targets.some(({ expr }) => expr.startsWith('gateline_criterion_target{')),
    );
    expect(lines).toHaveLength(measured.length);
    for (const { targets, fieldConfig } of lines) {
      expect(targets[0]?.expr).toMatch(/^gateline_criterion_actual\{/);
      const gate = fieldConfig.overrides.find(({ matcher }) => matcher.options === 'target');
      expect(gate?.properties).toContainEqual({
        id: 'custom.lineStyle',
        value: { fill: 'dash', dash: [10, 6] },
      });
    }
  });

  it('has a chart for each spend limit and the states of each gate', () => {
    const names = charts.flatMap(({ targets }) => targets.map(({ expr }) => expr.split('{')[0]));
    expect(names.filter((name) => name === 'gateline_spend_spent')).toHaveLength(example.spend.length);
    const gates = example.items.filter(({ gate }) => gate !== undefined);
    expect(charts.filter(({ type }) => type === 'state-timeline')).toHaveLength(gates.length + 1);
  });

  it('gives every panel a number and a place of its own', () => {
    expect(new Set(made.panels.map(({ id }) => id)).size).toBe(made.panels.length);
    const taken = new Set<string>();
    for (const { gridPos } of made.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) taken.add(`${x},${y}`);
      }
    }
    const cells = made.panels.reduce((sum, { gridPos: { w, h } }) => sum + w * h, 0);
    expect(taken.size).toBe(cells);
  });

  it('links each chart to the page of its item', () => {
    expect(JSON.stringify(made)).toContain('https://gateline.example.com/ticket-routing/versions/v3');
  });

  it('tells two products apart whose long names begin alike', () => {
    const [a, b] = ['a', 'b'].map((end) => ({ ...example, product: `${'long-'.repeat(10)}${end}` }));
    const uids = [a, b].map((roadmap) => grafanaDashboard(roadmap as Roadmap, links).uid);
    expect(new Set(uids).size).toBe(2);
    for (const uid of uids) expect(uid.length).toBeLessThanOrEqual(40);
  });
});

function exampleRoadmap(): Roadmap {
  const file = new URL('../../../examples/ticket-routing/roadmap.yaml', import.meta.url);
  const { roadmap } = readRoadmapText(readFileSync(file), 'roadmap.yaml');
  if (roadmap === undefined) throw new Error('The example is not in order.');
  return roadmap;
}
