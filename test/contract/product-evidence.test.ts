import { describe, expect, it } from 'vitest';
import { COMPARED } from '../../core/measure/mapping.ts';
import { SeriesInterner, type SeriesKey } from '../../core/measure/series.ts';
import type { CounterPoint } from '../../core/ports.ts';
import { evidenceAnswer } from '../../server/answers/evidence.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const interner = new SeriesInterner({ maxLabelSets: 100 });

function counted(at: number, value: number, key: Partial<SeriesKey> & { measure: string }): CounterPoint {
  const whole = { product: 'desk', item: 'v2', build: '', environment: 'production', labels: {}, ...key };
  return { series: interner.intern(whole), at, value };
}

async function evidence(...counters: CounterPoint[]) {
  const store = new MemoryStore();
  await store.write({ source: 's', id: '1', counters });
  return evidenceAnswer(store, { product: 'desk' }, { gates: [], successMetrics: new Map() }, NOW);
}

describe('what the store has of a product', () => {
  it('is each measure of 28 days by item and environment, with the labels that are kept', async () => {
    const { measures } = await evidence(
      counted(NOW - 2 * DAY, 5, { measure: 'requests', labels: { route: 'a' } }),
      counted(NOW - HOUR, 2, { measure: 'requests', labels: { route: 'b' } }),
      counted(NOW - HOUR, 3, { measure: 'requests', environment: 'staging' }),
      counted(NOW - 40 * DAY, 99, { measure: 'requests', item: 'v1' }),
    );
    expect(measures).toEqual([
      {
        measure: 'requests',
        kind: 'counter',
        labels: ['route'],
        places: [
          { item: 'v2', environment: 'production', n: 7 },
          { item: 'v2', environment: 'staging', n: 3 },
        ],
      },
    ]);
  });

  it('tells what of the last day’s production traffic nobody has; of 28 days where there was none', async () => {
    const old = [
      counted(NOW - 3 * DAY, 60, { measure: 'requests' }),
      counted(NOW - 3 * DAY, 40, { measure: 'requests', item: '' }),
    ];
    expect((await evidence(...old)).traffic).toEqual({ total: 100, unattributed: 40, ofLastDay: false });
    const today = [
      counted(NOW - HOUR, 9, { measure: 'requests' }),
      counted(NOW - HOUR, 1, { measure: 'requests', item: '' }),
      counted(NOW - HOUR, 50, { measure: 'requests', item: '', environment: 'staging' }),
    ];
    expect((await evidence(...old, ...today)).traffic).toEqual({
      total: 10,
      unattributed: 1,
      ofLastDay: true,
    });
  });

  it('names the models of the last day that have no price, so that one which got its price since is not among them', async () => {
    const { pricing } = await evidence(
      counted(NOW - 3 * DAY, 700, { measure: 'tokens_unpriced', labels: { model: 'priced-since' } }),
      counted(NOW - HOUR, 900, { measure: 'tokens_priced', labels: { model: 'priced-since' } }),
      counted(NOW - HOUR, 20, { measure: 'tokens_unpriced', labels: { model: 'new' } }),
      counted(NOW - HOUR, 80, { measure: 'tokens_unpriced' }),
    );
    expect(pricing).toEqual({
      priced: 900,
      unpriced: [
        { model: '', tokens: 80 },
        { model: 'new', tokens: 20 },
      ],
      ofLastDay: true,
    });
  });

  it('sets what is compared beside what counts, over the days on which both were there', async () => {
    const beside = (at: number, value: number) =>
      counted(at, value, {
        measure: 'requests',
        environment: COMPARED,
        labels: { source: 'spans', environment: 'production' },
      });
    const { compared, measures } = await evidence(
      counted(NOW - HOUR, 100, { measure: 'requests' }),
      beside(NOW - HOUR, 112),
      counted(NOW - 2 * DAY, 50, { measure: 'requests' }),
      counted(NOW - 3 * DAY, 80, { measure: 'requests' }),
      beside(NOW - 3 * DAY, 80),
    );
    expect(compared).toEqual([{ source: 'spans', measure: 'requests', days: 2, owned: 180, compared: 192 }]);
    expect(measures[0]?.places).toEqual([{ item: 'v2', environment: 'production', n: 230 }]);
  });
});
