import type { VerdictState } from '../../core/gate/verdict.ts';
import type { Operator } from '../../core/roadmap/criterion.ts';
import { formatCount, formatPair, formatValue } from '../../core/signal/format.ts';
import type { SignalUnit } from '../../core/signal/signal.ts';
import type { ActualsResponse } from '../../server/http/contract/actuals.ts';
import type { DashboardTile } from '../../server/http/contract/dashboard.ts';
import type {
  BreakersResponse,
  OnCallResponse,
  SpendResponse,
} from '../../server/http/contract/operations.ts';
import type { OverviewResponse } from '../../server/http/contract/overview.ts';
import type { CriterionVerdictJson, GatesResponse } from '../../server/http/contract/verdict.ts';
import { BREAKER_WORDS, byUrgency } from '../elements/breaker-summary.ts';
import { misses } from '../elements/misses.ts';
import { judgedReading, unjudgedReading } from '../elements/reading.ts';

/** What tiles are made of; each may still be on its way. */
export interface TileFeeds {
  readonly overview?: OverviewResponse | undefined;
  readonly gates?: GatesResponse | undefined;
  readonly spend?: SpendResponse | undefined;
  readonly breakers?: BreakersResponse | undefined;
  readonly onCall?: OnCallResponse | undefined;
  /** For a chart: its own series. */
  readonly actuals?: ActualsResponse | undefined;
}

/** A tile, ready to be drawn: the same few parts for every kind. */
export interface TileContent {
  readonly title: string;
  readonly state?: VerdictState | undefined;
  readonly waived?: boolean;
  /** The last look is out of date, as the server says. */
  readonly stale?: boolean;
  /** The one large thing. */
  readonly value?: string;
  /** Words in the place of a value. */
  readonly sentence?: string;
  /** Smaller lines under it. */
  readonly notes: readonly string[];
  /** When what is shown was observed, Unix ms. */
  readonly observedAt?: number | undefined;
  /** When it was last heard of, where that is later: what is shown may be of whole days that are over. */
  readonly heardAt?: number | undefined;
  /** It grows old by itself: production is watched all the time, an evaluation is not. */
  readonly perishable: boolean;
  readonly line?: {
    readonly values: readonly (number | null)[];
    readonly target: number | undefined;
    readonly unit: SignalUnit;
    readonly better: 'higher' | 'lower';
    readonly op?: Operator | undefined;
  };
  /** A bar: how much of it is filled, 0…1. */
  readonly filled?: number;
}

/** Makes a tile's content; `undefined` while its feed is on its way. @param now the server's time, Unix ms. */
export function tileContent(tile: DashboardTile, feeds: TileFeeds, now: number): TileContent | undefined {
  switch (tile.show) {
    case 'signal':
      return feeds.overview && signalTile(tile, feeds.overview, now);
    case 'chart':
      return feeds.overview && feeds.actuals && chartTile(tile, feeds.overview, feeds.actuals, now);
    case 'gate':
      return feeds.gates && gateTile(tile, feeds.gates, feeds.overview);
    case 'sentence':
      return feeds.overview && sentenceTile(tile, feeds.overview);
    case 'spend':
      return feeds.spend && spendTile(tile, feeds.spend);
    case 'breakers':
      return feeds.breakers && breakersTile(tile, feeds.breakers);
    case 'pipeline':
      return feeds.onCall && pipelineTile(tile, feeds.onCall);
  }
}

type Shown<Kind extends DashboardTile['show']> = Extract<DashboardTile, { show: Kind }>;

function signalTile(tile: Shown<'signal' | 'chart'>, overview: OverviewResponse, now: number): TileContent {
  const signal = overview.signals.find((one) => one.name === tile.signal);
  const cell = overview.cells.find((one) => one.version === tile.item && one.signal === tile.signal);
  const title = tile.title ?? `${tile.item} ${signal?.title ?? tile.signal}`;
  if (signal === undefined || cell === undefined) {
    return {
      title,
      state: 'no-data',
      value: '–',
      notes: [`No gate and no traffic of ${tile.item}`],
      perishable: false,
    };
  }
  const { criterion, actual, sparkline } = cell;
  const heardAt = criterion && lastHeard(criterion, serves(tile.item, overview));
  const reading =
    criterion !== undefined
      ? judgedReading(criterion, signal, overview.currency, now)
      : actual && unjudgedReading(actual, signal, overview.currency);
  if (reading === undefined) return { title, state: 'no-data', value: '–', notes: [], perishable: false };
  // Shape and ground tell pass and fail from afar; the rest needs its word.
  const quiet = (reading.state === 'pass' || reading.state === 'fail') && !reading.waived;
  return {
    title,
    state: reading.state,
    waived: reading.waived,
    stale: reading.stale,
    value: reading.value,
    notes: [reading.target ?? '', quiet ? '' : reading.words].filter((note) => note !== ''),
    observedAt: reading.observedAt,
    heardAt,
    perishable: reading.evidence === 'production' && (criterion === undefined || heardAt !== undefined),
    ...(sparkline === undefined
      ? {}
      : {
          line: {
            values: sparkline.values,
            target: criterion?.target,
            unit: signal.unit,
            better: signal.better,
            op: criterion?.op,
          },
        }),
  };
}

