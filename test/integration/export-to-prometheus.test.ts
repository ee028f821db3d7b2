import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { run } from '../../server/cli/program.ts';
import { promtool } from './promtool.ts';

/** Everything that an alert may stumble over: braces of Go's templates, quotes, a backslash, a newline. */
const ROADMAP = `
product: desk
name: The desk {{ .Value }}
on_call:
  runbook: https://wiki.example.com/desk
  contact: "#desk"
spend:
  - title: 'Model calls "all" \\ {{ $value }}'
    amount: 5000
    period: month
    contact: finance
models:
  - id: v1
    title: First
    lifecycle: live
    owner: applied AI
    gate:
      title: "85 % {{ right }}"
      due: 2026-02-26
      criteria: [accuracy >= 85% on evaluation of golden-set, latency_p99 < 2s, latency_p99 < 1s in staging]
  - id: v2
    title: Second
    lifecycle: planned
    gate:
      criteria: [cost_per_request <= 50% of v1, critical_failures = 0]
features:
  - id: tags
    title: Tags
`;

const GATE = 'gateline_gate_state{product="desk",item="v1"';
const COST = 'product="desk",item="v2",signal="cost_per_request",criterion="cost_per_request against v1"';
const SPEND = `gateline_spend_state{product="desk",limit="Model calls \\"all\\" \\\\ {{ $value }}",period="month",item="",environment="production",currency="USD"`;

