import { addsUp, oddityOf } from '../../core/measure/adds-up.ts';
import { type Increment, increment, type StreamState } from '../../core/measure/increments.ts';
import type { Series } from '../../core/measure/series.ts';
import type { BucketLayout, BucketLayouts } from './bucket-layout.ts';
import { countedAt, type FeedsOverTime } from './feeds.ts';
import type { HistogramForm, HistogramForms } from './histogram-forms.ts';
import { fedSeries } from './measure-use.ts';
import { laterStart } from './process-start.ts';
import type { Birth, KeptStream, Moment, Settling, Slot, Stream, StreamHome } from './slot.ts';
import { tallyIncrement } from './tally-increment.ts';

/** One number of a histogram's point; which point, the stamp says. */
class Cell implements Slot {
  readonly stream: HistogramStream;
  also: Slot | undefined;
  value = 0;
  stamp = -1;

  constructor(stream: HistogramStream) {
    this.stream = stream;
  }

  put(value: number, moment: Moment): void {
    if (this.stamp === moment.stamp) {
      moment.draft.tally.reject('a series twice at one time');
      return;
    }
    this.stamp = moment.stamp;
    this.value = value;
    this.stream.touch(moment);
  }
}

/**
 * The raw series of one classic histogram: its buckets and its sum. Its state holds the cumulative buckets as the source gives them:
 * those never fall, while the difference of two that were read a moment apart may.
 */
export class HistogramStream implements Stream, KeptStream, HistogramForm {
  readonly home: StreamHome;
  readonly key: string;
  readonly cumulative = true;
  presentIn = -1;
  state: StreamState | undefined;
  readonly birth: Birth;
  /** Set where the source gives the histogram in its native form, too. */
  forms: HistogramForms | undefined;
  readonly #feeds: FeedsOverTime;
  readonly #layouts: BucketLayouts;
  /** Ascending by bound. */
  #buckets: { readonly bound: number; readonly cell: Cell }[] = [];
  #sum: Cell | undefined;
  #stamp = -1;
  #layout: BucketLayout | undefined;

  constructor(home: StreamHome, key: string, birth: Birth, feeds: FeedsOverTime, layouts: BucketLayouts) {
    this.home = home;
    this.key = key;
    this.birth = birth;
    this.#feeds = feeds;
    this.#layouts = layouts;
    const saved = home.claim(key);
    if (saved === undefined) return;
    this.state = saved.state;
    this.presentIn = saved.presentIn;
  }

