import { parseSeriesId, type Series, seriesId } from '../../../core/measure/series.ts';
import type { MeasureKind, Observation } from '../../../core/ports.ts';
import { type BucketEnds, WIDEST, widerBucket } from './wider-bucket.ts';

/**
 * What one number of a series means. Every number that adds up is a *cell* with an id of its own: a counter is one cell, a distribution
 * one for each bucket and one for its sum. So one narrow table holds them all, and merging histograms is adding numbers.
 */
export const PART = {
  value: 0,
  sum: 1,
  bucket: 2,
  /** Counts points of a distribution that came without a sum. */
  sumless: 3,
  /** Milliseconds that a measure of an item was watched. */
  observed: 4,
} as const;
export type Part = (typeof PART)[keyof typeof PART];

/** Kinds of series in the catalogue: those of the port, and the watched time that tells silence from zero. */
export type CatalogueKind = MeasureKind | 'observed';

export interface Cell {
  readonly id: number;
  readonly part: Part;
  /** Bounds of a bucket; 0 otherwise. */
  readonly lower: number;
  readonly upper: number;
  readonly owner: CataloguedSeries;
}

/**
 * A series has so many buckets as they come, whatever their layouts are; then as many wider ones. A native histogram over ten doublings at its
 * finest has 2,560; whoever sends other bounds each time would fill the memory.
 */
export const MOST_BUCKETS = 4_096;

/** A series with its cells. */
export class CataloguedSeries {
  readonly id: number;
  readonly kind: CatalogueKind;
  readonly series: Series;
  readonly cells: Cell[] = [];
  /** By upper bound; nearly always one cell for each. */
  readonly #buckets = new Map<number, Cell[]>();
  #bucketCount = 0;

  constructor(id: number, kind: CatalogueKind, series: Series) {
    this.id = id;
    this.kind = kind;
    this.series = series;
  }

  add(cell: Cell): void {
    this.cells.push(cell);
    if (cell.part !== PART.bucket) return;
    this.#bucketCount += 1;
    const same = this.#buckets.get(cell.upper);
    if (same === undefined) this.#buckets.set(cell.upper, [cell]);
    else same.push(cell);
  }

  bucket({ lower, upper }: BucketEnds): Cell | undefined {
    return this.#buckets.get(upper)?.find((cell) => cell.lower === lower);
  }

  get bucketCount(): number {
    return this.#bucketCount;
  }

  part(part: Part): Cell | undefined {
    return this.cells.find((cell) => cell.part === part);
  }
}

/** A row of the `series` table. */
export interface SeriesRow {
  readonly id: number;
  readonly kind: CatalogueKind;
  readonly key: string;
}

/** A row of the `cells` table. */
export interface CellRow {
  readonly id: number;
  readonly series: number;
  readonly part: Part;
  readonly lower: number;
  readonly upper: number;
}

/**
 * All series and cells, in memory. New ones get their ids at once and are written with the data that brought them; until
 * {@link confirmNew} they are handed out by {@link takeNew} again and again, so that a failed commit loses none.
 */
export class Catalogue {
  readonly #byKey = new Map<string, CataloguedSeries>();
  readonly #byObject = new WeakMap<Series, CataloguedSeries>();
  readonly #byMeasure = new Map<string, CataloguedSeries[]>();
  readonly #byId = new Map<number, CataloguedSeries>();
  readonly #cells = new Map<number, Cell>();
  #newSeries: SeriesRow[] = [];
  #newCells: CellRow[] = [];
  #nextSeries = 1;
  #nextCell = 1;