describe('gateline export prometheus-rules', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-rules-'));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    expect(
      await gateline('export', 'prometheus-rules', '--out', 'rules.yml', '--url', 'https://g.example.com'),
    ).toBe(0);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes what promtool takes', () => {
    expect(promtool(folder, 'check', 'rules', 'rules.yml')).toContain('SUCCESS');
  });

  it('makes alerts that fire when they should, say what it is about, and stay silent otherwise', async () => {
    const page = {
      gate_url: 'https://g.example.com/desk/versions/v1',
      runbook_url: 'https://wiki.example.com/desk',
      contact: '#desk',
      description: 'The gate: 85 % {{ right }}',
    };
    await promtoolTest([
      {
        interval: '1m',
        input_series: [
          { series: `${GATE},state="fail"}`, values: '0x9 1x40' },
          { series: `${GATE},state="pass"}`, values: '1x9 0x40' },
          { series: 'gateline_gate_judged_timestamp_seconds{product="desk",item="v1"}', values: '0+60x50' },
          { series: `${SPEND},state="exceeded"}`, values: '0x9 1x40' },
          { series: 'gateline_source_up{source="prod",kind="scrape",product="desk"}', values: '0x50' },
        ],
        alert_rule_test: [
          { eval_time: '9m', alertname: 'GatelineGateFails', exp_alerts: [] },
          {
            eval_time: '20m',
            alertname: 'GatelineGateFails',
            exp_alerts: [
              {
                exp_labels: {
                  severity: 'critical',
                  product: 'desk',
                  item: 'v1',
                  owner: 'applied AI',
                  state: 'fail',
                },
                exp_annotations: { ...page, summary: 'v1 fails its gate.' },
              },
            ],
          },
          {
            eval_time: '20m',
            alertname: 'GatelineSpendExceeded',
            exp_alerts: [
              {
                exp_labels: {
                  severity: 'critical',
                  product: 'desk',
                  limit: 'Model calls "all" \\ {{ $value }}',
                  period: 'month',
                  environment: 'production',
                  currency: 'USD',
                  state: 'exceeded',
                },
                exp_annotations: {
                  summary: 'Model calls "all" \\ {{ $value }}: over $5,000 a month.',
                  contact: 'finance',
                  runbook_url: 'https://wiki.example.com/desk',
                  spend_url: 'https://g.example.com/desk/oncall',
                },
              },
            ],
          },
          {
            eval_time: '20m',
            alertname: 'GatelineSourceDown',
            exp_alerts: [
              {
                exp_labels: { severity: 'warning', product: 'desk', source: 'prod', kind: 'scrape' },
                exp_annotations: {
                  summary: 'The source prod of The desk {{ .Value }} fails or is silent.',
                  contact: '#desk',
                  runbook_url: 'https://wiki.example.com/desk',
                  data_url: 'https://g.example.com/desk/data',
                },
              },
            ],
          },
          { eval_time: '20m', alertname: 'GatelineVerdictsMissing', exp_alerts: [] },
        ],
      },
      {
        // Nothing comes in at all: that is an alert, not peace.
        interval: '1m',
        input_series: [{ series: 'up{job="other"}', values: '1x30' }],
        alert_rule_test: [
          {
            eval_time: '15m',
            alertname: 'GatelineVerdictsMissing',
            exp_alerts: [
              {
                exp_labels: { severity: 'critical', product: 'desk' },
                exp_annotations: {
                  summary:
                    'Gateline tells no verdicts of The desk {{ .Value }}: it is down, or nobody scrapes it.',
                  contact: '#desk',
                  runbook_url: 'https://wiki.example.com/desk',
                  data_url: 'https://g.example.com/desk/data',
                },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('tells that a due date has gone by without a pass', async () => {
    await promtoolTest([
      {
        interval: '1m',
        input_series: [
          { series: `${GATE},state="pass"}`, values: '0x120' },
          { series: 'gateline_gate_due_timestamp_seconds{product="desk",item="v1"}', values: '600x120' },
        ],
        alert_rule_test: [
          { eval_time: '9m', alertname: 'GatelineGateOverdue', exp_alerts: [] },
          {
            eval_time: '90m',
            alertname: 'GatelineGateOverdue',
            exp_alerts: [
              {
                exp_labels: {
                  severity: 'warning',
                  product: 'desk',
                  item: 'v1',
                  owner: 'applied AI',
                  state: 'pass',
                },
                exp_annotations: {
                  summary: 'The gate of v1 was due on 26 Feb 2026 and has not passed.',
                  description: 'The gate: 85 % {{ right }}',
                  contact: '#desk',
                  runbook_url: 'https://wiki.example.com/desk',
                  gate_url: 'https://g.example.com/desk/versions/v1',
                },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('records the room between actual and target, whichever way the criterion compares', async () => {
    const accuracy =
      'product="desk",item="v1",signal="accuracy",criterion="accuracy on evaluation of golden-set"';
    const none = 'product="desk",item="v2",signal="critical_failures",criterion="critical_failures"';
    await promtoolTest([
      {
        interval: '1m',
        input_series: [
          ...criterionSeries(COST, '<=', 0.012, 0.006),
          ...criterionSeries(accuracy, '>=', 0.9, 0.8),
          ...criterionSeries(none, '=', 0, 0),
        ],
        promql_expr_test: [
          {
            expr: 'gateline:criterion_headroom:ratio',
            eval_time: '5m',
            exp_samples: [
              { labels: `gateline:criterion_headroom:ratio{${COST}}`, value: -1 },
              { labels: `gateline:criterion_headroom:ratio{${accuracy}}`, value: 0.125 },
            ],
          },
        ],
      },
    ]);
  });

  it('has nothing about gates that are still to come but their due dates', async () => {
    const rules = await readFile(join(folder, 'rules.yml'), 'utf8');
    expect(rules).toContain('item="v1",state="fail"');
    expect(rules).not.toContain('item="v2",state="fail"');
  });

  it('and gateline export grafana ask only what Prometheus understands', async () => {
    expect(await gateline('export', 'grafana', '--out', 'dashboard.json')).toBe(0);
    const text = await readFile(join(folder, 'dashboard.json'), 'utf8');
    const exprs = [...text.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, json = '""']) => JSON.parse(json) as string,
    );
    expect(exprs.length).toBeGreaterThan(15);
    const rules = exprs.map((expr, i) => ({ record: `panel:${i}`, expr }));
    await writeFile(join(folder, 'panels.yml'), stringify({ groups: [{ name: 'panels', rules }] }));
    expect(promtool(folder, 'check', 'rules', 'panels.yml')).toContain('SUCCESS');
  });

  function criterionSeries(labels: string, op: string, actual: number, target: number) {
    return [
      { series: `gateline_criterion_actual{${labels}}`, values: `${actual}x10` },
      { series: `gateline_criterion_target{${labels}}`, values: `${target}x10` },
      {
        series: `gateline_criterion_info{${labels},text="as written",op="${op}",advisory="false"}`,
        values: '1x10',
      },
    ];
  }

  async function promtoolTest(tests: readonly object[]): Promise<void> {
    const file = { rule_files: ['rules.yml'], evaluation_interval: '1m', tests };
    expect(parse(stringify(file))).toEqual(file);
    await writeFile(join(folder, 'test.yml'), stringify(file));
    expect(promtool(folder, 'test', 'rules', 'test.yml')).toContain('SUCCESS');
  }

  function gateline(...args: string[]): Promise<number> {
    const told = (text: string) => process.stderr.write(text);
    return run(args, { cwd: folder, environment: {}, interactive: false, out: told, err: told });
  }
});
