import { beforeAll, describe, expect, it } from 'vitest';
import { history, type PastScrape, scrapeTimes } from './history.ts';
import { World } from './product/circumstances.ts';
import { METRICS, type MetricDefinition } from './product/metrics.ts';
import { seriesAt } from './product/series.ts';
import { timelineAt } from './timeline.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A busy machine may take its time. */
const PATIENCE_MS = 60_000;

const START_TIME = 'process_start_time_seconds';

/** Samples by name and labels as they are written. */
function samplesOf(body: string): Map<string, number> {
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

async function scrapes(until: number, days: number, seed = 'demo'): Promise<PastScrape[]> {
  const past: PastScrape[] = [];
  const from = until - days * DAY_MS;
  for await (const scrape of history({ timeline: timelineAt(until), until, from, seed })) past.push(scrape);
  return past;
}

/** What a stretch of scrapes adds to a sum of series, process by process: the last value of each minus what it began with. */
function gained(past: readonly PastScrape[], ...patterns: readonly RegExp[]): number {
  const matching = (body: string) =>
    [...samplesOf(body)].reduce(
      (sum, [series, value]) => sum + (patterns.every((pattern) => pattern.test(series)) ? value : 0),
      0,
    );
  let total = -matching(past[0]?.body ?? '');
  past.forEach(({ body }, i) => {
    const next = past[i + 1]?.body;
    if (next === undefined || startOf(next) !== startOf(body)) total += matching(body);
  });
  return total;
}

function startOf(body: string): string {
  return body.slice(body.lastIndexOf(START_TIME));
}

describe('the times of scrapes', () => {
  const until = Date.parse('2026-11-23T04:36:48Z');
  const times = scrapeTimes({ until });

  it('are full hours for a year and full minutes in the last 48 hours, up to now', () => {
    expect(times[0]).toBe(until - 365 * DAY_MS);
    expect(times.at(-1)).toBe(until);
    const inside = times.slice(1, -1);
    const fine = inside.filter((at) => at > until - 47 * HOUR_MS);
    expect(inside.every((at) => at % MINUTE_MS === 0)).toBe(true);
    expect(fine).toHaveLength(47 * 60);
    expect(inside.filter((at) => at < until - 49 * HOUR_MS).every((at) => at % HOUR_MS === 0)).toBe(true);
    expect(times.length).toBeGreaterThan(11_500);
    expect(times.length).toBeLessThan(11_700);
  });

  it('ascend without a gap of more than an hour, whatever the stretch', () => {
    for (const from of [
      until - 3 * DAY_MS,
      until - 50 * HOUR_MS,
      until - 7 * HOUR_MS,
      until - 30_000,
      until,
    ]) {
      const gaps = scrapeTimes({ from, until }).map((at, i, all) => at - (all[i - 1] ?? at - 1));
      expect(gaps.every((gap) => gap > 0 && gap <= HOUR_MS)).toBe(true);
    }
  });
});

describe('a stretch of the past', { timeout: PATIENCE_MS }, () => {
  const until = Date.parse('2026-11-23T04:36:48Z');
  let past: PastScrape[];

  beforeAll(async () => {
    past = await scrapes(until, 35);
  }, PATIENCE_MS);

  it('is the same for the same seed and another for another', async () => {
    const [one, again, other] = [
      await scrapes(until, 0.25),
      await scrapes(until, 0.25),
      await scrapes(until, 0.25, 'other'),
    ];
    expect(again).toEqual(one);
    expect(other.at(-1)).not.toEqual(one.at(-1));
  });

  it('has counters that only grow while a process lives, and begin anew with the next', () => {
    const gauges = /^(process_|ticket_pipeline_lag|ticket_pipeline_labeled|ticket_routing_breaker_state)/;
    let restarts = 0;
    let before = samplesOf(past[0]?.body ?? '');
    for (const { body } of past.slice(1)) {
      const now = samplesOf(body);
      const sameProcess = now.get(START_TIME) === before.get(START_TIME);
      if (!sameProcess) restarts += 1;
      for (const [series, value] of now) {
        if (sameProcess && !gauges.test(series) && value < (before.get(series) ?? 0)) {
          expect.fail(`${series} fell from ${before.get(series)} to ${value}`);
        }
      }
      before = now;
    }
    expect(restarts).toBeGreaterThan(1);
  });

  it('has every series of its process from the start, so that none appears out of nowhere', () => {
    let before = '';
    let known = '';
    for (const { at, body } of past) {
      const series = body.replaceAll(/ \S+$/gm, '');
      if (startOf(body) === before) expect(series === known, `at ${at}`).toBe(true);
      [before, known] = [startOf(body), series];
    }
  });

  it('has as many durations as requests, for each build', () => {
    const all = samplesOf(past.at(-1)?.body ?? '');
    for (const [series, count] of all) {
      const labels = /^ticket_routing_request_duration_seconds_count\{(.*)\}$/.exec(series)?.[1];
      if (labels === undefined) continue;
      const requests = [...all].filter(([name]) =>
        name.startsWith(`ticket_routing_requests_total{${labels},`),
      );
      expect(requests.reduce((sum, [, value]) => sum + value, 0)).toBe(count);
      expect(all.get(`ticket_routing_request_duration_seconds_bucket{le="+Inf",${labels}}`)).toBe(count);
    }
  });

  it('has the series that the live service makes at its start', () => {
    const world = new World(timelineAt(until), 'demo');
    const expected = seriesAt(world, until).flatMap(({ name, labels }) => {
      const written = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const { type }: MetricDefinition = METRICS[name];
      return `${name}${type === 'histogram' ? '_count' : ''}{${written.join(',')}}`;
    });
    const exposed = [...samplesOf(past.at(-1)?.body ?? '').keys()];
    expect(exposed.filter((series) => !/_bucket\{|_sum\{|^process/.test(series)).sort()).toEqual(
      expected.sort(),
    );
  });

  it('sees a breaker open in the last 24 hours', () => {
    const states = past
      .filter(({ at }) => at > until - DAY_MS)
      .map(({ body }) =>
        samplesOf(body).get('ticket_routing_breaker_state{environment="production",breaker="model-capable"}'),
      );
    expect(states).toContain(2);
    expect(states.at(-1)).toBeDefined();
    expect(states.filter((state) => state === 0).length).toBeGreaterThan(0.95 * states.length);
  });

  it('is as text what prom-client would write: a header for each family, labels quoted, a line at the end', () => {
    const { body } = past[0] ?? { body: '' };
    expect(body.endsWith('\n')).toBe(true);
    expect(body).toContain('# TYPE ticket_routing_request_duration_seconds histogram\n');
    const line = /^[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? [0-9.e+-]+$/;
    const strange = body
      .split('\n')
      .filter((text) => text !== '' && !text.startsWith('# ') && !line.test(text));
    expect(strange).toEqual([]);
  });
});

describe.each(['2026-10-01T00:10:00Z', '2026-12-31T22:00:00Z', '2028-07-19T03:00:00Z'])(
  'the last 28 days before %s',
  { timeout: PATIENCE_MS },
  (today) => {
    const until = Date.parse(today);
    const live = (version: string) => new RegExp(`version="${version}".*environment="production"`);
    let month: PastScrape[];
    let week: PastScrape[];

    const share = (past: readonly PastScrape[], part: RegExp[], whole: RegExp[]) =>
      gained(past, ...part) / gained(past, ...whole);
    const costPerRequest = (version: string) =>
      share(month, [/cost_usd/, live(version)], [/requests_total/, live(version)]);

    beforeAll(async () => {
      month = await scrapes(until, 28);
      week = month.filter(({ at }) => at >= until - 7 * DAY_MS);
    });

    it('have v1 and v2 within their gates', () => {
      for (const version of ['v1', 'v2', 'v3']) {
        const underTwoSeconds = share(
          week,
          [/_bucket\{le="2",/, live(version)],
          [/_duration_seconds_count/, live(version)],
        );
        expect(underTwoSeconds, version).toBeGreaterThan(0.992);
      }
      expect(costPerRequest('v2')).toBeLessThan(0.01);
      expect(
        share(month, [/suggestions/, live('v2'), /sent|edited/], [/suggestions/, live('v2')]),
      ).toBeGreaterThan(0.72);
      expect(share(month, [/graded/, live('v2'), /correct/], [/graded/, live('v2')])).toBeGreaterThan(0.93);
      expect(share(month, [/graded/, live('v2'), /hallucinated/], [/graded/, live('v2')])).toBeLessThan(
        0.025,
      );
    });

    it('have v3 as good as v2 at far more than half its cost', () => {
      const ratio = costPerRequest('v3') / costPerRequest('v2');
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(0.65);
      const helpful = (version: string) =>
        share(month, [/suggestions/, live(version), /sent|edited/], [/suggestions/, live(version)]);
      expect(helpful('v3')).toBeGreaterThan(helpful('v2') - 0.02);
    });

    it('have enough of everything to decide: requests, grades and categories of each version', () => {
      for (const version of ['v1', 'v2', 'v3']) {
        expect(gained(week, /requests_total/, live(version))).toBeGreaterThan(10_000);
        expect(gained(month, /graded/, live(version), /category="other"/)).toBeGreaterThan(200);
      }
    });

    it('have a pipeline with under one percent of errors, and staging apart from production', () => {
      const errors = share(week, [/records_total/, /outcome="error"/], [/records_total/, /stage="ingest"/]);
      expect(errors).toBeLessThan(0.009);
      expect(gained(month, /requests_total/, /version="v4"/, /environment="production"/)).toBe(0);
      expect(gained(month, /requests_total/, /version="v4"/, /environment="staging"/)).toBeGreaterThan(1_000);
    });

    it('cost about as much as the month may', () => {
      const spent = gained(month, /cost_usd/, /environment="production"/);
      expect((spent / 28) * 30).toBeGreaterThan(19_000);
      expect((spent / 28) * 30).toBeLessThan(28_000);
    });
  },
);
