import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { World } from '../product/circumstances.ts';
import { timelineFor } from '../timeline.ts';
import { Faults } from './faults.ts';
import { ModelCalls } from './model-calls.ts';
import { Simulation } from './simulation.ts';
import { type Totals, TotalsSink } from './totals.ts';

const timeline = timelineFor('2026-11-23');
/** Ten in the morning of a Monday. */
const START = Date.parse('2026-11-23T10:00:00+01:00');
const MINUTE_MS = 60_000;

interface Run {
  readonly seed?: string;
  readonly rate?: number;
  readonly calm?: boolean;
  readonly minutes: number;
}

/** Lets the service live for some minutes of a clock that is turned by hand. */
async function live({ seed = 'demo', rate = 1, calm = true, minutes }: Run): Promise<Totals> {
  vi.setSystemTime(START);
  const sink = new TotalsSink();
  const world = new World(timeline, seed);
  const models = new ModelCalls(sink);
  const simulation = new Simulation({ world, sink, models, rate, faults: new Faults(world, START, calm) });
  simulation.resume();
  await vi.advanceTimersByTimeAsync(minutes * MINUTE_MS);
  void simulation.pause();
  models.shutdown();
  return sink.totals();
}

function sum(totals: Totals, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return totals.counters
    .filter((total) => total.name === name)
    .filter((total) => Object.entries(labels).every(([label, value]) => total.labels[label] === value))
    .reduce((all, { value }) => all + value, 0);
}

describe('the service over time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gets as many tickets as the history expects of the hour, and its versions their shares', async () => {
    const totals = await live({ minutes: 20, rate: 5 });
    const expected = 5 * 1200 * new World(timeline, 'demo').at(START + 10 * MINUTE_MS).requestsPerSecond;
    const production = sum(totals, 'ticket_routing_requests_total', { environment: 'production' });
    expect(Math.abs(production - expected)).toBeLessThan(4 * Math.sqrt(expected));
    const share = (version: string) =>
      sum(totals, 'ticket_routing_requests_total', { environment: 'production', version }) / production;
    expect(share('v1')).toBeCloseTo(0.04, 1.5);
    expect(share('v2')).toBeCloseTo(0.84, 1.5);
    expect(share('v3')).toBeCloseTo(0.12, 1.5);
  });

  it('takes in about as many pipeline records as the history expects', async () => {
    const totals = await live({ minutes: 20 });
    const expected = 1200 * new World(timeline, 'demo').at(START + 10 * MINUTE_MS).recordsPerSecond;
    const taken = sum(totals, 'ticket_pipeline_records_total', { stage: 'ingest' });
    expect(Math.abs(taken - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it('is the same for the same seed and clock', async () => {
    const [one, same] = [await live({ minutes: 2 }), await live({ minutes: 2 })];
    expect(same).toEqual(one);
    expect(await live({ minutes: 2, seed: 'other' })).not.toEqual(one);
  });

  it('shows each kind of trouble within its first ten minutes', async () => {
    const [calm, troubled] = [await live({ minutes: 10 }), await live({ minutes: 10, calm: false })];
    const opened = (totals: Totals) =>
      sum(totals, 'ticket_routing_breaker_events_total', { breaker: 'model-capable', event: 'open' });
    const errors = (totals: Totals) => sum(totals, 'ticket_pipeline_records_total', { outcome: 'error' });
    const cachedShare = (totals: Totals) =>
      sum(totals, 'ticket_routing_tokens_total', { type: 'cached_input' }) /
      sum(totals, 'ticket_routing_tokens_total', { type: 'input' });
    expect(opened(calm)).toBe(0);
    expect(opened(troubled)).toBeGreaterThan(1);
    expect(errors(troubled)).toBeGreaterThan(1.5 * errors(calm));
    expect(cachedShare(troubled)).toBeLessThan(0.97 * cachedShare(calm));
  });

  it('stands still when it is paused', async () => {
    vi.setSystemTime(START);
    const sink = new TotalsSink();
    const world = new World(timeline, 'demo');
    const models = new ModelCalls(sink);
    const faults = new Faults(world, START, true);
    const simulation = new Simulation({ world, sink, models, rate: 10, faults });
    simulation.resume();
    await vi.advanceTimersByTimeAsync(5_000);
    await simulation.pause();
    const before = sink.totals();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sink.totals()).toEqual(before);
    models.shutdown();
  });
});
