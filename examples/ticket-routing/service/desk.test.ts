import { beforeAll, describe, expect, it } from 'vitest';
import { Answering } from '../history/answering.ts';
import { SeriesBook } from '../history/series-book.ts';
import type { Step } from '../history/step.ts';
import { type Circumstances, type Group, World } from '../product/circumstances.ts';
import { Random } from '../product/random.ts';
import { timelineFor } from '../timeline.ts';
import { Desk } from './desk.ts';
import { ModelCalls } from './model-calls.ts';
import { type Totals, TotalsSink } from './totals.ts';

const TICKETS = 12_000;
const timeline = timelineFor('2026-11-23');
const at = timeline.instant(0, 50);
const world = new World(timeline, 'demo');
const now: Circumstances = world.at(at);

function groupOf(version: string): Group {
  return world.groups(at).find((group) => group.version === version)!;
}

/** Sums by series name and, where there are any, the last two labels. */
function sumsOf(body: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of body.split('\n')) {
    if (line.startsWith('#') || line === '') continue;
    const space = line.lastIndexOf(' ');
    sums.set(line.slice(0, space), Number(line.slice(space + 1)));
  }
  return sums;
}

async function liveTotals(group: Group): Promise<Totals> {
  const sink = new TotalsSink();
  const models = new ModelCalls(sink);
  const desk = new Desk(sink, models, new Random('desk test'));
  for (let left = TICKETS; left > 0; left -= 1000) {
    const answers = Array.from({ length: 1000 }, () =>
      desk.answer(group, now, { modelDown: false, costSpike: false }),
    );
    await Promise.all(answers);
  }
  models.shutdown();
  return sink.totals();
}

/** One step of the history in which as many tickets are expected. */
function pastSums(group: Group): Map<string, number> {
  const book = new SeriesBook(at);
  const answering = new Answering(book, group);
  const step: Step = {
    ...now,
    from: at,
    to: at + 1,
    seconds: TICKETS / (now.requestsPerSecond * group.share),
    spike: 0,
    burst: 0,
    broken: 0,
    givenUp: 1,
    guarded: true,
  };
  answering.live(step, new Random('past'));
  return sumsOf(book.expose());
}

describe.each(['v1', 'v2', 'v3'])('%s, live and in the history', (version) => {
  const group = groupOf(version);
  let live: Totals;
  let past: Map<string, number>;

  beforeAll(async () => {
    live = await liveTotals(group);
    past = pastSums(group);
  });

  const written = (labels: Readonly<Record<string, string>>) =>
    Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join(',');

  it('agree on requests, tokens, cost and suggestions', () => {
    const compared = live.counters.filter(({ name, value }) => value > 2_000 || name.includes('cost'));
    expect(compared.length).toBeGreaterThan(3);
    for (const { name, labels, value } of compared.filter((total) => !total.name.includes('breaker'))) {
      const before = past.get(`${name}{${written(labels)}}`);
      expect(before, name).toBeDefined();
      expect(value / before!, `${name} ${written(labels)}`).toBeGreaterThan(0.93);
      expect(value / before!, `${name} ${written(labels)}`).toBeLessThan(1.07);
    }
  });

  it('agree on latencies', () => {
    const [histogram] = live.histograms;
    expect(histogram?.count).toBe(TICKETS);
    for (const [bound, count] of Object.entries(histogram!.buckets)) {
      const before = past.get(`${histogram!.name}_bucket{${written({ le: bound, ...histogram!.labels })}}`)!;
      expect(Math.abs(count - before) / TICKETS, `at or under ${bound} s`).toBeLessThan(0.02);
    }
    const before = past.get(`${histogram!.name}_sum{${written(histogram!.labels)}}`)!;
    expect(histogram!.sum / before).toBeCloseTo(1, 1);
  });
});

describe('a desk', () => {
  it('answers by the rules when the model is down, and opens the breaker so that nobody waits', async () => {
    const sink = new TotalsSink();
    const models = new ModelCalls(sink);
    const desk = new Desk(sink, models, new Random('down'));
    for (let i = 0; i < 10; i += 1) {
      await Promise.all(
        Array.from({ length: 20 }, () =>
          desk.answer(groupOf('v2'), now, { modelDown: true, costSpike: false }),
        ),
      );
    }
    models.shutdown();
    const { counters, gauges, histograms } = sink.totals();
    const event = (name: string) => counters.find(({ labels }) => labels.event === name)?.value ?? 0;
    const fallbacks = counters.find(({ labels }) => labels.outcome === 'fallback')?.value ?? 0;
    expect(gauges.find(({ labels }) => labels.breaker === 'model-capable')?.value).toBe(2);
    expect([event('fire'), event('open')]).toEqual([200, 1]);
    expect(event('timeout')).toBeGreaterThan(0);
    expect(event('reject')).toBeGreaterThan(100);
    expect(fallbacks).toBe(event('fallback'));
    expect(histograms[0]?.buckets['0.05']).toBe(event('reject'));
  });

  it('grades an answer in one category with one grade', () => {
    const sink = new TotalsSink();
    const models = new ModelCalls(sink);
    const desk = new Desk(sink, models, new Random('grades'));
    for (let i = 0; i < 2_000; i += 1) desk.grade(groupOf('v2'), now);
    models.shutdown();
    const { counters } = sink.totals();
    const sum = (grade?: string) =>
      counters
        .filter(({ labels }) => grade === undefined || labels.grade === grade)
        .reduce((total, { value }) => total + value, 0);
    expect(sum()).toBe(2_000);
    expect(sum('correct') / 2_000).toBeCloseTo(0.94, 1);
    expect(sum('hallucinated')).toBeGreaterThan(10);
  });
});
