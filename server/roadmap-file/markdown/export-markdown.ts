import type { RootContent } from 'mdast';
import { stringify } from 'yaml';
import type { ItemDocument, RoadmapDocument } from '../../../core/roadmap/document/schema.ts';
import { TRACKS, type Track } from '../../../core/roadmap/roadmap.ts';
import {
  emphasis,
  fenced,
  heading,
  link,
  type Phrase,
  paragraph,
  table,
  writeMarkdown,
} from '../../markdown/build.ts';
import { parseMarkdown } from '../../markdown/parse.ts';
import { importMarkdown } from './import-markdown.ts';
import { type LiveState, metricCells, stateOf } from './live-state.ts';
import { differingKeys, normalisedItem, normalisedProduct } from './normalise.ts';
import { PlanCalendar } from './plan-calendar.ts';
import { OWN_YAML } from './read-item.ts';
import { FORMAT, sourceText } from './source-text.ts';
import { criteriaTable, itemBlocks, LIVE_COLUMNS, labelled } from './write-item.ts';

/**
 * A roadmap as a document in Markdown, in the shape of the template: what people read as headings, tables and lines; what these cannot say
 * exactly, in blocks of YAML. Importing it gives the same roadmap.
 *
 * @param live how it stands; without it the document has no verdicts and actuals
 */
export function exportMarkdown(document: RoadmapDocument, live?: LiveState): string {
  const plain = written(document, live, NOTHING_LEFT);
  // What comes back otherwise than it went out is said in YAML.
  return written(document, live, leftOver(document, plain));
}

/** What words do not say, or not exactly: of the product, and of each item by its place. */
interface LeftOver {
  readonly product: Partial<RoadmapDocument>;
  itemAt(track: Track, index: number): Partial<ItemDocument>;
}

const NOTHING_LEFT: LeftOver = { product: {}, itemAt: () => ({}) };

function leftOver(document: RoadmapDocument, plain: string): LeftOver {
  const back = imported(plain);
  const [own, read] = [productOf(document), productOf(back)].map(normalisedProduct) as [
    Partial<RoadmapDocument>,
    Partial<RoadmapDocument>,
  ];
  const lost = TRACKS.filter((track) => !sameIds(document[track], back[track]));
  const product = {
    ...picked(own, differingKeys(own, read)),
    ...Object.fromEntries(lost.map((track) => [track, document[track]])),
  };
  return {
    product,
    itemAt: (track, index) => {
      const item = document[track]?.[index];
      const other = back[track]?.[index];
      if (item === undefined || other === undefined || lost.includes(track)) return {};
      const whole = normalisedItem(item as ItemDocument);
      return picked(whole, differingKeys(whole, normalisedItem(other as ItemDocument)));
    },
  };
}

function imported(markdown: string): RoadmapDocument {
  const source = sourceText(markdown);
  const calendar = PlanCalendar.from(undefined);
  if (calendar === undefined) throw new RangeError('A plan may have no start.');
  return importMarkdown(source, parseMarkdown(source.markdown), { fileName: 'roadmap', calendar }).document;
}

function productOf(document: RoadmapDocument): Partial<RoadmapDocument> {
  const { data: _, models: __, features: ___, infrastructure: ____, ...product } = document;
  return product;
}

function sameIds(a: RoadmapDocument['data'], b: RoadmapDocument['data']): boolean {
  const ids = (items: RoadmapDocument['data']) => (items ?? []).map(({ id }) => id).join('\n');
  return ids(a) === ids(b);
}

function picked<T extends object>(value: T, keys: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(keys.map((key) => [key, value[key]])) as Partial<T>;
}

const FRONT_KEYS = ['product', 'zone', 'currency', 'fiscal_year_start'] as const;

