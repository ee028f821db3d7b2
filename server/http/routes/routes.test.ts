import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CriterionVerdict, GateVerdict, VerdictState } from '../../../core/gate/verdict.ts';
import type { LoggedEvent, MeasurementStore } from '../../../core/ports.ts';
import type { Item, Problem } from '../../../core/roadmap/roadmap.ts';
import { Dashboards } from '../../dashboards.ts';
import type { ProductsResponse } from '../contract/common.ts';
import type { DashboardResponse, DashboardsResponse } from '../contract/dashboard.ts';
import type { EventsResponse, SourcesResponse } from '../contract/operations.ts';
import type { RoadmapResponse } from '../contract/roadmap.ts';
import type { GatesResponse } from '../contract/verdict.ts';
import {
  type AppUnderTest,
  type AppUnderTestOptions,
  appUnderTest,
  bodyOf,
  loaded,
  roadmapOf,
} from '../testing/app-under-test.ts';

function item(id: string, own: Partial<Item> = {}): Item {
  return {
    id,
    title: `Model ${id}`,
    track: 'models',
    lifecycle: 'live',
    needs: [],
    milestones: [],
    experience: [],
    ...own,
  };
}

function gate(of: string, state: VerdictState, own: Partial<GateVerdict> = {}): GateVerdict {
  return {
    product: 'desk',
    item: of,
    state,
    waived: false,
    sentence: `${of} is ${state}.`,
    criteria: [],
    judgedAt: 1,
    since: 1,
    ...own,
  };
}

