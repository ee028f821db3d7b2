import { afterEach, describe, expect, it } from 'vitest';
import type { CriterionVerdict, GateVerdict } from '../../../core/gate/verdict.ts';
import type { MeasurementStore } from '../../../core/ports.ts';
import type { Criterion } from '../../../core/roadmap/criterion.ts';
import { parseCriterion } from '../../../core/roadmap/grammar/parse.ts';
import type { GateCriterion, Item, SpendLimit } from '../../../core/roadmap/roadmap.ts';
import {
  type AppUnderTest,
  type AppUnderTestOptions,
  appUnderTest,
  loaded,
  roadmapOf,
} from '../testing/app-under-test.ts';

const GATE = {
  product: 'desk',
  item: 'v3',
  state: 'fail',
  waived: true,
  sentence: 'v3 fails on cost per request.',
  judgedAt: 1,
  since: 1,
  criteria: [
    {
      text: 'cost_per_request < $0.01',
      kind: 'measured',
      signal: 'cost_per_request',
      op: '<',
      state: 'fail',
      reason: 'missed',
      sentence: '',
      target: 0.01,
      actual: {
        signal: 'cost_per_request',
        item: 'v3',
        evidence: 'production',
        environment: 'production',
        value: 0.0123,
        lower: undefined,
        upper: undefined,
        boundsKind: 'measurement',
        n: 10,
        from: 0,
        to: 1,
        coverage: 1,
        observedAt: undefined,
        builds: [],
      },
      advisory: false,
      defaults: [],
    },
    {
      text: 'attested by security: "drill"',
      kind: 'attested',
      state: 'unproven',
      reason: 'not-attested',
      sentence: '',
      advisory: false,
      defaults: [],
    },
  ],
} satisfies GateVerdict;

const LIMIT: SpendLimit = {
  title: 'All model calls',
  amount: 5000,
  currency: 'USD',
  period: 'month',
  environment: 'production',
};