function written(document: RoadmapDocument, live: LiveState | undefined, left: LeftOver): string {
  const front = stringify({
    format: FORMAT,
    ...picked(
      document,
      FRONT_KEYS.filter((key) => document[key] !== undefined),
    ),
  });
  const blocks: RootContent[] = [
    heading(1, document.name),
    ...(live === undefined ? [] : [paragraph(emphasis(stateOf(live)))]),
    ...visionBlocks(document, live),
    ...TRACKS.flatMap((track) => trackBlocks(track, document, live, left)),
    ...spendBlocks(document),
    ...ownYaml(left.product, 'Settings'),
  ];
  return `---\n${front}---\n\n${writeMarkdown(blocks)}`;
}

function visionBlocks(document: RoadmapDocument, live: LiveState | undefined): RootContent[] {
  const {
    vision,
    capability,
    build_or_buy: decision,
    success_metrics: metrics = [],
    objectives = [],
  } = document;
  const blocks: RootContent[] = [
    ...(vision === undefined ? [] : [paragraph(labelled('Vision', vision))]),
    ...(capability === undefined ? [] : [paragraph(labelled('Core capability', capability))]),
    ...(decision === undefined ? [] : decisionBlocks(decision)),
  ];
  return [
    ...(blocks.length === 0 ? [] : [heading(2, 'Vision and strategy'), ...blocks]),
    ...(metrics.length === 0 ? [] : [heading(2, 'Success metrics'), metricsTable(metrics, live)]),
    ...(objectives.length === 0 ? [] : [heading(2, 'Objectives'), objectivesTable(objectives)]),
  ];
}

function decisionBlocks({
  decision,
  why,
  link: address,
}: NonNullable<RoadmapDocument['build_or_buy']>): RootContent[] {
  const said: Phrase = address === undefined ? decision : link(decision, address);
  return [
    paragraph(labelled('Build or buy', said)),
    ...(why === undefined ? [] : [paragraph(labelled('Why', why))]),
  ];
}

function metricsTable(
  metrics: NonNullable<RoadmapDocument['success_metrics']>,
  live: LiveState | undefined,
): RootContent {
  const rows = metrics.map(({ title, criterion }) => ({ before: title, criterion }));
  const cells = live === undefined ? undefined : metrics.map((_, i) => metricCells(live, i));
  const more =
    cells === undefined
      ? []
      : LIVE_COLUMNS.map(([header, key]) => [header, cells.map((cell) => cell[key])] as const);
  return criteriaTable(rows, more, 'Metric');
}

function objectivesTable(objectives: NonNullable<RoadmapDocument['objectives']>): RootContent {
  const rows = objectives.map(({ title, measure, target }) => [title, measure ?? '', target ?? '']);
  return table(['Objective', 'Measured by', 'Target'], rows);
}

const HEADINGS: Readonly<Record<Track, string>> = {
  data: 'Data pipeline',
  models: 'Model versions',
  features: 'Product features',
  infrastructure: 'Infrastructure',
};

function trackBlocks(
  track: Track,
  document: RoadmapDocument,
  live: LiveState | undefined,
  left: LeftOver,
): RootContent[] {
  const items = (document[track] ?? []) as readonly ItemDocument[];
  if (items.length === 0) return [];
  return [
    heading(2, HEADINGS[track]),
    ...items.flatMap((item, i) => [...itemBlocks(item, live), ...ownYaml(left.itemAt(track, i))]),
  ];
}

function spendBlocks({ spend = [] }: RoadmapDocument): RootContent[] {
  if (spend.length === 0) return [];
  const rows = spend.map(
    ({ title, amount, period, item, environment, runbook, contact }): readonly Phrase[] => [
      title,
      String(amount),
      period,
      item ?? '',
      environment ?? '',
      runbook === undefined ? '' : link(runbook, runbook),
      contact ?? '',
    ],
  );
  return [
    heading(2, 'Spend limits'),
    table(['Limit', 'Amount', 'Period', 'Item', 'Environment', 'Runbook', 'Contact'], rows),
  ];
}

function ownYaml(values: object, title?: string): RootContent[] {
  if (Object.keys(values).length === 0) return [];
  const block = fenced('yaml', OWN_YAML, stringify(values, { lineWidth: 0 }).trimEnd());
  return title === undefined ? [block] : [heading(2, title), block];
}