/**
 * When what a criterion is about was last heard of. Its verdict may be of whole days that are over: what serves is heard of in its last hour,
 * all else until those days were over, and then the server says when that is too long ago.
 */
function lastHeard({ actual, live }: CriterionVerdictJson, isServed: boolean): number | undefined {
  const isOver = actual !== undefined && actual.observedAt === actual.to;
  return live?.observedAt ?? (isOver && !isServed ? undefined : actual?.observedAt);
}

function serves(item: string, overview: OverviewResponse | undefined): boolean {
  const lifecycle = overview?.versions.find((one) => one.id === item)?.lifecycle;
  return lifecycle === 'live' || lifecycle === 'rollout';
}

function chartTile(
  tile: Shown<'chart'>,
  overview: OverviewResponse,
  actuals: ActualsResponse,
  now: number,
): TileContent {
  const base = signalTile(tile, overview, now);
  const { signal, points } = actuals;
  const values = points.map((point) => point.value);
  return {
    ...base,
    line: { values, target: base.line?.target, unit: signal.unit, better: signal.better, op: base.line?.op },
  };
}

function gateTile(
  tile: Shown<'gate'>,
  { gates }: GatesResponse,
  overview: OverviewResponse | undefined,
): TileContent {
  const gate = gates.find((one) => one.item === tile.item);
  const title = tile.title ?? `Gate of ${tile.item}`;
  if (gate === undefined) {
    return { title, state: 'no-data', sentence: `${tile.item} has no gate.`, notes: [], perishable: false };
  }
  // A judgment is no younger than the data that it rests on.
  const isServed = serves(tile.item, overview);
  const heard = gate.criteria
    .filter(({ actual }) => actual?.evidence === 'production')
    .flatMap((criterion) => lastHeard(criterion, isServed) ?? []);
  return {
    title,
    state: gate.state,
    waived: gate.waived && gate.state === 'pass',
    sentence: gate.sentence,
    notes: [],
    observedAt: heard.length === 0 ? gate.judgedAt : Math.min(gate.judgedAt, Math.max(...heard)),
    perishable: true,
  };
}

function sentenceTile(tile: Shown<'sentence'>, overview: OverviewResponse): TileContent {
  return {
    title: tile.title ?? overview.name,
    state: overview.sentenceState,
    sentence: overview.sentence,
    notes: [],
    observedAt: overview.asOf,
    perishable: false,
  };
}

function spendTile(tile: Shown<'spend'>, { limits, currency }: SpendResponse): TileContent {
  const limit = limits.find((one) => tile.limit === undefined || one.title === tile.limit);
  if (limit === undefined) {
    return {
      title: tile.title ?? 'Spend',
      value: '–',
      notes: ['No such limit in the roadmap'],
      perishable: false,
    };
  }
  const money = (amount: number) => formatValue(amount, 'currency', currency);
  const states = { within: 'pass', 'at-risk': 'unproven', exceeded: 'fail', 'no-data': 'no-data' } as const;
  const words = {
    within: 'within',
    'at-risk': 'at risk',
    exceeded: 'exceeded',
    'no-data': 'no data',
  } as const;
  return {
    title: tile.title ?? limit.title,
    state: states[limit.state],
    value: money(limit.spent),
    notes: [`of ${money(limit.amount)}, ${words[limit.state]}`],
    observedAt: limit.observedAt,
    perishable: true,
    filled: limit.amount > 0 ? Math.min(1, limit.spent / limit.amount) : 0,
  };
}

function breakersTile(tile: Shown<'breakers'>, { breakers, asOf }: BreakersResponse): TileContent {
  const title = tile.title ?? 'Circuit breakers';
  const worst = byUrgency(breakers);
  const [first] = worst;
  if (first === undefined)
    return { title, value: '–', notes: ['No source tells about one'], perishable: false };
  const states = { closed: 'pass', 'half-open': 'unproven', open: 'fail' } as const;
  const apart = worst.filter((breaker) => breaker.state !== 'closed');
  const notes = apart.slice(0, 2).map((breaker) => `${breaker.item} ${breaker.breaker}`);
  return {
    title,
    state: states[first.state],
    value:
      apart.length === 0
        ? 'All closed'
        : `${formatCount(apart.length)} ${BREAKER_WORDS[first.state].toLowerCase()}`,
    notes: apart.length === 0 ? [`${formatCount(worst.length)} watched`] : notes,
    observedAt: asOf,
    perishable: true,
  };
}

function pipelineTile(tile: Shown<'pipeline'>, { pipeline, currency }: OnCallResponse): TileContent {
  const title = tile.title ?? 'Pipeline error rate';
  if (pipeline === undefined)
    return { title, state: 'no-data', value: '–', notes: ['Not observed'], perishable: false };
  const { actual, target, sparkline } = pipeline;
  const pair =
    actual.value === undefined || target === undefined
      ? undefined
      : formatPair(actual.value, target, 'share', currency);
  return {
    title,
    state: target === undefined ? undefined : misses(actual.value, '<', target) ? 'fail' : 'pass',
    value: pair?.value ?? formatValue(actual.value, 'share', currency),
    notes: pair === undefined ? [] : [`< ${pair.target}`],
    observedAt: actual.observedAt,
    perishable: true,
    line: { values: sparkline, target, unit: 'share', better: 'lower' },
  };
}
