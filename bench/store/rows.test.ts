import { describe, expect, it } from 'vitest';
import { type Extent, FULL, QUICK } from './extent.ts';
import type { Figure, Figures, OwnFigures } from './measures.ts';
import { rowsOf } from './rows.ts';

const OURS: OwnFigures = {
  ...figuresOf('Gateline', 1, new Map([[1, 600_000]])),
  criteriaLongMs: 1,
  criteriaShortMs: 1,
  figuresMs: 1,
  held: { p99: 1, most: 1, append: { p99: 1, most: 1, n: 1 }, writesPerSecond: 1, reads: 1 },
  looked: { bytes: 1, rss: 1, peakRss: 1 },
};
const FAILED = { absent: 'failed' };

function figuresOf<F extends Figure>(name: string, figure: F, writes: ReadonlyMap<number, F>): Figures<F> {
  return {
    name,
    quarterMs: figure,
    criteriaMs: figure,
    yearMs: figure,
    firstQuarterMs: figure,
    firstYearMs: figure,
    bytesPerSample: figure,
    rss: figure,
    writes,
  };
}

function row(what: RegExp, peers: readonly Figures[], extent: Extent = FULL) {
  const rows = rowsOf({ extent, ours: OURS, peers, versions: {}, remarks: [] });
  return rows.find((one) => what.test(one.what));
}

describe('the table of the store', () => {
  const slow = figuresOf<Figure>('Prometheus', 20, new Map());
  const quick = { ...figuresOf<Figure>('InfluxDB', 8, new Map()), yearMs: { absent: 'differs' } };

  it('compares with the peers that have a figure, and says who has none', () => {
    expect(row(/^cost per request/, [slow, quick])).toMatchObject({
      peers: [
        { peer: 'Prometheus', value: 20 },
        { peer: 'InfluxDB', absent: 'differs' },
      ],
      bar: { met: true, margin: '20.0 × (Prometheus; without InfluxDB: differs)' },
    });
    expect(row(/^p50/, [slow, quick])?.bar).toMatchObject({ met: true, margin: '8.00 × (InfluxDB)' });
  });

  it('judges no bar where nobody has a figure', () => {
    expect(row(/^cost per request/, [quick])?.bar).toMatchObject({ met: undefined });
    expect(row(/^on disk/, [slow, quick])?.bar).toMatchObject({ met: undefined });
  });

  it('judges no size on disk of a short run', () => {
    const peers = [figuresOf<Figure>('VictoriaMetrics', 0.1, new Map())];
    expect(row(/^on disk/, peers)?.bar).toMatchObject({ met: false });
    expect(row(/^on disk/, peers, QUICK)?.bar).toMatchObject({
      text: 'at most 1.60 × VictoriaMetrics',
      met: undefined,
      margin: 'too little data to tell',
    });
  });

  it('has the best rate of writing that did not fail', () => {
    const one: Figures = {
      ...quick,
      writes: new Map<number, Figure>([
        [1, 400_000],
        [2, FAILED],
      ]),
    };
    const none: Figures = {
      ...quick,
      writes: new Map<number, Figure>([
        [1, FAILED],
        [2, FAILED],
      ]),
    };
    expect(row(/^durable/, [one])).toMatchObject({ peers: [{ value: 400_000 }], bar: { met: true } });
    expect(row(/^durable/, [none])).toMatchObject({ peers: [FAILED], bar: { met: undefined } });
    expect(row(/^durable/, [slow])).toMatchObject({ peers: [{ absent: 'not measured' }] });
  });
});
