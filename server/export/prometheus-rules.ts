import { dateWords } from '../../core/gate/words.ts';
import type { Item, Lifecycle, Roadmap, SpendLimit } from '../../core/roadmap/roadmap.ts';
import { subjectName } from '../../core/roadmap/subject.ts';
import { formatValue } from '../../core/signal/format.ts';
import type { PageLinks } from './links.ts';
import { selector } from './promql.ts';

/** A rule as Prometheus reads it (its "Recording rules" and "Alerting rules" pages). */
export type PrometheusRule = RecordingRule | AlertingRule;

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly PrometheusRule[];
}

/** A rule file: recordings over Gateline's own metrics, and alerts on gates, spend limits and sources, each with what to do about it. */
export function prometheusRules(
  roadmaps: readonly Roadmap[],
  links: PageLinks,
): { readonly groups: readonly RuleGroup[] } {
  return {
    groups: roadmaps
      .flatMap((roadmap) => [
        { name: `gateline ${roadmap.product} recordings`, rules: recordings(roadmap) },
        { name: `gateline ${roadmap.product} gates`, rules: gateAlerts(roadmap, links) },
        { name: `gateline ${roadmap.product} spend`, rules: spendAlerts(roadmap, links) },
        { name: `gateline ${roadmap.product} watch`, rules: watchAlerts(roadmap, links) },
      ])
      .filter(({ rules }) => rules.length > 0),
  };
}

const CRITERION = 'product, item, signal, criterion';

function recordings({ product, spend }: Roadmap): readonly RecordingRule[] {
  const of = (name: string, matching?: Record<string, string>) => selector(name, { product }, matching);
  const actual = of('gateline_criterion_actual');
  const target = `(${of('gateline_criterion_target')} != 0)`;
  const compares = (op: string) => `on(${CRITERION}) ${of('gateline_criterion_info', { op })}`;
  const rules: RecordingRule[] = [
    { record: 'gateline:gates:count', expr: `sum by (product, state) (${of('gateline_gate_state')})` },
    {
      // Room between actual and target as a part of the target: below zero on the wrong side.
      record: 'gateline:criterion_headroom:ratio',
      expr: `(${actual} / ${target} - 1) * ${compares('>=?')} or (1 - ${actual} / ${target}) * ${compares('<=?')}`,
    },
  ];
  if (spend.length === 0) return rules;
  return [
    ...rules,
    {
      record: 'gateline:spend_used:ratio',
      expr: `${of('gateline_spend_spent')} / ${of('gateline_spend_limit')}`,
    },
  ];
}

/** What serves users pages somebody; what is on its way can wait for the morning. */
const SEVERITY: Readonly<Partial<Record<Lifecycle, Severity>>> = {
  live: 'critical',
  rollout: 'critical',
  staging: 'warning',
  candidate: 'warning',
};
type Severity = 'critical' | 'warning';

function gateAlerts(roadmap: Roadmap, links: PageLinks): readonly AlertingRule[] {
  return roadmap.items.flatMap((item) => {
    if (item.gate === undefined || item.lifecycle === 'retired') return [];
    const { product } = roadmap;
    const labels = { product, item: item.id };
    const subject = subjectName(item);
    const common = {
      labels: { ...labels, ...ownerOf(item) },
      annotations: {
        ...(item.gate.title === undefined ? {} : { description: goText(`The gate: ${item.gate.title}`) }),
        ...onCallOf(roadmap),
        gate_url: links.item(product, item.id),
      },
    };
    return [
      ...failing(subject, item, labels, common),
      ...overdue(subject, item, labels, common),
      ...servingUngated(subject, item, labels, common),
    ];
  });
}

type Common = Pick<AlertingRule, 'labels' | 'annotations'>;

function failing(
  subject: string,
  { lifecycle }: Item,
  labels: Readonly<Record<string, string>>,
  common: Common,
): readonly AlertingRule[] {
  const severity = SEVERITY[lifecycle];
  if (severity === undefined) return [];
  const state = (state: string) => `${selector('gateline_gate_state', { ...labels, state })} == 1`;
  const fails = alert(
    'GatelineGateFails',
    state('fail'),
    '5m',
    severity,
    `${subject} fails its gate.`,
    common,
  );
  if (severity !== 'critical') return [fails];
  const silent = `The gate of ${subject} has no data to be judged by.`;
  return [fails, alert('GatelineGateHasNoData', state('no-data'), '1h', 'warning', silent, common)];
}

