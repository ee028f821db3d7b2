import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import CircuitBreaker from 'opossum';
import { afterEach, describe, expect, it } from 'vitest';
import { scrapeSourceSchema } from '../scrape/schema.ts';
import { sourceMapping } from '../source-mapping.ts';
import { IntakeUnderTest, SECOND, T0 } from '../testing/intake-under-test.ts';

interface PrometheusMetrics {
  /** An exposition; a promise of one since prom-client 13. */
  readonly metrics: string | Promise<string>;
}

type PrometheusMetricsClass = new (options: {
  circuits: CircuitBreaker[];
  registry: unknown;
}) => PrometheusMetrics;

const require = createRequire(import.meta.url);
const OpossumPrometheus = require('opossum-prometheus') as PrometheusMetricsClass;
// Its own copy of prom-client: a registry of another one would not do.
const { Registry } = createRequire(require.resolve('opossum-prometheus'))('prom-client') as {
  readonly Registry: new () => unknown;
};

const at = (n: number) => T0 + n * 15 * SECOND;
const RESET_MS = 30;

describe('the real opossum, counted by the real opossum-prometheus', () => {
  let breaker: CircuitBreaker | undefined;
  afterEach(() => breaker?.shutdown());

  it('trips and recovers between two scrapes, and both are seen', async () => {
    const { scrape, source, call } = start();
    await scrape(0);
    await call(true);
    await scrape(1);
    // Everything that follows happens between two scrapes.
    for (let i = 0; i < 5; i += 1) await call(false);
    await wait(RESET_MS * 2);
    await call(true);
    await scrape(2);
    await scrape(3);
    expect(source.store.breakerChanges()).toEqual([`${at(2) - 1} model open`, `${at(2)} model closed`]);
    expect(source.store.total('breaker_opens')).toBe(1);
    expect(source.store.total('fallbacks')).toBe(5);
  });

  it('is open for as long as it turns calls away, and half-open where the service listens to that', async () => {
    const { scrape, source, call } = start({ listensToHalfOpen: true });
    await scrape(0);
    await call(true);
    await scrape(1);
    await call(false);
    await call(false);
    await scrape(2);
    await call(false);
    await scrape(3);
    await wait(RESET_MS * 2);
    await scrape(4);
    await call(true);
    await scrape(5);
    expect(source.store.breakerChanges()).toEqual([
      `${at(2)} model open`,
      `${at(4)} model half-open`,
      `${at(5)} model closed`,
    ]);
  });

  it('opens again after a failed trial, without the half-open that it does not tell', async () => {
    const { scrape, source, call } = start();
    await scrape(0);
    await call(true);
    await scrape(1);
    await call(false);
    await call(false);
    await wait(RESET_MS * 2);
    await call(false);
    await scrape(2);
    expect(source.store.breakerChanges()).toEqual([`${at(2)} model open`]);
    expect(source.store.total('breaker_opens')).toBe(2);
  });

  function start({ listensToHalfOpen = false } = {}) {
    const options = {
      name: 'model',
      errorThresholdPercentage: 1,
      resetTimeout: RESET_MS,
      rollingCountTimeout: 60_000,
      volumeThreshold: 2,
    };
    const action = async (works: boolean) => {
      if (!works) throw new Error('the model is away');
      return 'answer';
    };
    const circuit = new CircuitBreaker(action, options);
    breaker = circuit as unknown as CircuitBreaker;
    circuit.fallback(() => 'canned answer');
    if (listensToHalfOpen) circuit.on('halfOpen', () => undefined);
    const exposed = new OpossumPrometheus({
      circuits: [circuit as unknown as CircuitBreaker],
      registry: new Registry(),
    });
    const config = scrapeSourceSchema.parse({
      name: 's',
      product: 'p',
      preset: 'opossum',
      targets: ['http://service.example/metrics'],
    });
    const source = new IntakeUnderTest({ ...sourceMapping(config), attribution: { item: 'v1' } });
    return {
      source,
      call: (works: boolean) => circuit.fire(works),
      scrape: async (n: number) => source.feed(at(n), await exposed.metrics),
    };
  }
});
