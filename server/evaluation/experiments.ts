import type { MeasurementStore } from '../../core/ports.ts';
import { DEFAULT_ENVIRONMENT } from '../../core/roadmap/grammar/defaults.ts';
import type { Experiment, ExperimentArm, Roadmap } from '../../core/roadmap/roadmap.ts';
import { type SampleRatio, sampleRatio } from '../../core/sides/sample-ratio.ts';
import { endOfDate, startOfDate } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { ReadBatch } from './read-batch.ts';

/** An experiment with what came of its split so far. */
export interface ExperimentReading {
  readonly experiment: Experiment;
  /** Up to now; absent: it has not begun. */
  readonly window: TimeWindow | undefined;
  /** Units assigned to each arm, in their order; absent where nothing counts them, or it has not begun. */
  readonly counts?: readonly number[];
  readonly ratio?: SampleRatio;
}

/** How the units of experiments were split in production: one read for each distinct time. */
export async function readExperiments(
  store: MeasurementStore,
  { product, zone }: Pick<Roadmap, 'product' | 'zone'>,
  experiments: readonly Experiment[],
  now: number,
): Promise<readonly ExperimentReading[]> {
  const batch = new ReadBatch(product);
  const asked = experiments.map((experiment) => {
    const window = windowOf(experiment, zone, now);
    const { countedBy, arms } = experiment;
    if (window === undefined || countedBy === undefined) return { experiment, window };
    const tickets = arms.map((arm) => batch.ask(window, [selectionOf(arm, countedBy)]));
    return { experiment, window, tickets };
  });
  const answer = await batch.read(store);
  return asked.map(({ experiment, window, tickets }) => {
    if (tickets === undefined) return { experiment, window };
    const counts = tickets.map((ticket) => {
      const [group] = answer(ticket).results[0]?.groups ?? [];
      return group?.kind === 'counter' ? (group.totals[0] ?? 0) : 0;
    });
    const arms = experiment.arms.map(({ share }, i) => ({ share, count: counts[i] ?? 0 }));
    return { experiment, window, counts, ratio: sampleRatio(arms) };
  });
}

function windowOf({ from, to }: Experiment, zone: string, now: number): TimeWindow | undefined {
  const begin = startOfDate(from, zone);
  const end = Math.min(now, to === undefined ? now : endOfDate(to, zone));
  return begin < end ? { from: begin, to: end } : undefined;
}

function selectionOf({ version, build }: ExperimentArm, measure: string) {
  return {
    measure,
    kind: 'counter',
    items: [version],
    environments: [DEFAULT_ENVIRONMENT],
    ...(build === undefined ? {} : { builds: [build] }),
  } as const;
}