  load(series: Iterable<SeriesRow>, cells: Iterable<CellRow>): void {
    for (const row of series) this.#insert(row.id, row.kind, parseSeriesId(row.key));
    for (const row of cells) {
      const owner = this.#byId.get(row.series);
      if (owner !== undefined) this.#insertCell(row, owner);
    }
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Another number whenever a series or a cell is new. */
  get edition(): number {
    return this.#byKey.size + this.#cells.size;
  }

  cell(id: number): Cell | undefined {
    return this.#cells.get(id);
  }

  byId(id: number): CataloguedSeries | undefined {
    return this.#byId.get(id);
  }

  /** All series of one measure of a product, of every kind. */
  ofMeasure(product: string, measure: string): readonly CataloguedSeries[] {
    return this.#byMeasure.get(JSON.stringify([product, measure])) ?? [];
  }

  all(): Iterable<CataloguedSeries> {
    return this.#byKey.values();
  }

  *ofProduct(product: string): Iterable<CataloguedSeries> {
    for (const known of this.#byKey.values()) if (known.series.product === product) yield known;
  }

  /** The series of watched time. */
  observed(): readonly CataloguedSeries[] {
    return [...this.#byKey.values()].filter((known) => known.kind === 'observed');
  }

  of(series: Series, kind: CatalogueKind): CataloguedSeries {
    const remembered = this.#byObject.get(series);
    if (remembered !== undefined && remembered.kind === kind) return remembered;
    const known = this.#byKey.get(`${kind} ${series.id}`) ?? this.#create(kind, series);
    this.#byObject.set(series, known);
    return known;
  }

  ofObservation(observation: Observation): CataloguedSeries {
    const { product, measure, item, environment } = observation;
    const key = { product, measure, item, environment, build: '', labels: {} };
    const id = seriesId(key);
    return this.#byKey.get(`observed ${id}`) ?? this.#create('observed', { ...key, id });
  }

  single(series: CataloguedSeries, part: Part): Cell {
    return series.part(part) ?? this.#createCell(series, part, 0, 0);
  }

  /** The bucket that counts what lies between two ends; a wider one where a series has had {@link MOST_BUCKETS} already. */
  bucket(series: CataloguedSeries, ends: BucketEnds): Cell {
    const known = series.bucket(ends);
    if (known !== undefined) return known;
    if (series.bucketCount < MOST_BUCKETS) return this.#createBucket(series, ends);
    const wider = widerBucket(ends);
    const hasRoom = series.bucketCount < 2 * MOST_BUCKETS || series.bucket(wider) !== undefined;
    const held = hasRoom ? wider : WIDEST;
    return series.bucket(held) ?? this.#createBucket(series, held);
  }

  /** What must be written with the next commit. */
  takeNew(): { series: readonly SeriesRow[]; cells: readonly CellRow[] } {
    return { series: this.#newSeries, cells: this.#newCells };
  }

  /** Says that what {@link takeNew} gave is committed. */
  confirmNew(taken: { series: readonly SeriesRow[]; cells: readonly CellRow[] }): void {
    this.#newSeries = this.#newSeries.slice(taken.series.length);
    this.#newCells = this.#newCells.slice(taken.cells.length);
  }

  #create(kind: CatalogueKind, series: Series): CataloguedSeries {
    const id = this.#nextSeries;
    this.#newSeries.push({ id, kind, key: series.id });
    return this.#insert(id, kind, series);
  }

  #insert(id: number, kind: CatalogueKind, series: Series): CataloguedSeries {
    const known = new CataloguedSeries(id, kind, series);
    this.#nextSeries = Math.max(this.#nextSeries, id + 1);
    this.#byId.set(id, known);
    this.#byKey.set(`${kind} ${series.id}`, known);
    const measure = JSON.stringify([series.product, series.measure]);
    const others = this.#byMeasure.get(measure);
    if (others === undefined) this.#byMeasure.set(measure, [known]);
    else others.push(known);
    return known;
  }

  #createBucket(owner: CataloguedSeries, { lower, upper }: BucketEnds): Cell {
    return this.#createCell(owner, PART.bucket, lower, upper);
  }

  #createCell(owner: CataloguedSeries, part: Part, lower: number, upper: number): Cell {
    const row = { id: this.#nextCell, series: owner.id, part, lower, upper };
    this.#newCells.push(row);
    return this.#insertCell(row, owner);
  }

  #insertCell(row: CellRow, owner: CataloguedSeries): Cell {
    const cell = { id: row.id, part: row.part, lower: row.lower, upper: row.upper, owner };
    this.#nextCell = Math.max(this.#nextCell, row.id + 1);
    this.#cells.set(cell.id, cell);
    owner.add(cell);
    return cell;
  }
}
