import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakePrometheus } from '../testing/fake-prometheus.ts';
import { prometheusUnderTest, T0 } from '../testing/prometheus-under-test.ts';
import { TestServers } from '../testing/serve.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const servers = new TestServers();
afterEach(() => servers.close());

const setUp = (config: object = {}) => prometheusUnderTest(servers, { servers: 2, config });
type UnderTest = Awaited<ReturnType<typeof setUp>>;

/** A service that counts one request a second, as a replica sees it: asked at `at`, it answers `tookMs` later. */
class Service {
  started = T0 - SECOND;
  /** What earlier lives counted. */
  #before = 0;

  at(time: number): number {
    return Math.max(0, Math.floor((time - this.started) / SECOND));
  }

  restart(time: number): void {
    this.#before += this.at(time);
    this.started = time;
  }

  total(time: number): number {
    return this.#before + this.at(time);
  }

  scrape(by: FakePrometheus, at: number, tookMs = 0): void {
    by.add('requests_total', at, this.at(at + tookMs), tookMs);
    by.add('process_start_time_seconds', at, this.started / SECOND, tookMs);
  }
}

/** Lets the present pass from `from` to `to`, both replicas scraping every 15 s, `tick` told before each of our reads. */
async function live(
  under: UnderTest,
  service: Service,
  [from, to]: readonly [number, number],
  sees: (replica: number, at: number) => boolean,
  tick: (at: number) => void = () => {},
): Promise<void> {
  for (let at = from; at < to; at += 15 * SECOND) {
    for (const [i, replica] of under.all.entries()) {
      const scrapedAt = at + i * 7 * SECOND;
      if (sees(i, scrapedAt)) service.scrape(replica, scrapedAt);
    }
    under.clock.time = at + 14 * SECOND;
    tick(under.clock.time);
    await under.collect();
  }
}

const always = () => true;

describe('a pair of replicas', () => {
  it('counts once', async () => {
    const under = await setUp();
    const service = new Service();
    await live(under, service, [T0, T0 + 10 * MINUTE], always);
    const seen = service.total(T0 + 10 * MINUTE - 15 * SECOND + 7 * SECOND);
    expect(seen - under.store.total('requests')).toBeLessThanOrEqual(7);
    expect(under.store.total('requests')).toBeLessThanOrEqual(seen);
    expect(under.monitor.counts.resets).toBeUndefined();
    expect(under.monitor.warnings).toEqual([]);
  });

  it('is read through either of them while the other one is away, and says so', async () => {
    const under = await setUp();
    const service = new Service();
    for (const [n, away] of [0, 1, undefined, 1, 0, undefined].entries()) {
      for (const [i, replica] of under.all.entries()) replica.isAway = i === away;
      const from = T0 + n * 5 * MINUTE;
      await live(under, service, [from, from + 5 * MINUTE], (i) => i !== away);
      if (away === undefined) continue;
      expect(under.monitor.warnings).toEqual([
        `${under.urls[away]}/api/v1/query cannot be read: the connection was lost.`,
      ]);
    }
    const end = T0 + 30 * MINUTE;
    expect(service.total(end) - under.store.total('requests')).toBeLessThanOrEqual(25);
    expect(under.store.total('requests')).toBeLessThanOrEqual(service.total(end));
    expect(under.store.observedMs('requests', 'v1')).toBeGreaterThan(29 * MINUTE);
    expect(under.monitor.counts).not.toHaveProperty('resets');
  });

  it('that are both away is one error', async () => {
    const under = await setUp();
    for (const replica of under.all) replica.isAway = true;
    await expect(under.collect()).rejects.toMatchObject({
      code: 'source-unreachable',
      message: `None of 2 servers can be read; the first: ${under.urls[0]}/api/v1/metadata cannot be read: the connection was lost.`,
    });
  });

  it('fills in for each other what one of them missed, even the end of a process', async () => {
    const under = await setUp();
    const service = new Service();
    // The first replica loses the service for five minutes, and just then it is restarted.
    const blind = [T0 + 3 * MINUTE, T0 + 8 * MINUTE] as const;
    const sees = (i: number, at: number) => i === 1 || at < blind[0] || at >= blind[1];
    let restarted = false;
    await live(under, service, [T0, T0 + 15 * MINUTE], sees, (at) => {
      if (restarted || at < T0 + 6 * MINUTE) return;
      service.restart(at);
      restarted = true;
    });
    const end = T0 + 15 * MINUTE;
    // With the first one alone three minutes of the old process would be lost.
    expect(service.total(end) - under.store.total('requests')).toBeLessThanOrEqual(40);
    expect(under.store.total('requests')).toBeLessThanOrEqual(service.total(end));
  });

  it('is no restart where one of them took long to read, or has another clock', async () => {
    const under = await setUp();
    const service = new Service();
    for (let at = T0; at < T0 + 10 * MINUTE; at += 15 * SECOND) {
      // The first one's answers take nine seconds, the other one's clock is two seconds ahead; each misses some.
      if (at % (60 * SECOND) !== 0) service.scrape(under.all[0]!, at, 9 * SECOND);
      if (at % (45 * SECOND) !== 0) {
        const real = at + SECOND;
        under.all[1]!.add('requests_total', real + 2 * SECOND, service.at(real));
      }
      under.all[0]!.isAway = at % (150 * SECOND) === 0;
      under.clock.time = at + 14 * SECOND;
      await under.collect();
    }
    expect(under.monitor.counts).not.toHaveProperty('resets');
    expect(under.store.total('requests')).toBeLessThanOrEqual(service.total(T0 + 10 * MINUTE));
    expect(under.store.total('requests')).toBeGreaterThan(9 * 60);
  });

  it('behind one address, told apart by a label, counts once', async () => {
    const under = await prometheusUnderTest(servers, { config: { replica_label: 'replica' } });
    const service = new Service();
    for (let at = T0; at < T0 + 10 * MINUTE; at += 15 * SECOND) {
      under.prometheus.add('requests_total{replica="a"}', at, service.at(at));
      under.prometheus.add('requests_total{replica="b"}', at + 7 * SECOND, service.at(at + 7 * SECOND));
      under.clock.time = at + 14 * SECOND;
      await under.collect();
    }
    expect(under.store.total('requests')).toBeLessThanOrEqual(service.total(T0 + 10 * MINUTE));
    expect(under.store.total('requests')).toBeGreaterThan(9 * 60);
    expect(under.monitor.counts).not.toHaveProperty('resets');
  });
});

