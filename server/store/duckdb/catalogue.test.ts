import { expect, it } from 'vitest';
import { SeriesInterner } from '../../../core/measure/series.ts';
import { Catalogue, MOST_BUCKETS } from './catalogue.ts';
import { WIDEST } from './wider-bucket.ts';

const series = new SeriesInterner({ maxLabelSets: 1 }).intern({
  product: 'shop',
  measure: 'request_duration',
  item: 'v1',
  build: '',
  environment: 'production',
  labels: {},
});

/** Buckets that nobody has had before, all within one doubling. */
function narrow(i: number) {
  return { lower: 1 + i / 1e6, upper: 1 + (i + 1) / 1e6 };
}

it('keeps buckets as they come, until a series has very many: then it counts in wider ones', () => {
  const catalogue = new Catalogue();
  const known = catalogue.of(series, 'distribution');
  for (let i = 0; i < 20 * MOST_BUCKETS; i += 1) {
    const { lower, upper } = catalogue.bucket(known, narrow(i));
    expect(lower).toBeLessThanOrEqual(narrow(i).lower);
    expect(upper).toBeGreaterThanOrEqual(narrow(i).upper);
    if (i < MOST_BUCKETS) expect({ lower, upper }).toEqual(narrow(i));
  }
  expect(known.bucketCount).toBeLessThan(MOST_BUCKETS + 20);
  expect(catalogue.bucket(known, narrow(3))).toMatchObject(narrow(3));
});

it('counts in the widest bucket of all what comes in layouts without end', () => {
  const catalogue = new Catalogue();
  const known = catalogue.of(series, 'distribution');
  for (let i = 0; i < 4 * MOST_BUCKETS; i += 1)
    catalogue.bucket(known, { lower: -(2 ** (i / 64)), upper: 3 });
  for (let i = 0; i < 4 * MOST_BUCKETS; i += 1) catalogue.bucket(known, { lower: -i, upper: 2 ** (i / 16) });
  expect(known.bucketCount).toBe(2 * MOST_BUCKETS + 1);
  expect(catalogue.bucket(known, { lower: -1.234, upper: 1e300 })).toMatchObject(WIDEST);
});
