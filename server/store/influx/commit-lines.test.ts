import { describe, expect, it } from 'vitest';
import { seriesId } from '../../../core/measure/series.ts';
import { Catalogue } from '../duckdb/catalogue.ts';
import { CommitBuffer } from '../duckdb/commit-buffer.ts';
import { commitBodies } from './commit-lines.ts';

describe('a large commit', () => {
  it('is made into bodies of at most 5,000 lines while others have their turn', async () => {
    const catalogue = new Catalogue();
    const buffer = new CommitBuffer(catalogue, { until: 0, rawSince: 0, sealedDay: () => undefined });
    const key = {
      product: 'p',
      measure: 'requests',
      item: 'a',
      build: '',
      environment: 'production',
      labels: {},
    };
    const series = { ...key, id: seriesId(key) };
    buffer.add({
      source: 'load',
      id: '1',
      counters: Array.from({ length: 12_000 }, (_, i) => ({ series, at: 1_000 + i, value: 1 })),
    });
    let turns = 0;
    let over = false;
    const count = () => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const bodies = await commitBodies(buffer, catalogue, { ledger: 'l', sequence: 1, latestAt: 13_000 });
    over = true;
    expect(bodies.map(({ points }) => points)).toEqual([5_000, 5_000, 2_000]);
    const times = bodies.flatMap(({ body }) => body.split('\n').map((line) => line.split(' ').at(-1)));
    expect(times).toEqual(Array.from({ length: 12_000 }, (_, i) => `${1_000 + i}000002`));
    expect(turns).toBeGreaterThanOrEqual(4);
  });
});
