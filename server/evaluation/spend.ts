import { type SpendReading, type SpendStatus, spendStatus } from '../../core/alert/spend.ts';
import type { CounterGroup, MeasurementStore, Selection, SelectionResult } from '../../core/ports.ts';
import type { Roadmap, SpendLimit } from '../../core/roadmap/roadmap.ts';
import { COLLECTION_LAG_MS } from '../../core/signal/actual.ts';
import { dayOf, monthOf, type Period, quarterOf } from '../../core/time/period.ts';
import { type Answered, ReadBatch } from './read-batch.ts';

const DAY_MS = 86_400_000;
const COST = 'cost_usd';
const PRICED = 'tokens_priced';
const UNPRICED = 'tokens_unpriced';

/** A spend limit of the roadmap, and how it stands. */
export interface SpendOfLimit {
  readonly limit: SpendLimit;
  readonly reading: SpendReading;
  readonly status: SpendStatus;
  /** Who spent it in the period, most first; `''` is what no item claims. */
  readonly byItem: readonly { readonly item: string; readonly spent: number }[];
}

/** How a roadmap's spend limits stand now, in its zone's calendar periods: one read for each period, one for the last 24 hours. */
export async function readSpend(
  store: MeasurementStore,
  roadmap: Pick<Roadmap, 'product' | 'spend' | 'zone' | 'fiscalYearStart'>,
  now: number,
): Promise<readonly SpendOfLimit[]> {
  const batch = new ReadBatch(roadmap.product);
  const asked = roadmap.spend.map((limit) => {
    const period = periodOf(limit, roadmap, now);
    const select = selectionsOf(limit);
    return {
      limit,
      period,
      // A period that begins this very instant has nothing in it yet.
      spent: period.from < now ? batch.ask({ from: period.from, to: now }, select) : undefined,
      lastDay: batch.ask({ from: now - DAY_MS, to: now }, select),
    };
  });
  const answer = await batch.read(store);
  return asked.map(({ limit, period, spent, lastDay }) =>
    spendOf(
      limit,
      period,
      now,
      spent === undefined ? undefined : answer(spent),
      answer(lastDay),
      roadmap.zone,
    ),
  );
}

function selectionsOf({ item, environment }: SpendLimit): readonly Selection[] {
  const narrowed = { environments: [environment], ...(item === undefined ? {} : { items: [item] }) };
  return [
    { measure: COST, kind: 'counter', ...narrowed, by: ['item'] },
    { measure: PRICED, kind: 'counter', ...narrowed },
    { measure: UNPRICED, kind: 'counter', ...narrowed },
  ];
}

function spendOf(
  limit: SpendLimit,
  { from, to }: Period,
  now: number,
  period: Answered | undefined,
  lastDay: Answered,
  zone: string,
): SpendOfLimit {
  const [cost, priced, unpriced] = period?.results ?? [];
  const tokens = total(priced) + total(unpriced);
  // What was last seen may have been before the period began.
  const observedAt = cost?.lastObservedAt ?? lastDay.results[0]?.lastObservedAt;
  const reading: SpendReading = {
    from,
    to,
    now,
    spent: total(cost),
    lastDay: total(lastDay.results[0]),
    coverage: coverageOf(cost, from, now, observedAt),
    pricedShare: tokens > 0 ? total(priced) / tokens : undefined,
    observedAt,
  };
  return { limit, reading, status: spendStatus(limit, reading, zone), byItem: itemsOf(cost) };
}

function coverageOf(
  cost: SelectionResult | undefined,
  from: number,
  now: number,
  observedAt: number | undefined,
): number {
  if (observedAt === undefined) return 0;
  const elapsed = now - from;
  const expected = Math.max(observedAt, now - Math.min(COLLECTION_LAG_MS, elapsed / 2)) - from;
  return expected > 0 ? Math.min(1, (cost?.observedMs[0] ?? 0) / expected) : 1;
}

function itemsOf(cost: SelectionResult | undefined): SpendOfLimit['byItem'] {
  return counters(cost)
    .map(({ key: [item = ''], totals: [spent = 0] }) => ({ item, spent }))
    .filter(({ spent }) => spent > 0)
    .sort((a, b) => b.spent - a.spent);
}

function total(result: SelectionResult | undefined): number {
  return counters(result).reduce((sum, { totals: [value = 0] }) => sum + value, 0);
}

function counters(result: SelectionResult | undefined): readonly CounterGroup[] {
  return (result?.groups ?? []).filter((group) => group.kind === 'counter');
}

function periodOf(
  { period }: SpendLimit,
  { zone, fiscalYearStart }: Pick<Roadmap, 'zone' | 'fiscalYearStart'>,
  now: number,
): Period {
  switch (period) {
    case 'day':
      return dayOf(now, zone);
    case 'month':
      return monthOf(now, zone);
    case 'quarter':
      return quarterOf(now, zone, fiscalYearStart);
  }
}