  get feeds(): readonly Series[] {
    return fedSeries(this.#feeds.current.uses);
  }

  get knownAt(): number | undefined {
    return this.state?.at;
  }

  isTouchedAt(stamp: number): boolean {
    return this.#stamp === stamp;
  }

  /** The slot of the bucket with this upper bound, whichever way it is written (`1`, `1.0`). */
  bucket(bound: number): Slot {
    const known = this.#buckets.find((bucket) => bucket.bound === bound);
    if (known !== undefined) return known.cell;
    const cell = new Cell(this);
    this.#buckets.push({ bound, cell });
    this.#buckets.sort((a, b) => a.bound - b.bound);
    this.#layout = undefined;
    return cell;
  }

  sum(): Slot {
    this.#sum ??= new Cell(this);
    return this.#sum;
  }

  touch(moment: Moment): void {
    if (this.#stamp === moment.stamp) return;
    this.#stamp = moment.stamp;
    moment.touched.push(this);
  }

  settle(settling: Settling): boolean {
    const { tally } = settling.draft;
    const { uses } = this.#feeds.at(settling.at);
    if (uses.refused !== undefined) tally.reject(uses.refused);
    if (uses.distributions.length === 0) return false;
    const given = this.#buckets.filter(({ cell }) => cell.stamp === this.#stamp);
    if (given.at(-1)?.bound !== Number.POSITIVE_INFINITY) {
      tally.reject('a histogram without +Inf bucket');
      return false;
    }
    const totals = given.map(({ cell }) => cell.value);
    if (!this.#areTotals(totals, settling)) return false;
    this.#settleTotals(totals, this.#layoutOf(given), settling);
    return true;
  }

  #areTotals(totals: readonly number[], { draft }: Settling): boolean {
    let before = 0;
    for (const total of totals) {
      if (addsUp(total) && total >= before) {
        before = total;
        continue;
      }
      const falls = total < 0 ? 'negative' : 'a histogram whose buckets fall';
      draft.tally.reject(addsUp(total) ? falls : oddityOf(total));
      return false;
    }
    return true;
  }

  #layoutOf(given: readonly { readonly bound: number }[]): BucketLayout {
    if (this.#layout?.size === given.length) return this.#layout;
    const layout = this.#layouts.of(given.map(({ bound }) => bound));
    if (given.length === this.#buckets.length) this.#layout = layout;
    return layout;
  }

  #settleTotals(totals: readonly number[], layout: BucketLayout, settling: Settling): void {
    const { at, rereads } = settling;
    const before = this.state;
    const part = this.forms?.partOf(this, this.#stamp) ?? 'counts';
    if (before !== undefined && at <= before.at && (rereads || at === before.at)) return;
    const point = this.#point(totals, layout, settling);
    if (part !== 'counts') {
      this.state = point;
      this.home.changed(this);
      if (part === 'begins-anew') settling.draft.tally.count('unanchored');
      return;
    }
    const result = increment(before, point, {
      appearedSincePreviousRead: this.home.mayAppear,
      countedSince: settling.countedSince,
    });
    this.state = this.#contribute(result, layout, settling);
    tallyIncrement(result, settling);
    if (result.kind === 'out-of-order') return;
    const happened = (result.values?.[totals.length - 1] ?? 0) > 0;
    if (happened || result.kind !== 'continued') this.home.changed(this);
  }

  #point(totals: readonly number[], layout: BucketLayout, { at, startedAt }: Settling) {
    const sum = this.#sum?.stamp === this.#stamp ? this.#sum.value : Number.NaN;
    const start = laterStart(this.birth.createdAt, startedAt);
    const point = { at, values: [...totals, sum], monotonic: totals.length, layout: layout.text };
    return start === undefined ? point : { ...point, startedAt: start };
  }

  /** @returns the state after what was really added */
  #contribute({ kind, values, state }: Increment, layout: BucketLayout, settling: Settling): StreamState {
    if (values === undefined) return state;
    const { draft } = settling;
    const added = [...values];
    const short = holdBack(added, layout.size);
    const total = added[layout.size - 1] ?? 0;
    const sum = added[layout.size] ?? Number.NaN;
    for (const use of this.#feeds.current.uses.distributions) {
      const { series, scale, unattributed, excluded } = use;
      if (unattributed) draft.tally.count('unattributed');
      if (excluded) draft.tally.count('excluded');
      const counted = total === 0 ? undefined : countedAt(use, settling);
      if (counted === undefined) continue;
      const counts = perBucket(added, layout.size);
      const scaledSum = Number.isFinite(sum) ? sum * scale : undefined;
      const scaled = layout.scaledBy(scale);
      if (scaled === undefined) draft.tally.reject('a histogram whose bounds cannot be scaled');
      else draft.addDistribution(series, counted, scaled, counts, scaledSum);
    }
    if (!short || kind !== 'continued') return state;
    return { ...state, values: state.values.map((value, i) => value - (values[i] ?? 0) + (added[i] ?? 0)) };
  }
}

/**
 * A source that renders its buckets one after the other while it observes may show an observation in a later bucket that an earlier one
 * does not have yet, or the other way round. No bucket adds more than the next one does; what is held back comes with the next point.
 *
 * @returns whether anything was held back
 */
function holdBack(added: number[], buckets: number): boolean {
  let held = false;
  for (let i = buckets - 2; i >= 0; i -= 1) {
    if ((added[i] as number) <= (added[i + 1] as number)) continue;
    added[i] = added[i + 1] as number;
    held = true;
  }
  return held;
}

function perBucket(cumulative: readonly number[], buckets: number): number[] {
  const counts: number[] = [];
  for (let i = 0; i < buckets; i += 1) {
    counts.push((cumulative[i] as number) - (i === 0 ? 0 : (cumulative[i - 1] as number)));
  }
  return counts;
}
