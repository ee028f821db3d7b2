import type { CounterGroup, DistributionGroup, MeasurementStore, Selection } from '../../../core/ports.ts';
import { ENVIRONMENT, PRODUCT } from '../batches.ts';
import {
  besideWindows,
  CRITERIA_COUNTERS,
  criteriaOf,
  criteriaWindows,
  QUARTER_MEASURE,
  type Window,
} from '../questions.ts';
import { BOUNDS } from '../workload.ts';

/** The figures of all criteria as the peers are asked for them: by the same windows, and nothing judged. */
export async function readFigures(store: MeasurementStore, now: number): Promise<number[]> {
  const { closed, running } = criteriaWindows(now);
  const read = (window: Window, select: readonly Selection[]) =>
    store.read({ product: PRODUCT, ...window, select });
  const [ofClosed, ofRunning] = await Promise.all([
    read(closed, [LATENCY, ...CLOSED]),
    read(running, RUNNING),
    ...besideWindows(now).map((window) => read(window, [LATENCY, ...CLOSED, ...RUNNING])),
  ]);
  const [latency, ...closedCounters] = ofClosed?.selections ?? [];
  const counters = [...closedCounters, ...(ofRunning?.selections ?? [])];
  const totals = new Map(
    counters.flatMap(({ groups }, i) =>
      groups.map((group) => [
        `${[...CLOSED, ...RUNNING][i]?.measure} ${group.key[0]}`,
        totalOf(group as CounterGroup),
      ]),
    ),
  );
  const buckets = new Map(
    (latency?.groups ?? []).map((group) => [group.key[0], countsOf(group as DistributionGroup)]),
  );
  return criteriaOf(
    (version, counter) => totals.get(`${counter} ${version}`) ?? Number.NaN,
    (version) => buckets.get(version) ?? [],
  );
}

function selection(measure: string, kind: Selection['kind']): Selection {
  return { measure, kind, environments: [ENVIRONMENT], by: ['item'] };
}

const LATENCY = selection(QUARTER_MEASURE, 'distribution');
const CLOSED = countersOf(false);
const RUNNING = countersOf(true);

function countersOf(areUntilNow: boolean): readonly Selection[] {
  const wanted = CRITERIA_COUNTERS.filter(({ untilNow }) => untilNow === areUntilNow);
  return wanted.map(({ name }) => selection(name, 'counter'));
}

function totalOf({ totals }: CounterGroup): number {
  return totals[0] ?? Number.NaN;
}

/** One count a bucket, by its upper bound. */
function countsOf({ steps }: DistributionGroup): readonly number[] {
  const counts = new Map(steps[0]?.cells.map(({ upper, count }) => [upper, count]));
  return BOUNDS.map((bound) => counts.get(bound) ?? 0);
}
