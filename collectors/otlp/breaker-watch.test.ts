import { describe, expect, it } from 'vitest';
import type { BreakerState } from '../../core/alert/breaker.ts';
import type { MappedBreaker } from '../../core/measure/mapper.ts';
import { BreakerWatch } from './breaker-watch.ts';

const T0 = 1_795_428_000_000;
const STATES: Readonly<Record<number, BreakerState>> = { 0: 'closed', 1: 'open', 2: 'half-open' };

const gauge: MappedBreaker = {
  breaker: 'model-api',
  item: 'v2',
  environment: 'production',
  read: { kind: 'value', stateOf: (value) => STATES[value] },
};
const oneHot = (state: BreakerState): MappedBreaker => ({ ...gauge, read: { kind: 'one-hot', state } });
const event = (state: BreakerState): MappedBreaker => ({ ...gauge, read: { kind: 'event', state } });

/** One request: what it does, and the transitions that it makes. */
function request(watch: BreakerWatch, act: () => void): string[] {
  act();
  watch.endRequest();
  return watch.seal().breakers.map(({ at, state }) => `${state} at ${at - T0}`);
}

describe('a breaker read from a gauge of states', () => {
  it('changes when its value does', () => {
    const watch = new BreakerWatch('tickets');
    const sample = (at: number, value: number) =>
      request(watch, () => watch.sample(gauge, 'a', T0 + at, value));
    expect(sample(0, 0)).toEqual(['closed at 0']);
    expect(sample(10, 0)).toEqual([]);
    expect(sample(20, 1)).toEqual(['open at 20']);
    expect(sample(30, 2)).toEqual(['half-open at 30']);
    expect(sample(15, 0)).toEqual([]);
    expect(sample(40, 7)).toEqual([]);
  });

  it('is as its worst process, and forgets processes that are gone', () => {
    const watch = new BreakerWatch('tickets');
    const sample = (who: string, at: number, value: number) =>
      request(watch, () => watch.sample(gauge, who, T0 + at, value));
    expect(sample('a', 0, 0)).toEqual(['closed at 0']);
    expect(sample('b', 1, 1)).toEqual(['open at 1']);
    expect(sample('a', 10, 0)).toEqual([]);
    expect(sample('a', 900_000, 0)).toEqual([]);
    expect(sample('a', 900_002, 0)).toEqual(['closed at 900002']);
  });

  it('is told by the series at 1 where each state has a series', () => {
    const watch = new BreakerWatch('tickets');
    const export_ = (at: number, current: BreakerState) =>
      request(watch, () => {
        for (const state of ['closed', 'half-open', 'open'] as const) {
          watch.sample(oneHot(state), 'a', T0 + at, state === current ? 1 : 0);
        }
      });
    expect(export_(0, 'closed')).toEqual(['closed at 0']);
    expect(export_(10, 'open')).toEqual(['open at 10']);
    expect(export_(20, 'open')).toEqual([]);
  });
});

describe('a breaker read from counters of events', () => {
  it.each([
    ['a trip between two exports', { open: 1, 'half-open': 1, closed: 1 }, ['open at 99', 'closed at 100']],
    ['a trip that goes on', { open: 1 }, ['open at 100']],
    ['a trip with a failed trial', { open: 2, 'half-open': 1 }, ['open at 100']],
    ['nothing', { open: 0, closed: 0 }, []],
  ])('says %s', (_, increases, transitions) => {
    const watch = new BreakerWatch('tickets');
    request(watch, () => watch.event(event('closed'), 'a', T0, 1));
    const said = request(watch, () => {
      for (const [state, n] of Object.entries(increases)) {
        watch.event(event(state as BreakerState), 'a', T0 + 100, n);
      }
    });
    expect(said).toEqual(transitions);
  });

  it('is alive as long as its counters come, though they do not grow', () => {
    const watch = new BreakerWatch('tickets');
    request(watch, () => watch.event(event('open'), 'a', T0, 1));
    for (let minute = 10; minute < 60; minute += 10) {
      const at = T0 + minute * 60_000;
      request(watch, () => watch.event(event('open'), 'a', at, 0));
      expect(request(watch, () => watch.sample(gauge, 'b', at, 0))).toEqual([]);
    }
  });

  it('closes after it had been open', () => {
    const watch = new BreakerWatch('tickets');
    request(watch, () => watch.event(event('open'), 'a', T0, 1));
    const trial = () => {
      watch.event(event('closed'), 'a', T0 + 9, 1);
      watch.event(event('half-open'), 'a', T0 + 9, 1);
    };
    expect(request(watch, trial)).toEqual(['closed at 9']);
  });
});

it('breakers beyond a thousand are counted, not kept', () => {
  const watch = new BreakerWatch('tickets');
  const transitions = request(watch, () => {
    for (let n = 0; n < 1_010; n += 1) watch.sample({ ...gauge, breaker: `b${n}` }, 'a', T0, 1);
  });
  expect(transitions).toHaveLength(1_000);
  expect(watch.takeOverflowed()).toBe(10);
  expect(watch.takeOverflowed()).toBe(0);
});

describe("a breaker's memory", () => {
  it('of several requests is written together, each change once', () => {
    const watch = new BreakerWatch('tickets');
    watch.sample(gauge, 'a', T0, 1);
    watch.endRequest();
    watch.sample(gauge, 'a', T0 + 1, 0);
    watch.endRequest();
    const { breakers, state } = watch.seal();
    expect(breakers.map((each) => each.state)).toEqual(['open', 'closed']);
    expect(state).toHaveLength(1);
    expect(watch.seal()).toEqual({ breakers: [], state: [] });
  });

  it('is taken up by the next process', () => {
    const watch = new BreakerWatch('tickets');
    watch.sample(gauge, 'a', T0, 1);
    const next = new BreakerWatch('tickets');
    for (const { key, value } of watch.seal().state) next.load(key.slice(2), value ?? '');
    expect(request(next, () => next.sample(gauge, 'a', T0 + 1, 1))).toEqual([]);
    expect(request(next, () => next.sample(gauge, 'a', T0 + 2, 0))).toEqual(['closed at 2']);
  });
});
