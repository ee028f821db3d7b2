import type { SourceMapping } from '../../core/measure/mapping.ts';
import type { PriceBook } from '../../core/price/price-book.ts';
import { Intake } from '../cumulative/intake.ts';
import type { IntakeDeps } from '../source.ts';

const HOUR_MS = 3_600_000;

/** A past that is to be taken in, under a name of its own: its memory and its cursor are not those of the live source. */
export interface BackfillSource {
  readonly name: string;
  readonly mapping: SourceMapping;
  /** See `counters_restart_with_process`; default true. */
  readonly countersRestartWithProcess?: boolean;
  /** Longest usual time between two readings, ms: what is further apart was not watched in between, where gauges are concerned. Default: an hour. */
  readonly cadenceMs?: number;
  /** What its tokens cost; absent: they are not priced. */
  readonly prices?: PriceBook | undefined;
}

export interface BackfillProgress {
  /** Time of the last reading that is committed, Unix ms. */
  readonly at: number;
  /** Readings that were taken in so far. */
  readonly taken: number;
  /** Readings that had been taken in by an earlier run. */
  readonly skipped: number;
}

export interface BackfillOptions {
  /** Told after each commit. */
  onProgress?(progress: BackfillProgress): void;
  /** Ends the backfill between two commits; another run goes on from there. */
  readonly signal?: AbortSignal;
}

/** The intake that takes a past in: by the rules of the present, but for the limit on age. */
export function backfillIntake(source: BackfillSource, { store, clock, monitor }: IntakeDeps): Intake {
  return new Intake({
    source: source.name,
    mapping: source.mapping,
    store,
    clock,
    monitor,
    prices: source.prices,
    rules: {
      maxSampleAgeMs: Number.POSITIVE_INFINITY,
      startCreditMs: HOUR_MS,
      countersRestartWithProcess: source.countersRestartWithProcess ?? true,
      maxLabelAgeMs: Number.POSITIVE_INFINITY,
      gaugeReachMs: 2.5 * (source.cadenceMs ?? HOUR_MS),
    },
  });
}

/** Up to when the past was taken in by earlier runs, Unix ms. */
export async function takenUntil(intake: Intake): Promise<number> {
  const cursor = Number((await intake.cursor()) ?? Number.NaN);
  return Number.isFinite(cursor) ? cursor : Number.NEGATIVE_INFINITY;
}

/** Lets everything else of this process have its turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
