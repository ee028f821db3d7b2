import type { VerdictState } from '../../../core/gate/verdict.ts';
import type { SignalUnit } from '../../../core/signal/signal.ts';
import { selector } from '../promql.ts';
import type { PanelDraft, Query } from './types.ts';

/** The dashboard's variable, so that the file fits any Grafana. */
const DATASOURCE = { type: 'prometheus', uid: '$datasource' } as const;

/** Okabe-Ito's colours for states, the same as Gateline's own pages. */
const COLORS = { pass: '#009E73', fail: '#D55E00', unproven: '#E69F00', none: '#8C8C8C' } as const;

/** A link out of a panel. */
export interface PanelLink {
  readonly title: string;
  readonly url: string;
}

/** What a line chart is made of. */
export interface GateChart {
  readonly title: string;
  readonly description: string;
  readonly unit: SignalUnit;
  readonly currency: string;
  readonly actual: string;
  /** Drawn as the gate: dashed, across. */
  readonly target: string;
  readonly bounds?: { readonly lower: string; readonly upper: string };
  readonly more?: readonly Query[];
  readonly links: readonly PanelLink[];
}

/** An actual against its gate line, its bounds as a band. */
export function gateChart(chart: GateChart): PanelDraft {
  const { title, description, unit, currency, actual, target, bounds, more = [], links } = chart;
  const queries: Query[] = [
    { expr: actual, legend: 'actual' },
    { expr: target, legend: 'target' },
    ...(bounds === undefined
      ? []
      : [
          { expr: bounds.lower, legend: 'lower' },
          { expr: bounds.upper, legend: 'upper' },
        ]),
    ...more,
  ];
  return {
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    targets: targetsOf(queries),
    links,
    fieldConfig: {
      defaults: {
        unit: grafanaUnit(unit, currency),
        ...(unit === 'share' ? {} : { min: 0 }),
        color: { mode: 'fixed', fixedColor: 'text' },
        custom: { lineWidth: 2, fillOpacity: 0, showPoints: 'auto', spanNulls: false },
      },
      overrides: [
        override('target', [
          ['color', { mode: 'fixed', fixedColor: COLORS.fail }],
          ['custom.lineStyle', { fill: 'dash', dash: [10, 6] }],
          ['custom.showPoints', 'never'],
        ]),
        override('lower', HIDDEN_LINE),
        override('upper', [...HIDDEN_LINE, ['custom.fillBelowTo', 'lower'], ['custom.fillOpacity', 15]]),
        override('projected', [['custom.lineStyle', { fill: 'dot', dash: [2, 6] }]]),
      ],
    },
    options: {
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi' },
    },
  };
}

const HIDDEN_LINE: readonly Property[] = [
  ['custom.lineWidth', 0],
  ['custom.showPoints', 'never'],
  ['custom.hideFrom', { legend: true, tooltip: false, viz: false }],
];

type Property = readonly [id: string, value: unknown];

function override(name: string, properties: readonly Property[]) {
  return {
    matcher: { id: 'byName', options: name },
    properties: properties.map(([id, value]) => ({ id, value })),
  };
}

/** The number that a state has on a state timeline; 0 is one that nobody has started. */
const LEVELS: Readonly<Record<Exclude<VerdictState, 'not-started'>, number>> = {
  pass: 1,
  unproven: 2,
  'no-data': 3,
  fail: 4,
};

const STATE_MAPPING = {
  type: 'value',
  options: {
    0: { text: 'Not started', color: COLORS.none, index: 0 },
    [LEVELS.pass]: { text: 'Pass', color: COLORS.pass, index: 1 },
    [LEVELS.unproven]: { text: 'Unproven', color: COLORS.unproven, index: 2 },
    [LEVELS['no-data']]: { text: 'No data', color: COLORS.none, index: 3 },
    [LEVELS.fail]: { text: 'Fail', color: COLORS.fail, index: 4 },
  },
} as const;

/** States over time, one line a label: of gates by item, or of one gate's criteria. */
export function stateTimeline(options: {
  readonly title: string;
  readonly description: string;
  readonly metric: 'gateline_gate_state' | 'gateline_criterion_state';
  readonly labels: Readonly<Record<string, string>>;
  readonly by: 'item' | 'criterion';
  readonly links: readonly PanelLink[];
}): PanelDraft {
  const { title, description, metric, labels, by, links } = options;
  const terms = Object.entries(LEVELS).map(
    ([state, level]) => `sum by (${by}) (${selector(metric, { ...labels, state })} * ${level})`,
  );
  return {
    type: 'state-timeline',
    title,
    description,
    datasource: DATASOURCE,
    targets: targetsOf([{ expr: terms.join(' + '), legend: `{{${by}}}` }]),
    links,
    fieldConfig: {
      defaults: {
        mappings: [STATE_MAPPING],
        color: { mode: 'thresholds' },
        thresholds: { mode: 'absolute', steps: [{ color: COLORS.none, value: null }] },
        custom: { lineWidth: 0, fillOpacity: 80, spanNulls: false },
      },
      overrides: [],
    },
    options: { showValue: 'auto', mergeValues: true, rowHeight: 0.8, alignValue: 'left' },
  };
}

function targetsOf(queries: readonly Query[]) {
  return queries.map(({ expr, legend }, i) => ({
    refId: String.fromCharCode(65 + i),
    datasource: DATASOURCE,
    editorMode: 'code',
    expr,
    legendFormat: legend,
    range: true,
    instant: false,
  }));
}

/** Names of Grafana's units (its `@grafana/data`, valueFormats). */
function grafanaUnit(unit: SignalUnit, currency: string): string {
  switch (unit) {
    case 'share':
      return 'percentunit';
    case 'seconds':
      return 's';
    case 'currency':
      return GRAFANA_MONEY.has(currency) ? `currency${currency}` : `prefix:${currency} `;
    case 'score':
      return 'none';
    default:
      return 'short';
  }
}

const GRAFANA_MONEY = new Set([
  'USD',
  'GBP',
  'EUR',
  'JPY',
  'INR',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'BRL',
  'ZAR',
  'KRW',
]);
