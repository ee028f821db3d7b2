import { type Increment, increment, type StreamState } from '../../../core/measure/increments.ts';
import type { Series } from '../../../core/measure/series.ts';
import { countedAt, type FeedsOverTime } from '../feeds.ts';
import type { HistogramForm, HistogramForms } from '../histogram-forms.ts';
import { fedSeries } from '../measure-use.ts';
import { laterStart } from '../process-start.ts';
import type { Birth, KeptStream, Moment, Settling, Stream, StreamHome } from '../slot.ts';
import { tallyIncrement } from '../tally-increment.ts';
import type { NativeHistogram } from './native-histogram.ts';
import { type AlignedPair, alignPair, histogramOf, totalsOf, wholeOf } from './stream-point.ts';

/** Digits that a scaled bound keeps, as those of classic buckets do. */
const DIGITS = 12;

/** The readings of one native histogram: what each adds to the one before, by the rules of every running total. */
export class NativeStream implements Stream, KeptStream, HistogramForm {
  readonly home: StreamHome;
  readonly key: string;
  readonly cumulative = true;
  readonly birth: Birth;
  presentIn = -1;
  state: StreamState | undefined;
  /** Set where the source gives the histogram with classic buckets, too. */
  forms: HistogramForms | undefined;
  readonly #feeds: FeedsOverTime;
  #reading: NativeHistogram | undefined;
  #stamp = -1;

  constructor(home: StreamHome, key: string, birth: Birth, feeds: FeedsOverTime) {
    this.home = home;
    this.key = key;
    this.birth = birth;
    this.#feeds = feeds;
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

  put(reading: NativeHistogram, moment: Moment): void {
    if (this.#stamp === moment.stamp) {
      moment.draft.tally.reject('a series twice at one time');
      return;
    }
    this.#stamp = moment.stamp;
    this.#reading = reading;
    moment.touched.push(this);
  }

  settle(settling: Settling): boolean {
    const { tally } = settling.draft;
    const { uses } = this.#feeds.at(settling.at);
    if (uses.refused !== undefined) tally.reject(uses.refused);
    const reading = this.#reading;
    if (uses.distributions.length === 0 || reading === undefined) return false;
    const { at, rereads } = settling;
    const before = this.state;
    const part = this.forms?.partOf(this, this.#stamp) ?? 'counts';
    if (before !== undefined && at <= before.at && (rereads || at === before.at)) return true;
    if (part === 'counts') this.#count(reading, settling);
    else {
      this.state = this.#pointOf(reading, settling);
      this.home.changed(this);
      if (part === 'begins-anew') tally.count('unanchored');
    }
    return true;
  }

  #count(reading: NativeHistogram, settling: Settling): void {
    const point = this.#pointOf(reading, settling);
    const before = this.state;
    const pair = before === undefined ? wholeOf(reading) : alignPair(histogramOf(before), reading);
    const aligned = pair === 'reset' ? wholeOf(reading) : pair;
    const result = pair === 'reset' ? anew(point, aligned) : this.#increment(point, aligned, settling);
    const { startedAt } = result.state;
    if (result.kind !== 'out-of-order')
      this.state = startedAt === undefined ? point : { ...point, startedAt };
    tallyIncrement(result, settling);
    if (result.kind === 'out-of-order') return;
    const added = this.#contribute(result, aligned, settling);
    if (added || result.kind !== 'continued') this.home.changed(this);
  }

  #increment(point: StreamState, { before, after }: AlignedPair, settling: Settling): Increment {
    const previous = this.state === undefined ? undefined : { ...this.state, ...before };
    return increment(
      previous,
      { ...point, ...after },
      {
        appearedSincePreviousRead: this.home.mayAppear,
        countedSince: settling.countedSince,
      },
    );
  }

  #pointOf(reading: NativeHistogram, { at, startedAt }: Settling): StreamState {
    const start = laterStart(this.birth.createdAt, startedAt);
    const point = { at, ...totalsOf(reading) };
    return start === undefined ? point : { ...point, startedAt: start };
  }

  /** @returns whether anything was observed */
  #contribute({ values }: Increment, aligned: AlignedPair, settling: Settling): boolean {
    if (values === undefined) return false;
    const { tally } = settling.draft;
    const sum = values[aligned.after.monotonic] ?? Number.NaN;
    let any = false;
    for (const use of this.#feeds.current.uses.distributions) {
      const { series, scale, unattributed, excluded } = use;
      if (unattributed) tally.count('unattributed');
      if (excluded) tally.count('excluded');
      const cells = aligned.cells(values, rescaledBy(scale));
      any ||= cells.length > 0;
      const counted = cells.length === 0 ? undefined : countedAt(use, settling);
      if (counted === undefined) continue;
      const scaled = cells.every(({ lower, upper }) => lower < upper);
      if (scaled) settling.draft.addCells(series, counted, cells, sum * scale);
      else tally.reject('a histogram whose bounds cannot be scaled');
    }
    return any;
  }
}

/** It became finer, which only a beginning allows: all that it holds came since. */
function anew(point: StreamState, { after }: AlignedPair): Increment {
  return { kind: 'reset', values: after.values, state: point };
}

function rescaledBy(scale: number): (bound: number) => number {
  return scale === 1 ? (bound) => bound : (bound) => Number((bound * scale).toPrecision(DIGITS));
}
