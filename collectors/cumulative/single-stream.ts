import { addsUp, oddityOf } from '../../core/measure/adds-up.ts';
import { isOfEvents } from '../../core/measure/breaker-mapping.ts';
import {
  type CumulativePoint,
  type Increment,
  increment,
  type StreamState,
} from '../../core/measure/increments.ts';
import type { Series } from '../../core/measure/series.ts';
import { countedAt, type FeedsOverTime } from './feeds.ts';
import { fedSeries } from './measure-use.ts';
import { laterStart } from './process-start.ts';
import type { Birth, KeptStream, Moment, Settling, Slot, Stream, StreamHome } from './slot.ts';
import { tallyIncrement } from './tally-increment.ts';

/** A raw series of single values: a counter, a gauge, a breaker's state or events, or several of these at once. */
export class SingleStream implements Stream, Slot, KeptStream {
  readonly home: StreamHome;
  readonly key: string;
  readonly cumulative: boolean;
  presentIn = -1;
  state: StreamState | undefined;
  readonly birth: Birth;
  also: Slot | undefined;
  readonly #feeds: FeedsOverTime;
  #value = 0;
  #stamp = -1;
  #gaugeAt: number | undefined;

  constructor(home: StreamHome, key: string, birth: Birth, feeds: FeedsOverTime) {
    this.home = home;
    this.key = key;
    this.birth = birth;
    this.#feeds = feeds;
    const { uses, breakers } = feeds.current;
    this.cumulative = uses.counters.length > 0 || breakers.some(({ read }) => isOfEvents(read));
    const saved = this.cumulative ? home.claim(key) : undefined;
    if (saved === undefined) return;
    this.state = saved.state;
    this.presentIn = saved.presentIn;
  }

  get feeds(): readonly Series[] {
    return fedSeries(this.#feeds.current.uses);
  }

  get stream(): Stream {
    return this;
  }

  put(value: number, moment: Moment): void {
    if (this.#stamp === moment.stamp) {
      moment.draft.tally.reject('a series twice at one time');
      return;
    }
    this.#stamp = moment.stamp;
    this.#value = value;
    moment.touched.push(this);
  }

  /** A value that stands in only where the series itself is not given at this moment. */
  offer(value: number, moment: Moment): void {
    if (this.#stamp !== moment.stamp) this.put(value, moment);
  }

  settle(settling: Settling): boolean {
    const { tally } = settling.draft;
    const value = this.#value;
    const { uses } = this.#feeds.at(settling.at);
    if (!addsUp(value) || (this.cumulative && value < 0)) {
      const toldBefore = settling.rereads && settling.at <= settling.takenUntil;
      if (!toldBefore) tally.reject(addsUp(value) ? 'negative' : oddityOf(value));
      return false;
    }
    if (uses.refused !== undefined) tally.reject(uses.refused);
    if (this.cumulative) this.#settleCounter(value, settling);
    if (uses.gauges.length > 0) this.#settleGauge(value, settling);
    this.#settleBreaker(value, settling);
    return true;
  }

  #settleCounter(value: number, settling: Settling): void {
    const { at } = settling;
    const before = this.state;
    const again = before !== undefined && at <= before.at;
    if (again && (settling.rereads || (at === before.at && value === before.values[0]))) return;
    const result = increment(before, this.#point(value, settling), {
      appearedSincePreviousRead: this.home.mayAppear,
      countedSince: settling.countedSince,
    });
    this.state = result.state;
    tallyIncrement(result, settling);
    const added = result.values?.[0] ?? 0;
    if (result.kind !== 'out-of-order' && (added > 0 || result.kind !== 'continued')) this.home.changed(this);
    this.#contribute(result, added, before === undefined, settling);
  }

  #point(value: number, { at, startedAt }: Settling): CumulativePoint {
    const start = laterStart(this.birth.createdAt, startedAt);
    const point = { at, values: [value], monotonic: 1 };
    return start === undefined ? point : { ...point, startedAt: start };
  }

  #contribute({ values }: Increment, added: number, isNew: boolean, settling: Settling): void {
    const { draft, breakers } = settling;
    const feeds = this.#feeds.current;
    for (const use of feeds.uses.counters) {
      // A series is written when it is first seen, so that the store knows it before anything happens.
      const counted = added > 0 || isNew ? countedAt(use, settling) : undefined;
      if (counted !== undefined) draft.addCounter(use.series, counted, added * use.scale);
      if (use.unattributed && values !== undefined) draft.tally.count('unattributed');
      if (use.excluded && values !== undefined) draft.tally.count('excluded');
    }
    for (const mapped of feeds.breakers) {
      if (mapped.read.kind === 'event') breakers.happened(mapped, mapped.read.state, added);
      if (mapped.read.kind === 'rejections') breakers.rejected(mapped, added);
    }
  }

  #settleGauge(value: number, settling: Settling): void {
    const { at, takenUntil, rereads, draft, isPresent } = settling;
    const known = this.#gaugeAt ?? (rereads ? takenUntil : Number.NEGATIVE_INFINITY);
    if (at <= known) {
      if (!rereads) draft.tally.count('out-of-order');
      return;
    }
    this.#gaugeAt = at;
    draft.tally.count('accepted');
    for (const { series, scale, unattributed, unless } of this.#feeds.current.uses.gauges) {
      if (!unless.some(isPresent)) draft.addGauge(series, at, value * scale);
      if (unattributed) draft.tally.count('unattributed');
    }
  }

  #settleBreaker(value: number, { breakers }: Settling): void {
    for (const mapped of this.#feeds.current.breakers) {
      const { read } = mapped;
      if (read.kind === 'one-hot' && value === 1) breakers.isIn(mapped, read.state);
      if (read.kind !== 'value') continue;
      const state = read.stateOf(value);
      if (state !== undefined) breakers.isIn(mapped, state);
    }
  }
}