/** What happens, made up before anybody sees it. */
class Story {
  readonly steps: { readonly what: string; readonly at: number }[] = [];
  /** When a request was counted, Unix ms. */
  readonly requests: number[] = [];
  readonly #starts: number[] = [T0 - SECOND];
  #at = T0;

  go(what: string, minutes: number, counts: boolean): void {
    for (const until = this.#at + minutes * MINUTE; this.#at < until; this.#at += 15 * SECOND) {
      this.steps.push({ what, at: this.#at });
      for (let second = 0; counts && second < 15; second += 1) this.requests.push(this.#at + second * SECOND);
    }
  }

  restart(): void {
    this.go('nothing', 3, false);
    this.#starts.push(this.#at);
  }

  startedAt(time: number): number {
    return this.#starts.findLast((start) => start <= time) as number;
  }

  countedAt(time: number): number {
    const started = this.startedAt(time);
    return this.requests.filter((at) => at >= started && at <= time).length;
  }
}

describe('over any history of a pair', () => {
  it('every request is there once, through what each of them missed, outages of either, restarts and kills', async () => {
    const event = fc.constantFrom(
      'nothing',
      'nothing',
      'first misses',
      'second misses',
      'first away',
      'second away',
      'kill us',
      'restart',
      'do not read',
    );
    const history = fc.array(fc.record({ event, minutes: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 2,
      maxLength: 7,
    });
    const took = fc.tuple(fc.nat(9), fc.nat(9));
    await fc.assert(
      fc.asyncProperty(history, took, fc.nat(14), async (stretches, tookSeconds, phase) => {
        const story = new Story();
        for (const { event: what, minutes } of stretches) {
          // Before a process ends nothing happens for a while, so that all of it can be known.
          if (what === 'restart') story.restart();
          story.go(what, minutes, true);
        }
        story.go('nothing', 3, false);
        const under = await setUp();
        for (const { what, at } of story.steps) {
          for (const [i, replica] of under.all.entries()) {
            const [missed, away] =
              i === 0 ? ['first misses', 'first away'] : ['second misses', 'second away'];
            replica.isAway = what === away;
            if (what === missed || what === away) continue;
            const delay = (tookSeconds[i] ?? 0) * SECOND;
            const asked = at + i * phase * SECOND;
            replica.add('requests_total', asked, story.countedAt(asked + delay), delay);
            replica.add('process_start_time_seconds', asked, story.startedAt(asked + delay) / SECOND, delay);
          }
          under.clock.time = at + 15 * SECOND;
          if (what === 'kill us') under.restart();
          if (what !== 'do not read') await under.collect();
        }
        await servers.close();
        expect(under.store.total('requests')).toBe(story.requests.length);
      }),
      { seed: 20261129, numRuns: 20 },
    );
  }, 60_000);
});