function overdue(
  subject: string,
  { gate }: Item,
  labels: Readonly<Record<string, string>>,
  common: Common,
): readonly AlertingRule[] {
  if (gate?.due === undefined) return [];
  const open = `${selector('gateline_gate_state', { ...labels, state: 'pass' })} == 0`;
  const late = `${selector('gateline_gate_due_timestamp_seconds', labels)} < time()`;
  const summary = `The gate of ${subject} was due on ${dateWords(gate.due)} and has not passed.`;
  return [
    alert('GatelineGateOverdue', `${open} and on(product, item) ${late}`, '1h', 'warning', summary, common),
  ];
}

/** Traffic tells what the roadmap may not know: users meet a version whose gate never passed. */
function servingUngated(
  subject: string,
  { track }: Item,
  labels: Readonly<Record<string, string>>,
  common: Common,
): readonly AlertingRule[] {
  if (track !== 'models') return [];
  const expr = `${selector('gateline_ungated_traffic_ratio', labels)} > 0`;
  const rule = alert('GatelineServingUngated', expr, '15m', 'warning', '', common);
  const share = '{{ $value | humanizePercentage }} of the production requests of the last 24 hours';
  const summary = `${goText(subject)} serves ungated: ${share}, and its gate has never passed.`;
  return [{ ...rule, annotations: { ...rule.annotations, summary } }];
}

function spendAlerts(roadmap: Roadmap, links: PageLinks): readonly AlertingRule[] {
  return roadmap.spend.flatMap((limit) => {
    const { product } = roadmap;
    const { title, period, item = '', environment } = limit;
    const series = { product, limit: title, period, item, environment };
    const state = (state: string) => `${selector('gateline_spend_state', { ...series, state })} == 1`;
    const common: Common = {
      labels: { product, ...(item === '' ? {} : { item }) },
      annotations: { ...onCallOf(roadmap, limit), spend_url: links.onCall(product) },
    };
    const amount = `${formatValue(limit.amount, 'currency', limit.currency)} a ${period}`;
    return [
      alert(
        'GatelineSpendExceeded',
        state('exceeded'),
        '5m',
        'critical',
        `${title}: over ${amount}.`,
        common,
      ),
      alert(
        'GatelineSpendAtRisk',
        state('at-risk'),
        '1h',
        'warning',
        `${title}: on the way over ${amount}.`,
        common,
      ),
      alert(
        'GatelineSpendHasNoData',
        state('no-data'),
        '6h',
        'warning',
        `${title}: what is spent of ${amount} is not known.`,
        common,
      ),
    ];
  });
}

/** Silence never passes: what no longer judges, or is no longer read, is an alert of its own. */
function watchAlerts(roadmap: Roadmap, links: PageLinks): readonly AlertingRule[] {
  const { product, name } = roadmap;
  const common: Common = {
    labels: { product },
    annotations: { ...onCallOf(roadmap), data_url: links.data(product) },
  };
  const judged = selector('gateline_gate_judged_timestamp_seconds', { product });
  const down = `${selector('gateline_source_up', { product })} == 0`;
  const source = alert('GatelineSourceDown', down, '15m', 'warning', '', common);
  const told = {
    ...source.annotations,
    summary: `The source {{ $labels.source }} of ${goText(name)} fails or is silent.`,
  };
  const alerts = [{ ...source, annotations: told }];
  if (roadmap.items.every((item) => item.gate === undefined)) return alerts;
  const missing = `Gateline tells no verdicts of ${name}: it is down, or nobody scrapes it.`;
  const stale = `The gates of ${name} have not been judged for five minutes.`;
  return [
    ...alerts,
    alert('GatelineVerdictsMissing', `absent(${judged})`, '10m', 'critical', missing, common),
    alert(
      'GatelineVerdictsStale',
      `time() - max by (product) (${judged}) > 300`,
      '5m',
      'critical',
      stale,
      common,
    ),
  ];
}

function alert(
  name: string,
  expr: string,
  forTime: string,
  severity: Severity,
  summary: string,
  { labels, annotations }: Common,
): AlertingRule {
  return {
    alert: name,
    expr,
    for: forTime,
    labels: { severity, ...labels },
    annotations: { summary: goText(summary), ...annotations },
  };
}

function ownerOf({ owner }: Item): Record<string, string> {
  return owner === undefined ? {} : { owner: goText(owner) };
}

/** Whom to tell and where to find what to do: of the limit, or else of the product. */
function onCallOf({ onCall }: Roadmap, limit?: SpendLimit): Record<string, string> {
  const runbook = limit?.runbook ?? onCall?.runbook;
  const contact = limit?.contact ?? onCall?.contact;
  return {
    ...(contact === undefined ? {} : { contact: goText(contact) }),
    ...(runbook === undefined ? {} : { runbook_url: goText(runbook) }),
  };
}

/** Annotations and labels are templates of Go: a text that holds their braces says them as a text. */
function goText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