describe('the API', () => {
  let app: AppUnderTest;
  afterEach(() => app.close());
  const get = async <T>(path: string, options: AppUnderTestOptions): Promise<T> => {
    app = await appUnderTest(options);
    const response = await app.ask(path);
    expect(response.status).toBe(200);
    return bodyOf<T>(response);
  };

  describe('names for each product the worst gate of what serves', () => {
    it.each([
      ['a failing one before one without data', ['no-data', 'fail', 'pass'], 'fail'],
      ['one without data before an unproven one', ['unproven', 'no-data'], 'no-data'],
      ['an unproven one before a passing one', ['pass', 'unproven'], 'unproven'],
      ['a passing one before one not started', ['not-started', 'pass'], 'pass'],
    ] as const)('%s', async (_, states, worst) => {
      const items = states.map((_state, i) => item(`v${i}`));
      const gates = states.map((state, i) => gate(`v${i}`, state));
      const { products } = await get<ProductsResponse>('/api/v1/products', {
        roadmaps: [loaded(roadmapOf({ items }))],
        gates,
      });
      expect(products[0]).toMatchObject({
        id: 'desk',
        state: worst,
        sentence: expect.stringContaining(worst),
      });
    });

    it('and not of what is only planned or retired', async () => {
      const items = [item('v1', { lifecycle: 'retired' }), item('v2'), item('v3', { lifecycle: 'planned' })];
      const gates = [gate('v1', 'fail'), gate('v2', 'pass'), gate('v3', 'fail')];
      const { products } = await get<ProductsResponse>('/api/v1/products', {
        roadmaps: [loaded(roadmapOf({ items }))],
        gates,
      });
      expect(products[0]?.state).toBe('pass');
    });

    it('and says so when there is none', async () => {
      const { products } = await get<ProductsResponse>('/api/v1/products', {
        roadmaps: [loaded(roadmapOf())],
      });
      expect(products[0]).toMatchObject({
        state: 'not-started',
        sentence: 'Nothing in rollout or live has a gate.',
      });
    });
  });

  it('tells the roadmap with the live state of each item, in its own zone and quarters', async () => {
    const problem: Problem = { severity: 'error', file: 'roadmap.yaml', line: 3, column: 1, message: 'no' };
    const items = [
      item('v3', {
        due: '2027-01-10',
        gate: { title: 'Cheaper', due: '2026-12-15', criteria: [] },
        milestones: [
          { title: 'Late', status: 'in-progress', due: '2026-11-23' },
          { title: 'Done late', status: 'done', due: '2026-01-01', done: '2026-02-01' },
          { title: 'Today', status: 'planned', due: '2026-11-24' },
        ],
      }),
      item('v4', { gate: { due: '2027-05-01', criteria: [] } }),
    ];
    // 23:30 on the 23rd in UTC is already the 24th in Berlin.
    const successMetrics = [{ title: 'Cheap enough' }, { title: 'Loved' }];
    const roadmap = roadmapOf({ items, successMetrics, fiscalYearStart: 4 });
    const verdict = { state: 'pass', sentence: 'It is.' } as CriterionVerdict;
    app = await appUnderTest({
      roadmaps: [loaded(roadmap, { problems: [problem] })],
      gates: [gate('v3', 'fail', { waived: true })],
      successMetrics: new Map([[1, verdict]]),
    });
    app.clock.at = Date.UTC(2026, 10, 23, 23, 30);
    const answer = await bodyOf<RoadmapResponse>(app.ask('/api/v1/products/desk/roadmap'));
    expect(answer).toMatchObject({
      asOf: app.clock.at,
      revision: 'abc123',
      currentQuarter: '2027-Q3',
      quarters: ['2027-Q4', '2028-Q1'],
      problems: [problem],
      successMetrics: [{ title: 'Cheap enough' }, { title: 'Loved', state: 'pass', sentence: 'It is.' }],
    });
    expect(answer.items[0]).toMatchObject({
      quarter: '2027-Q4',
      earlier: [
        { quarter: '2026-Q4', milestones: 1 },
        { quarter: '2027-Q3', milestones: 2 },
      ],
      gate: { title: 'Cheaper', due: '2026-12-15', state: 'fail', waived: true, sentence: 'v3 is fail.' },
    });
    expect(answer.items[0]?.milestones.map((one) => one.overdue)).toEqual([true, false, false]);
    expect(answer.items[1]?.gate).toMatchObject({
      state: 'not-started',
      sentence: 'This gate has not been judged yet.',
    });
  });

  it('tells the gates as they were judged, open bounds left out', async () => {
    const actual = {
      signal: 'latency_p99',
      item: 'v3',
      evidence: 'production',
      environment: 'production',
      value: 2.5,
      lower: 2.5,
      upper: Number.POSITIVE_INFINITY,
      boundsKind: 'measurement',
      n: 7,
      from: 0,
      to: 1,
      coverage: 1,
      observedAt: 1,
      builds: [],
      bucket: { lower: 2.5, upper: Number.POSITIVE_INFINITY },
    } as const;
    const criterion = {
      text: 'latency_p99 < 2s',
      kind: 'measured',
      state: 'fail',
      reason: 'missed',
      sentence: 'x',
      advisory: false,
      defaults: ['window'],
      actual,
    } as const;
    const answer = await get<GatesResponse>('/api/v1/products/desk/gates', {
      roadmaps: [loaded(roadmapOf())],
      gates: [gate('v3', 'fail', { criteria: [criterion] })],
    });
    const told = answer.gates[0]?.criteria[0]?.actual;
    expect(told).toMatchObject({ value: 2.5, lower: 2.5, bucket: { lower: 2.5 } });
    expect(told).not.toHaveProperty('upper');
    expect(told?.bucket).not.toHaveProperty('upper');
  });

  it('tells events as lines, with the titles of the roadmap', async () => {
    const events: LoggedEvent[] = [
      {
        sequence: 2,
        at: 2,
        product: 'desk',
        item: 'v3',
        type: 'verdict',
        data: { from: 'pass', to: 'fail' },
      },
      { sequence: 1, at: 1, product: 'desk', item: '', type: 'roadmap-loaded', data: {} },
      {
        sequence: 0,
        at: 0,
        product: 'desk',
        item: 'v3',
        type: 'decision',
        data: { sentence: 'v3 was shipped.' },
      },
    ];
    const answer = await get<EventsResponse>('/api/v1/products/desk/events', {
      roadmaps: [loaded(roadmapOf({ items: [item('v3')] }))],
      events,
    });
    expect(answer.events.map((event) => event.text)).toEqual([
      'Model v3: verdict from pass to fail',
      'Roadmap loaded',
      'v3 was shipped.',
    ]);
  });

  describe('tells of sources', () => {
    it('with what they brought, and the store', async () => {
      app = await appUnderTest({
        roadmaps: [loaded(roadmapOf())],
        storeStatus: () => ({ state: 'read-only', reason: 'full' }),
      });
      app.sources.register({
        name: 'prod',
        kind: 'scrape',
        product: 'desk',
        address: 'http://s/metrics',
        intervalMs: 15_000,
      });
      app.sources.count('prod', 'accepted', 3);
      const recognised = [{ preset: 'vllm', metrics: ['vllm:x'], isRead: false }];
      app.sources.recognised('prod', recognised);
      const answer = await bodyOf<SourcesResponse>(app.ask('/api/v1/sources'));
      expect(answer.sources[0]).toMatchObject({ name: 'prod', state: 'waiting', counts: { accepted: 3 } });
      expect(answer.sources[0]?.recognised).toEqual(recognised);
      expect(answer.store).toMatchObject({ kind: 'memory', state: 'read-only', reason: 'full', bytes: 0 });
      expect(answer.unattributed).toEqual([{ product: 'desk' }]);
    });

    it('and the share of traffic that no rule attributed', async () => {
      const answer = await get<SourcesResponse>('/api/v1/sources', {
        roadmaps: [loaded(roadmapOf())],
        deps: {
          store: storeWithTraffic([
            ['v1', 90],
            ['', 10],
          ]),
        },
      });
      expect(answer.unattributed).toEqual([{ product: 'desk', share: 0.1 }]);
    });
  });

  describe('tells of dashboards', () => {
    const wall = 'title: Hall\nscreens: [{ tiles: [{ show: breakers }] }]\n';

    it('with the product that is meant when there is only one', async () => {
      const dashboards = await folderWith({ 'a.yaml': `id: hall\n${wall}`, 'b.yaml': 'id: [' });
      const list = await get<DashboardsResponse>('/api/v1/dashboards', {
        roadmaps: [loaded(roadmapOf())],
        deps: { dashboards },
      });
      expect(list.dashboards).toEqual([{ id: 'hall', title: 'Hall', kind: 'wall' }]);
      expect(list.problems[0]).toMatchObject({ file: 'b.yaml', line: 1 });
      const one = await bodyOf<DashboardResponse>(app.ask('/api/v1/dashboards/hall'));
      expect(one).toMatchObject({ id: 'hall', product: 'desk', rotateSeconds: 20 });
    });

    it.each([
      ['hal', 'There is no dashboard "hal" here. Is it hall?'],
      ['hall', 'The dashboard hall names no product, and there is more than one product.'],
    ])('or says why %s cannot be shown', async (id, detail) => {
      const dashboards = await folderWith({ 'a.yaml': `id: hall\n${wall}` });
      const roadmaps = [loaded(roadmapOf()), loaded(roadmapOf({ product: 'chat' }))];
      app = await appUnderTest({ roadmaps, deps: { dashboards } });
      const response = await app.ask(`/api/v1/dashboards/${id}`);
      expect(response.status).toBe(404);
      expect(await bodyOf(response)).toMatchObject({ detail });
    });

    const folders: string[] = [];
    afterEach(async () => {
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
    });

    async function folderWith(files: Record<string, string>): Promise<Dashboards> {
      const folder = await mkdtemp(join(tmpdir(), 'gateline-dashboards-'));
      folders.push(folder);
      await mkdir(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      return new Dashboards(folder);
    }
  });
});

function storeWithTraffic(byItem: readonly (readonly [string, number])[]): MeasurementStore {
  const groups = byItem.map(([of, n]) => ({
    kind: 'counter' as const,
    key: [of],
    totals: new Float64Array([n]),
  }));
  const selections = [{ groups, observedMs: new Float64Array(1), lastObservedAt: undefined }];
  const store: Partial<MeasurementStore> = {
    status: () => ({ state: 'ready' }),
    usage: async () => ({ bytes: 0, kinds: [] }),
    read: async ({ from, to }) => ({ from, to, alignedToMs: 0, selections }),
  };
  return store as MeasurementStore;
}
