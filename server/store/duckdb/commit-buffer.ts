import type { BreakerTransition } from '../../../core/alert/breaker.ts';
import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import type { WriteBatch } from '../../../core/ports.ts';
import type { GaugeSummary } from '../steps.ts';
import { type Catalogue, type CataloguedSeries, type Cell, PART } from './catalogue.ts';
import { dayOf } from './data-days.ts';
import { LateSummaries } from './late-summaries.ts';
import { LateSums } from './late-sums.ts';
import {
  INCREMENT_QUARTERS,
  INCREMENTS,
  type PlainFamily,
  SAMPLE_QUARTERS,
  SAMPLES,
  spanStart,
} from './numbers/families.ts';
import { QUARTER_HOUR_MS } from './read-plan.ts';
import { NumberRows } from './rows.ts';

/** What late points must be added to, besides the raw data. */
export interface Sealed {
  /** Quarter hours before this instant are rolled up. */
  readonly until: number;
  /** Raw data before this instant have expired: only the roll-ups take such points. */
  readonly rawSince: number;
  /** Start of the product's day that an instant lies in, if that day is rolled up. */
  sealedDay(product: string, at: number): number | undefined;
}

/** Rows of one family and one span of its usual length. */
export interface PartitionRows {
  readonly family: PlainFamily;
  /** Start of the span, Unix ms. */
  readonly from: number;
  readonly rows: NumberRows;
}

/** The rows of one group commit, sorted by table. */
export class CommitBuffer {
  readonly #catalogue: Catalogue;
  readonly #sealed: Sealed;
  readonly #increments = new SpannedRows(INCREMENTS);
  readonly #incrementQuarters = new SpannedRows(INCREMENT_QUARTERS);
  readonly #samples = new SpannedRows(SAMPLES);
  readonly #sampleQuarters = new SpannedRows(SAMPLE_QUARTERS);
  readonly #lateQuarters = new LateSums();
  readonly #lateDays = new LateSums();
  readonly #lateSummaries = new LateSummaries();
  readonly states = new Map<string, Map<string, string | null>>();
  readonly cursors = new Map<string, string>();
  readonly breakers: BreakerTransition[] = [];
  readonly evaluations: EvaluationRun[] = [];
  /** Latest end of an observed stretch, by the catalogue's id of the observed series. */
  readonly observedUntil = new Map<number, number>();
  /** Days (UTC, counted from 1970) that hold a point. */
  readonly days = new Set<number>();
  /** Time of the latest point, Unix ms. */
  latestAt = 0;
  /** Time of the oldest point, Unix ms; 0 when there is none. */
  oldestAt = 0;
  /** Quarter hours (counted from 1970) that hold a point. */
  readonly #quarters = new Set<number>();
  #quarter = -1;

  constructor(catalogue: Catalogue, sealed: Sealed) {
    this.#catalogue = catalogue;
    this.#sealed = sealed;
  }

