import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CounterGroup, MeasurementStore } from '../../../core/ports.ts';
import { MemoryStore } from '../../store/memory/memory-store.ts';
import { importEvaluations, knownUntil, tellPast } from './past.ts';
import { continued, type Story } from './story.ts';

const HOUR = 3_600_000;
const UNTIL = Date.parse('2026-11-19T06:00:00Z');
const SIX_HOURS = { from: UNTIL - 6 * HOUR, until: UNTIL };
const story: Story = {
  version: 1,
  today: '2026-11-19',
  zone: 'Europe/Berlin',
  seed: 'demo',
  past: [SIX_HOURS],
};

const patient = () => ({ signal: new AbortController().signal, onProgress: () => {} });

/** Requests and watched time of each hour since a while before the story. */
async function hours(store: MeasurementStore, until = UNTIL) {
  const from = SIX_HOURS.from - HOUR;
  const boundaries = [];
  for (let at = from; at <= until; at += HOUR) boundaries.push(at);
  const request = { product: 'ticket-routing', from, to: until, boundaries };
  const { selections } = await store.read({ ...request, select: [{ measure: 'requests', kind: 'counter' }] });
  const [selection] = selections;
  return {
    requests: [...(selection!.groups[0] as CounterGroup).totals],
    watched: [...selection!.observedMs],
  };
}

describe('the past of a demo', () => {
  it('says how far it has come, to its end', async () => {
    const shares: number[] = [];
    const onProgress = (done: number) => void shares.push(done);
    await tellPast(new MemoryStore(), story, story.past, { ...patient(), onProgress });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('is the same when its telling was broken off and gone on with, several times', async () => {
    const whole = new MemoryStore();
    await tellPast(whole, story, story.past, patient());
    const broken = new MemoryStore();
    for (let times = 0; times < 4; times += 1) {
      const abort = new AbortController();
      await tellPast(broken, story, story.past, {
        signal: abort.signal,
        onProgress: () => abort.abort(),
      });
    }
    const { toldUntil } = await knownUntil(broken, UNTIL);
    expect(toldUntil).toBeGreaterThan(SIX_HOURS.from);
    expect(toldUntil).toBeLessThan(UNTIL);
    await tellPast(broken, story, story.past, patient());
    expect(await hours(broken)).toEqual(await hours(whole));
    expect((await hours(whole)).requests.filter((n) => n > 0)).toHaveLength(6);
  });

  it('goes on after a gap, with what was watched counted once', async () => {
    const store = new MemoryStore();
    await tellPast(store, story, story.past, patient());
    const before = await hours(store);
    // Somebody looked at the live service for an hour.
    const seenUntil = UNTIL + HOUR;
    const live = { product: 'ticket-routing', measure: 'requests', item: 'v2', environment: 'production' };
    const series = { ...live, build: '2.3.0', labels: {} };
    await store.write({
      source: 'service',
      id: '1',
      counters: [{ series: { ...series, id: JSON.stringify(series) }, at: seenUntil, value: 7 }],
      observations: [{ ...live, at: seenUntil, durationMs: HOUR }],
    });
    const now = UNTIL + 4 * HOUR;
    const known = await knownUntil(store, now);
    expect(known).toEqual({ toldUntil: UNTIL, seenUntil });
    const next = continued(story, now, known);
    expect(next.untold).toEqual([{ from: seenUntil, until: now }]);
    await tellPast(store, next.story, next.untold, patient());
    const after = await hours(store, now + HOUR);
    expect(after.requests.slice(0, 7)).toEqual(before.requests);
    expect(after.requests[8]).toBeGreaterThan(1_000);
    expect(after.watched.reduce((sum, ms) => sum + ms, 0)).toBe(10 * HOUR);
  });
});

describe('evaluation runs of a folder', () => {
  const file = (id: string) =>
    JSON.stringify({
      run: {
        ...{ id, product: 'ticket-routing', item: 'v3', dataset: 'golden-set' },
        ...{ at: UNTIL, metrics: { correct: 'outcome' } },
      },
      items: [{ id: 'a', values: { correct: 1 } }],
    });

  it('are taken in once, however often, and a bad one is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateline-evaluations-'));
    try {
      const store = new MemoryStore();
      await writeFile(join(folder, 'one.json'), file('1'));
      await writeFile(join(folder, 'notes.txt'), 'not a run');
      await importEvaluations(store, folder);
      await writeFile(join(folder, 'two.json'), file('2'));
      await importEvaluations(store, folder);
      const runs = await store.evaluationRuns({ product: 'ticket-routing' });
      expect(runs.map(({ id }) => id).sort()).toEqual(['1', '2']);
      await writeFile(join(folder, 'bad.json'), '{');
      await expect(importEvaluations(store, folder)).rejects.toThrow(join(folder, 'bad.json'));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
