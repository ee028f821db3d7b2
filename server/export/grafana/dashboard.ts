import { createHash } from 'node:crypto';
import type { MeasuredCriterion } from '../../../core/roadmap/criterion.ts';
import type { Item, Roadmap, SpendLimit } from '../../../core/roadmap/roadmap.ts';
import { seriesNames } from '../../../core/roadmap/series-names.ts';
import { subjectName } from '../../../core/roadmap/subject.ts';
import { catalogueSignal } from '../../../core/signal/catalogue.ts';
import type { PageLinks } from '../links.ts';
import { selector } from '../promql.ts';
import { laidOut, type Section } from './layout.ts';
import { gateChart, stateTimeline } from './panels.ts';
import type { Dashboard, PanelDraft } from './types.ts';

/** Grafana keeps at most so many letters of an uid. */
const MAX_UID = 40;
const SCHEMA_VERSION = 41;

/** A dashboard of one product over Gateline's own metrics: every gate's states, and every measured criterion against its gate line. */
export function grafanaDashboard(roadmap: Roadmap, links: PageLinks): Dashboard {
  const { product, name, vision, zone, fiscalYearStart } = roadmap;
  return {
    uid: uidOf(product),
    title: `Gateline: ${name}`,
    ...(vision === undefined ? {} : { description: vision }),
    tags: ['gateline', product],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-28d', to: 'now' },
    timezone: zone === 'UTC' ? 'utc' : zone,
    fiscalYearStartMonth: fiscalYearStart - 1,
    annotations: { list: [] },
    templating: { list: [DATASOURCE_VARIABLE] },
    links: [
      {
        title: 'Gateline',
        type: 'link',
        icon: 'external link',
        url: links.overview(product),
        targetBlank: true,
      },
    ],
    panels: laidOut([
      overview(roadmap, links),
      ...roadmap.items.map((item) => ofItem(item, roadmap, links)),
      ofSpend(roadmap, links),
    ]),
  };
}

/** Two long names that begin alike stay two dashboards. */
function uidOf(product: string): string {
  const uid = `gateline-${product}`;
  if (uid.length <= MAX_UID) return uid;
  const hash = createHash('sha256').update(product).digest('hex').slice(0, 8);
  return `${uid.slice(0, MAX_UID - hash.length - 1)}-${hash}`;
}

const DATASOURCE_VARIABLE = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'prometheus',
  current: {},
  hide: 0,
  includeAll: false,
  multi: false,
  options: [],
  refresh: 1,
  regex: '',
  skipUrlSync: false,
};

function overview({ product, items }: Roadmap, links: PageLinks): Section {
  const gates = items.filter((item) => item.gate !== undefined).length;
  const panel = stateTimeline({
    title: 'Gates',
    description: 'The state of each gate over time.',
    metric: 'gateline_gate_state',
    labels: { product },
    by: 'item',
    links: [{ title: 'Overview', url: links.overview(product) }],
  });
  return { title: 'Gates', panels: gates === 0 ? [] : [panel], width: 24, height: timelineHeight(gates) };
}

function timelineHeight(lines: number): number {
  return Math.min(24, 4 + lines);
}

function ofItem(item: Item, roadmap: Roadmap, links: PageLinks): Section {
  const criteria = item.gate?.criteria ?? [];
  const names = seriesNames(criteria);
  const charts = criteria.flatMap(({ criterion }, i): PanelDraft[] => {
    const name = names[i];
    if (criterion.kind !== 'measured' || name === undefined) return [];
    return [
      criterionChart(criterion, { product: roadmap.product, item: item.id, criterion: name }, roadmap, links),
    ];
  });
  const states = stateTimeline({
    title: `Criteria of ${subjectName(item)}`,
    description: item.gate?.title ?? 'The state of each criterion over time.',
    metric: 'gateline_criterion_state',
    labels: { product: roadmap.product, item: item.id },
    by: 'criterion',
    links: [{ title: subjectName(item), url: links.item(roadmap.product, item.id) }],
  });
  return { title: item.title, panels: criteria.length === 0 ? [] : [states, ...charts], width: 8, height: 8 };
}

function criterionChart(
  criterion: MeasuredCriterion,
  labels: Readonly<Record<'product' | 'item' | 'criterion', string>>,
  { signals, currency }: Roadmap,
  links: PageLinks,
): PanelDraft {
  const { signal, unit, text } = criterion;
  const own = Object.hasOwn(signals, signal) ? signals[signal] : undefined;
  const of = (name: string) => selector(name, labels);
  return gateChart({
    title: (own ?? catalogueSignal(signal))?.title ?? signal,
    description: text,
    unit,
    currency,
    actual: of('gateline_criterion_actual'),
    target: of('gateline_criterion_target'),
    bounds: { lower: of('gateline_criterion_actual_lower'), upper: of('gateline_criterion_actual_upper') },
    links: [{ title: text, url: links.item(labels.product, labels.item) }],
  });
}

function ofSpend(roadmap: Roadmap, links: PageLinks): Section {
  const panels = roadmap.spend.map((limit) => spendChart(limit, roadmap.product, links));
  return { title: 'Spend', panels, width: 8, height: 8 };
}

function spendChart(limit: SpendLimit, product: string, links: PageLinks): PanelDraft {
  const { title, period, item = '', environment, currency } = limit;
  const of = (name: string) => selector(name, { product, limit: title, period, item, environment });
  return gateChart({
    title,
    description: `Spent in the running ${period} against its limit.`,
    unit: 'currency',
    currency,
    actual: of('gateline_spend_spent'),
    target: of('gateline_spend_limit'),
    more: [{ expr: of('gateline_spend_projected'), legend: 'projected' }],
    links: [{ title: 'On call', url: links.onCall(product) }],
  });
}