  add(batch: WriteBatch): void {
    for (const { series, at, value } of batch.counters ?? []) {
      const known = this.#catalogue.of(series, 'counter');
      // The cell of a counter exists even while it has not counted: it is then known to be there, at zero.
      const cell = this.#catalogue.single(known, PART.value);
      if (value !== 0) this.increment(cell, at, value);
    }
    for (const { series, at, cells, sum } of batch.distributions ?? []) {
      const known = this.#catalogue.of(series, 'distribution');
      for (const bucket of cells) {
        if (bucket.count !== 0) this.increment(this.#catalogue.bucket(known, bucket), at, bucket.count);
      }
      if (sum === undefined) this.increment(this.#catalogue.single(known, PART.sumless), at, 1);
      else this.increment(this.#catalogue.single(known, PART.sum), at, sum);
    }
    for (const { series, at, value } of batch.gauges ?? []) {
      this.sample(this.#catalogue.single(this.#catalogue.of(series, 'gauge'), PART.value), at, value);
    }
    for (const observation of batch.observations ?? []) {
      const known = this.#catalogue.ofObservation(observation);
      this.increment(this.#catalogue.single(known, PART.observed), observation.at, observation.durationMs);
    }
    this.breakers.push(...(batch.breakers ?? []));
    this.evaluations.push(...(batch.evaluations ?? []));
    this.#remember(batch);
  }

  /** Rows of the partitioned tables; call once, after the last {@link add}. */
  partitionRows(): readonly PartitionRows[] {
    for (const { cell, slot, value } of this.#lateQuarters) {
      this.#incrementQuarters.at(slot * QUARTER_HOUR_MS).push3(cell, slot, value);
    }
    for (const { cell, slot, summary } of this.#lateSummaries) {
      const { samples, sum, min, max, last, lastAt } = summary;
      this.#sampleQuarters.at(slot * QUARTER_HOUR_MS).push(cell, slot, samples, sum, min, max, last, lastAt);
    }
    const families = [this.#increments, this.#incrementQuarters, this.#samples, this.#sampleQuarters];
    return families.flatMap((rows) => [...rows.partitions()]);
  }

  /** Whether a point lies in a stretch, half-open, Unix ms, of whole quarter hours. */
  reaches(from: number, to: number): boolean {
    if (this.latestAt < from || this.oldestAt >= to) return false;
    for (const quarter of this.#quarters) {
      const at = quarter * QUARTER_HOUR_MS;
      if (at < to && at + QUARTER_HOUR_MS > from) return true;
    }
    return false;
  }

  /** Additions to the table of days. */
  get lateDays(): LateSums {
    return this.#lateDays;
  }

  /** Adds to a cell at an instant: to the raw data, and to the roll-ups where these are made already. */
  increment(cell: Cell, at: number, value: number): void {
    this.#seen(at);
    if (cell.part === PART.observed) this.watched(cell.owner, at);
    if (at >= this.#sealed.rawSince) this.#increments.at(at).push3(cell.id, at, value);
    if (at < this.#sealed.until) this.quarter(cell, at, value);
  }

  /** Adds to the roll-ups alone, for a time that is rolled up and whose raw data are gone. */
  quarter(cell: Cell, at: number, value: number): void {
    this.#seen(at);
    this.#lateQuarters.add(cell.id, Math.floor(at / QUARTER_HOUR_MS), value);
    const day = this.#sealed.sealedDay(cell.owner.series.product, at);
    if (day !== undefined) this.#lateDays.add(cell.id, day / QUARTER_HOUR_MS, value);
  }

  /** A measure was watched until an instant, at least. */
  watched(series: CataloguedSeries, at: number): void {
    if (at > (this.observedUntil.get(series.id) ?? 0)) this.observedUntil.set(series.id, at);
  }

  /** A value of a gauge, as {@link increment} adds to a counter. */
  sample(cell: Cell, at: number, value: number): void {
    this.#seen(at);
    if (at >= this.#sealed.rawSince) this.#samples.at(at).push3(cell.id, at, value);
    if (at >= this.#sealed.until) return;
    this.sampleQuarter(cell, at, { samples: 1, sum: value, min: value, max: value, last: value, lastAt: at });
  }

  /** What is known of a gauge within a quarter hour, as {@link quarter} adds to a counter. */
  sampleQuarter(cell: Cell, at: number, summary: GaugeSummary): void {
    this.#seen(at);
    this.#lateSummaries.add(cell.id, Math.floor(at / QUARTER_HOUR_MS), summary);
  }

  #seen(at: number): void {
    if (at > this.latestAt) this.latestAt = at;
    if (this.oldestAt === 0 || at < this.oldestAt) this.oldestAt = at;
    const quarter = Math.floor(at / QUARTER_HOUR_MS);
    if (quarter === this.#quarter) return;
    this.#quarter = quarter;
    this.#quarters.add(quarter);
    this.days.add(dayOf(at));
  }

  #remember(batch: WriteBatch): void {
    let states = this.states.get(batch.source);
    if (states === undefined) {
      states = new Map();
      this.states.set(batch.source, states);
    }
    for (const { key, value } of batch.state ?? []) states.set(key, value);
    if (batch.cursor !== undefined) this.cursors.set(batch.source, batch.cursor);
  }
}

/** Rows of one family by span; points come mostly in order, so the last span is remembered. */
class SpannedRows {
  readonly #family: PlainFamily;
  readonly #spans = new Map<number, NumberRows>();
  #lastSpan = -1;
  #lastRows: NumberRows | undefined;

  constructor(family: PlainFamily) {
    this.#family = family;
  }

  at(at: number): NumberRows {
    const span = spanStart(at, this.#family.spanMs);
    if (span === this.#lastSpan && this.#lastRows !== undefined) return this.#lastRows;
    let rows = this.#spans.get(span);
    if (rows === undefined) {
      rows = new NumberRows(this.#family.types);
      this.#spans.set(span, rows);
    }
    this.#lastSpan = span;
    this.#lastRows = rows;
    return rows;
  }

  *partitions(): Iterable<PartitionRows> {
    for (const [from, rows] of this.#spans) yield { family: this.#family, from, rows };
  }
}
