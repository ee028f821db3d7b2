import { allOf, atLeast, atMost, atMostTimes, timesAsMany, timesFasterThanFastest } from '../bars.ts';
import type { PeerFigure, Row, Unit } from '../part.ts';
import { type Figure, type Figures, NOT_MEASURED } from './measures.ts';
import type { Outcome } from './race.ts';

/** The most history may cost: four times as much of it, in evaluations over a quarter of it. */
const HISTORY_FACTOR = 1.3;
const MB = 1e6;

/** The table of bars. */
export function rowsOf({ ours, peers, extent }: Outcome): readonly Row[] {
  const figures = (of: (figures: Figures) => Figure): PeerFigure[] =>
    peers.map((one) => {
      const figure = of(one);
      return typeof figure === 'number' ? { peer: one.name, value: figure } : { peer: one.name, ...figure };
    });
  const faster = (what: string, of: <F>(figures: Figures<F>) => F, factor: number): Row => {
    const theirs = figures(of);
    return {
      what,
      unit: 'ms',
      ours: of(ours),
      peers: theirs,
      bar: timesFasterThanFastest(of(ours), theirs, factor),
    };
  };
  const first = (of: <F>(figures: Figures<F>) => F): Row => {
    return {
      what: 'the same, asked for the first time after a start',
      unit: 'ms',
      ours: of(ours),
      peers: figures(of),
    };
  };
  const alone = (what: string, value: number, limit: number, unit: Unit): Row => ({
    what,
    unit,
    ours: value,
    bar: atMost(value, limit, unit),
  });
  const ownWrites = Math.max(...ours.writes.values());
  const bestWrites = figures(best);
  const disk = figures((one) => one.bytesPerSample);
  const size = atMostTimes(ours.bytesPerSample, disk, 1.6, 'VictoriaMetrics');
  const history = ours.criteriaLongMs / ours.criteriaShortMs;
  return [
    faster(`p50, p95, p99 of a version, daily over ${extent.quarterDays} days`, (one) => one.quarterMs, 5),
    first((one) => one.firstQuarterMs),
    faster('all criteria of 4 versions over 28 days, one evaluation', (one) => one.criteriaMs, 10),
    {
      what: 'the same figures from the store, not judged',
      unit: 'ms',
      ours: ours.figuresMs,
      peers: figures((one) => one.criteriaMs),
    },
    alone(
      `the evaluation with ${extent.yearDays} days of history, in evaluations with ${extent.quarterDays}`,
      history,
      HISTORY_FACTOR,
      'count',
    ),
    faster(`cost per request of 4 versions, daily over ${extent.yearDays} days`, (one) => one.yearMs, 5),
    first((one) => one.firstYearMs),
    {
      what: 'durable writes, increments in batches of 10,000',
      unit: '/s',
      ours: ownWrites,
      peers: bestWrites,
      bar: allOf(atLeast(ownWrites, 500_000, '/s'), timesAsMany(ownWrites, bestWrites, 1, ['InfluxDB'])),
    },
    {
      what: `on disk for each number, ${extent.quarterDays} days, after compaction`,
      unit: 'bytes',
      ours: ours.bytesPerSample,
      peers: disk,
      bar: extent.sizeTells ? size : { ...size, met: undefined, margin: 'too little data to tell' },
    },
    alone('event loop held while writing, reading and keeping house, p99', ours.held.p99, 50, 'ms'),
    {
      what: 'a small write meanwhile, until it is durable, p99',
      unit: 'ms',
      ours: ours.held.append.p99,
      bar: allOf(atMost(ours.held.append.p99, 250, 'ms'), atMost(ours.held.append.most, 2_000, 'ms')),
    },
    {
      ...alone(
        'memory of the whole process, a year taken in and all questions asked',
        ours.rss / MB,
        400,
        'MB',
      ),
      peers: figures(({ rss }) => (typeof rss === 'number' ? rss / MB : rss)),
    },
    { what: 'the most memory it ever had meanwhile', unit: 'MB', ours: ours.looked.peakRss / MB },
  ];
}

/** The best of the numbers of connections that were tried. */
function best({ writes }: Figures): Figure {
  const all = [...writes.values()];
  const rates = all.filter((one) => typeof one === 'number');
  return rates.length === 0 ? (all[0] ?? NOT_MEASURED) : Math.max(...rates);
}