describe('/metrics', () => {
  let app: AppUnderTest;
  afterEach(() => app.close());

  it('has every verdict, one series a state', async () => {
    const text = await scraped();
    expect(text).toContain('gateline_gate_state{product="desk",item="v3",state="fail"} 1');
    expect(text).toContain('gateline_gate_state{product="desk",item="v3",state="pass"} 0');
    expect(text).toContain('gateline_gate_waived{product="desk",item="v3"} 1');
    expect(text).toContain('gateline_ungated_traffic_ratio{product="desk",item="v3"} 0');
    expect(text).not.toContain('gateline_gate_regressed{');
    const cost = 'product="desk",item="v3",signal="cost_per_request",criterion="cost_per_request"';
    expect(text).toContain(`gateline_criterion_state{${cost},state="fail"} 1`);
    expect(text).toContain(`gateline_criterion_actual{${cost}} 0.0123`);
    expect(text).toContain(`gateline_criterion_target{${cost}} 0.01`);
  });

  it('says nothing in place of an actual that is not there', async () => {
    const text = await scraped();
    expect(text).toContain('criterion="attested by security: \\"drill\\"",state="unproven"} 1');
    expect(text).not.toMatch(/gateline_criterion_actual\{.*attested/);
  });

  it.each(['cost_per_request < $0.01', 'cost_per_request < $0.02'])(
    'names the series of `%s` without its target, and tells the text beside it',
    async (text) => {
      const labels = 'product="desk",item="v3",signal="cost_per_request",criterion="cost_per_request"';
      const verdict = { ...(GATE.criteria[0] as CriterionVerdict), text };
      const metrics = await scraped(undefined, {
        gates: [{ ...GATE, criteria: [verdict] }],
        criteria: [text],
      });
      expect(metrics).toContain(`gateline_criterion_actual{${labels}} 0.0123`);
      expect(metrics).toContain(
        `gateline_criterion_info{${labels},text="${text}",op="<",advisory="false"} 1`,
      );
    },
  );

  it('tells two criteria about the same thing apart', async () => {
    const texts = ['cost_per_request < $0.01', 'cost_per_request < $0.02'];
    const criteria = texts.map((text) => ({ ...(GATE.criteria[0] as CriterionVerdict), text }));
    const metrics = await scraped(undefined, { gates: [{ ...GATE, criteria }], criteria: texts });
    expect(metrics.match(/^gateline_criterion_target\{.*criterion="(.*)"\}/gm)).toHaveLength(2);
    expect(metrics).toContain('criterion="cost_per_request (2)"');
  });

  it('says what an actual is made of, until when a gate is due, and since when it is so', async () => {
    const text = await scraped(undefined, { gates: [{ ...GATE, due: '2026-12-15' }] });
    const labels = 'product="desk",item="v3",signal="cost_per_request",criterion="cost_per_request"';
    expect(text).toContain(`gateline_criterion_sample_size{${labels}} 10`);
    expect(text).not.toContain(`gateline_criterion_actual_lower{${labels}}`);
    expect(text).toContain(
      `gateline_gate_due_timestamp_seconds{product="desk",item="v3"} ${Date.UTC(2026, 11, 15, 23) / 1000}`,
    );
    expect(text).toContain('gateline_gate_since_timestamp_seconds{product="desk",item="v3"} 0.001');
  });

  it('has success metrics under no item', async () => {
    const verdict = {
      ...(GATE.criteria[0] as CriterionVerdict),
      text: 'accuracy >= 90%',
      signal: 'accuracy',
    };
    const text = await scraped(undefined, { successMetrics: new Map([[0, verdict]]) });
    expect(text).toContain('gateline_criterion_state{product="desk",item="",signal="accuracy"');
  });

  it('has every spend limit, what it stands at, and no zero where nothing was seen', async () => {
    const labels =
      'product="desk",limit="All model calls",period="month",item="",environment="production",currency="USD"';
    const text = await scraped(undefined, { spend: [LIMIT] });
    expect(text).toContain(`gateline_spend_limit{${labels}} 5000`);
    expect(text).toContain(`gateline_spend_state{${labels},state="no-data"} 1`);
    expect(text).not.toContain('gateline_spend_spent{');
  });

  it('leaves spend out when the store cannot be read, and keeps the rest', async () => {
    const store = { read: () => Promise.reject(new Error('away')), status: () => ({ state: 'ready' }) };
    const text = await scraped(undefined, {
      spend: [LIMIT],
      deps: { store: store as unknown as MeasurementStore },
    });
    expect(text).not.toContain('gateline_spend_limit{');
    expect(text).toContain('gateline_gate_state{product="desk"');
  });

  it('counts what each source brought and refused', async () => {
    const text = await scraped(({ sources, clock }) => {
      sources.register({
        name: 'prod',
        kind: 'prometheus',
        product: 'desk',
        address: 'http://p:9090',
        intervalMs: 15_000,
      });
      sources.count('prod', 'accepted', 40);
      sources.count('prod', 'accepted', 2);
      sources.count('prod', 'unanchored', 3);
      sources.count('prod', 'rejected', 5, 'too-old');
      sources.succeeded('prod', clock.at);
    });
    expect(text).toContain('gateline_source_samples_total{source="prod",outcome="accepted"} 42');
    expect(text).toContain('gateline_source_samples_total{source="prod",outcome="unanchored"} 3');
    expect(text).toContain('gateline_source_rejected_total{source="prod",reason="too-old"} 5');
    expect(text).toContain('gateline_source_up{source="prod",kind="prometheus",product="desk"} 1');
    expect(text).toContain(
      `gateline_source_last_success_timestamp_seconds{source="prod"} ${app.clock.at / 1000}`,
    );
  });

  it('counts once, however often it is read', async () => {
    await scraped(({ sources }) => {
      sources.register({
        name: 'prod',
        kind: 'scrape',
        product: 'desk',
        address: 'http://s',
        intervalMs: 15_000,
      });
      sources.count('prod', 'accepted', 7);
    });
    expect(await (await app.ask('/metrics')).text()).toContain('outcome="accepted"} 7');
  });

  it('times answers by route, never by address', async () => {
    const text = await scraped(async () => {
      await app.ask('/api/v1/products/desk/gates');
      await app.ask('/api/v1/products/anything-at-all/gates');
      await app.ask('/assets/nothing-to-see.js');
    });
    const gates = 'method="GET",route="/api/v1/products/:product/gates"';
    expect(text).toContain(`gateline_http_request_duration_seconds_count{${gates},status="200"} 1`);
    expect(text).toContain(`gateline_http_request_duration_seconds_count{${gates},status="404"} 1`);
    expect(text).toContain(
      'gateline_http_request_duration_seconds_count{method="GET",route="unknown",status="404"} 1',
    );
    expect(text).not.toContain('anything-at-all');
  });

  it('has the process beside it', async () => {
    const text = await scraped();
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toContain('gateline_build_info{version="0.0.0-test"} 1');
    expect(text).toContain('gateline_store_state{state="ready"} 1');
  });

  interface World extends AppUnderTestOptions {
    /** Of v3, as the roadmap has them. */
    readonly criteria?: readonly string[];
    readonly spend?: readonly SpendLimit[];
  }

  async function scraped(
    prepare?: (of: AppUnderTest) => unknown,
    { criteria = ['cost_per_request < $0.01'], spend = [], ...options }: World = {},
  ): Promise<string> {
    const roadmap = roadmapOf({ items: [itemWith(criteria)], spend });
    app = await appUnderTest({ roadmaps: [loaded(roadmap)], gates: [GATE], ...options });
    await prepare?.(app);
    const response = await app.ask('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    return response.text();
  }
});

function itemWith(texts: readonly string[]): Item {
  const criteria = texts.map((text, i): GateCriterion => {
    const criterion = parseCriterion(text, { currency: 'USD' }).value as Criterion;
    return { criterion, line: i + 1 };
  });
  return {
    id: 'v3',
    title: 'v3',
    track: 'models',
    lifecycle: 'rollout',
    needs: [],
    milestones: [],
    experience: [],
    gate: { criteria },
  };
}
