import { describe, expect, it } from 'vitest';
import type { BreakerMapping } from '../../core/measure/breaker-mapping.ts';
import { HOUR, IntakeUnderTest, MINUTE, SECOND, T0 } from '../testing/intake-under-test.ts';

const at = (n: number) => T0 + n * 15 * SECOND;

const gauge: BreakerMapping = {
  metric: 'breaker_state',
  name: { label: 'breaker' },
  values: { 0: 'closed', 1: 'half-open', 2: 'open' },
};
const oneHot: BreakerMapping = {
  metric: 'resilience4j_circuitbreaker_state',
  name: { label: 'name' },
  stateLabel: 'state',
  states: { closed: 'closed', half_open: 'half-open', open: 'open', forced_open: 'open' },
};
const events: BreakerMapping = {
  metric: 'circuit',
  name: { label: 'name' },
  eventLabel: 'event',
  states: { open: 'open', halfOpen: 'half-open', close: 'closed' },
};

function stateGauge(value: number | string): string {
  return `# TYPE breaker_state gauge\nbreaker_state{breaker="model"} ${value}\n`;
}

function circuit(counts: Readonly<Record<string, number>>): string {
  const lines = Object.entries(counts).map(([event, n]) => `circuit{name="model",event="${event}"} ${n}\n`);
  return `# TYPE circuit counter\n${lines.join('')}`;
}

describe('a breaker read from a gauge of states', () => {
  it('is written when it changes, and only then', async () => {
    const source = new IntakeUnderTest({ breakers: [gauge] });
    for (const [n, value] of [0, 0, 2, 2, 1, 0, 0].entries()) await source.feed(at(n), stateGauge(value));
    expect(source.store.breakerChanges()).toEqual([
      `${at(0)} model closed`,
      `${at(2)} model open`,
      `${at(4)} model half-open`,
      `${at(5)} model closed`,
    ]);
  });

  it.each(['NaN', '7', '-1'])('says nothing with %s', async (value) => {
    const source = new IntakeUnderTest({ breakers: [gauge] });
    await source.feed(at(0), stateGauge(0));
    await source.feed(at(1), stateGauge(value));
    expect(source.store.breakerChanges()).toEqual([`${at(0)} model closed`]);
  });

  it('is not written again by another process of ours', async () => {
    const source = new IntakeUnderTest({ breakers: [gauge] });
    await source.feed(at(0), stateGauge(2));
    source.restart();
    await source.feed(at(1), stateGauge(2));
    expect(source.store.breakerChanges()).toHaveLength(1);
  });

  it('of several instances is as the worst of them, and forgets one that is gone', async () => {
    const source = new IntakeUnderTest({ breakers: [gauge] });
    await source.feed(at(0), stateGauge(0), { target: 'a' });
    await source.feed(at(0) + 1, stateGauge(2), { target: 'b' });
    await source.feed(at(1), stateGauge(0), { target: 'a' });
    await source.feed(at(0) + 20 * MINUTE, stateGauge(0), { target: 'a' });
    expect(source.store.breakerChanges()).toEqual([
      `${at(0)} model closed`,
      `${at(0) + 1} model open`,
      `${at(0) + 20 * MINUTE} model closed`,
    ]);
  });
});

describe('a breaker read from a one-hot gauge', () => {
  it('is in the state whose series is 1', async () => {
    const source = new IntakeUnderTest({ breakers: [oneHot] });
    const states = ['closed', 'half_open', 'open', 'disabled'];
    const body = (hot: string) =>
      `# TYPE resilience4j_circuitbreaker_state gauge\n${states
        .map(
          (state) =>
            `resilience4j_circuitbreaker_state{name="model",state="${state}"} ${state === hot ? 1 : 0}\n`,
        )
        .join('')}`;
    for (const [n, hot] of ['closed', 'open', 'disabled', 'half_open'].entries())
      await source.feed(at(n), body(hot));
    expect(source.store.breakerChanges()).toEqual([
      `${at(0)} model closed`,
      `${at(1)} model open`,
      `${at(3)} model half-open`,
    ]);
  });
});

describe('a breaker read from counters of events', () => {
  it('shows a trip between two reads', async () => {
    const source = new IntakeUnderTest({ breakers: [events] });
    await source.feed(at(0), circuit({ fire: 9, open: 1, halfOpen: 1, close: 1 }));
    await source.feed(at(1), circuit({ fire: 20, open: 2, halfOpen: 2, close: 2 }));
    expect(source.store.breakerChanges()).toEqual([`${at(1) - 1} model open`, `${at(1)} model closed`]);
  });

  it('stays in its state while nothing happens', async () => {
    const source = new IntakeUnderTest({ breakers: [events] });
    await source.feed(at(0), circuit({ fire: 9 }));
    await source.feed(at(1), circuit({ fire: 20, open: 1 }));
    for (let n = 2; n < 6; n += 1) await source.feed(at(1) + n * HOUR, circuit({ fire: 20, open: 1 }));
    expect(source.store.breakerChanges()).toEqual([`${at(1)} model open`]);
  });

  it('has the last word of a gauge beside them', async () => {
    const source = new IntakeUnderTest({
      breakers: [gauge, { ...events, metric: 'breaker_events', name: { label: 'breaker' } }],
    });
    const body = (state: number, opened: number) =>
      `${stateGauge(state)}# TYPE breaker_events counter\nbreaker_events{breaker="model",event="open"} ${opened}\n`;
    await source.feed(at(0), body(0, 0));
    await source.feed(at(1), body(0, 1));
    await source.feed(at(2), body(2, 2));
    expect(source.store.breakerChanges()).toEqual([
      `${at(0)} model closed`,
      `${at(1) - 1} model open`,
      `${at(1)} model closed`,
      `${at(2)} model open`,
    ]);
  });
});
