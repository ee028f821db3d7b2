import { describe, expect, it } from 'vitest';
import { seriesId } from '../../../core/measure/series.ts';
import { Catalogue } from '../duckdb/catalogue.ts';
import { CommitBuffer } from '../duckdb/commit-buffer.ts';
import { commitBodies } from './commit-lines.ts';

const key = {
  product: 'p',
  measure: 'requests',
  item: 'a',
  build: '',
  environment: 'production',
  labels: {},
};
const series = { ...key, id: seriesId(key) };

describe('a large commit', () => {
  it('adds one point a quarter hour for what comes late of a gauge, and tells samples of one millisecond apart', async () => {
    const catalogue = new Catalogue();
    const until = 10 * 900_000;
    const buffer = new CommitBuffer(catalogue, { until, rawSince: 0, sealedDay: () => undefined });
    const gauges = Array.from({ length: 2_700 }, (_, i) => ({ series, at: i * 1_000, value: i }));
    const same = Array.from({ length: 2_000 }, (_, i) => ({ series, at: until, value: i }));
    buffer.add({ source: 'load', id: '1', gauges: [...gauges, ...same] });
    const bodies = await commitBodies(buffer, catalogue, { ledger: 'l', sequence: 1, latestAt: until });
    const lines = bodies.flatMap(({ body }) => body.split('\n'));
    const tags = 'ledger=l,series=1,product=p,measure=requests,item=a,environment=production';
    expect(lines.filter((line) => line.startsWith('quarter_gauge'))).toEqual([
      `quarter_gauge,${tags} samples=900,sum=404550,min=0,max=899,last=899,last_at=899000 0000002`,
      `quarter_gauge,${tags} samples=900,sum=1214550,min=900,max=1799,last=1799,last_at=1799000 900000000002`,
      `quarter_gauge,${tags} samples=900,sum=2024550,min=1800,max=2699,last=2699,last_at=2699000 1800000000002`,
    ]);
    const apart = lines.filter((line) => line.endsWith(` ${until}000002`)).map((line) => line.split(' ')[0]);
    expect(apart).toEqual(same.map((_, i) => `raw_gauge,${tags}${i === 0 ? '' : `,copy=${i}`}`));
  });

  it('is made into bodies of at most 5,000 lines while others have their turn', async () => {
    const catalogue = new Catalogue();
    const buffer = new CommitBuffer(catalogue, { until: 0, rawSince: 0, sealedDay: () => undefined });
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
