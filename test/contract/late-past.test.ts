import { expect, test } from 'vitest';
import type { MeasurementStore } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { RoadmapJudge } from '../../server/evaluation/judge-roadmap.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, NOW, roadmap, run, V2_HOURLY, writeTraffic } from './scenario.ts';

/** What is known of the past changes, late: a server that has run for long says what one says that has just begun. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FAILING = { ...V2_HOURLY, failed: 40 };
/** Ten minutes later it is looked up anew who first served when. */
const LATER = 16 * MINUTE;

/** Days of traffic of v2 in UTC, of which every other one fails, so that no two agree, and a part of today. */
async function writeDoubtfulDays(store: MeasurementStore, days: number): Promise<void> {
  const midnight = Math.floor(NOW / DAY) * DAY;
  for (let day = 1; day <= days; day += 1) {
    const window = { from: midnight - day * DAY, to: midnight - (day - 1) * DAY };
    await writeTraffic(store, 'v2', '2.0', day % 2 === 0 ? FAILING : V2_HOURLY, window);
  }
  await writeTraffic(store, 'v2', '2.0', V2_HOURLY, { from: midnight, to: NOW });
}

async function expectAsAnew(kept: RoadmapJudge, store: MeasurementStore, of: Roadmap, now: number) {
  const found = await kept.judge(of, now);
  expect(found).toEqual(await new RoadmapJudge(store).judge(structuredClone(of), now));
  return found;
}

test('a version that is retired is told to have been judged up to its last day, once that is over', async () => {
  const store = new MemoryStore();
  await writeDoubtfulDays(store, 7);
  const of = roadmap([item('v2', 'retired', ['error_rate < 1% over 24h'])], { zone: 'UTC' });
  const judge = new RoadmapJudge(store);
  await expectAsAnew(judge, store, of, NOW);
  await expectAsAnew(judge, store, of, NOW + 2 * DAY);
});

test.each(['retired', 'live'] as const)(
  'what comes late of the earlier days of a version that is %s changes its verdict at the next look',
  async (lifecycle) => {
    const store = new MemoryStore();
    await writeDoubtfulDays(store, 7);
    const of = roadmap([item('v2', lifecycle, ['error_rate < 1% over 24h'])], { zone: 'UTC' });
    const judge = new RoadmapJudge(store);
    const before = await expectAsAnew(judge, store, of, NOW);
    const midnight = Math.floor(NOW / DAY) * DAY;
    await writeTraffic(store, 'v2', '2.1', FAILING, { from: midnight - 3 * DAY, to: midnight - 2 * DAY });
    const after = await expectAsAnew(judge, store, of, NOW + 1_000);
    expect([before, after].map(({ gates }) => gates[0]?.state)).toEqual(['pass', 'fail']);
  },
);

test('earlier days are judged by what a roadmap says now, also where its words are the same', async () => {
  const store = new MemoryStore();
  await writeDoubtfulDays(store, 7);
  const of = roadmap([item('v2', 'live', ['error_rate < 1% over 24h'])], { zone: 'UTC' });
  const judge = new RoadmapJudge(store);
  await expectAsAnew(judge, store, of, NOW);
  // A signal of the roadmap's own takes the place of the catalogue's.
  const { error_rate: errors } = of.signals;
  if (errors?.formula.kind !== 'ratio') throw new RangeError('It is a ratio.');
  const { numerator } = errors.formula;
  const doubled = { ...errors, formula: { ...errors.formula, numerator: [...numerator, ...numerator] } };
  const own = { ...of, signals: { ...of.signals, error_rate: doubled } };
  await expectAsAnew(judge, store, own, NOW + 1_000);
});

test('a version first served when its earliest traffic says, also where that came late on the same day', async () => {
  const store = new MemoryStore();
  const of = roadmap([item('v2', 'rollout', ['requests >= 10 over rollout'])], { zone: 'UTC' });
  const judge = new RoadmapJudge(store);
  await writeTraffic(store, 'v2', '2.0', V2_HOURLY, { from: NOW - 26 * HOUR, to: NOW });
  await expectAsAnew(judge, store, of, NOW);
  await writeTraffic(store, 'v2', '2.1', V2_HOURLY, { from: NOW - 30 * HOUR, to: NOW - 29 * HOUR });
  const { served } = await expectAsAnew(judge, store, of, NOW + LATER);
  expect(served.get('v2')?.firstAt).toBe(NOW - 29 * HOUR - 15 * MINUTE);
});

test('a planned item has begun with its first evaluation, however many another one has had since', async () => {
  const store = new MemoryStore();
  const evaluations = Array.from({ length: 120 }, (_, i) =>
    run('v4', 9, 1, { id: `v4-${i}`, at: NOW - HOUR + i }),
  );
  evaluations.push(run('v5', 180, 20, { at: NOW - DAY }));
  await store.write({ source: 'evaluations', id: '1', evaluations });
  const criteria = ['accuracy >= 80% on evaluation'];
  const of = roadmap([item('v4', 'planned', criteria), item('v5', 'planned', criteria)], { zone: 'UTC' });
  const { gates } = await new RoadmapJudge(store).judge(of, NOW);
  expect(gates.map(({ item: id, criteria: [one] }) => [id, one?.reason])).toEqual([
    ['v4', 'too-few'],
    ['v5', 'met'],
  ]);
});
