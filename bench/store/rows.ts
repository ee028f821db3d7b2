import { allOf, atLeast, atMost, atMostTimes, timesAsMany, timesFasterThanFastest } from '../bars.ts';
import type { PeerFigure, Row, Unit } from '../part.ts';
import type { Figures } from './measures.ts';
import type { Outcome } from './race.ts';

/** The most history may cost: four times as much of it, in evaluations over a quarter of it. */
const HISTORY_FACTOR = 1.3;
const MB = 1e6;

/** The table of bars. */
export function rowsOf({ ours, peers, extent }: Outcome): readonly Row[] {
  const figures = (of: (figures: Figures) => number | undefined): PeerFigure[] =>
    peers.map((one) => {
      if ('absent' in one) return { peer: one.name, absent: one.absent };
      const value = of(one);
      return value === undefined ? { peer: one.name, absent: 'not measured' } : { peer: one.name, value };
    });
  const faster = (what: string, of: (figures: Figures) => number, factor: number): Row => {
    const theirs = figures(of);
    return {
      what,
      unit: 'ms',
      ours: of(ours),
      peers: theirs,
      bar: timesFasterThanFastest(of(ours), theirs, factor),
    };
  };
  const alone = (what: string, value: number, limit: number, unit: Unit): Row => ({
    what,
    unit,
    ours: value,
    bar: atMost(value, limit, unit),
  });
  const bestWrites = figures(best);
  const disk = figures((one) => one.bytesPerSample);
  const history = ours.criteriaLongMs / ours.criteriaShortMs;
  return [
    faster(`p50, p95, p99 of a version, daily over ${extent.quarterDays} days`, (one) => one.quarterMs, 5),
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
    {
      what: 'durable writes, increments in batches of 10,000',
      unit: '/s',
      ours: best(ours) ?? Number.NaN,
      peers: bestWrites,
      bar: allOf(
        atLeast(best(ours) ?? 0, 500_000, '/s'),
        timesAsMany(best(ours) ?? 0, bestWrites, 1, ['InfluxDB']),
      ),
    },
    {
      what: `on disk for each number, ${extent.quarterDays} days, after compaction`,
      unit: 'bytes',
      ours: ours.bytesPerSample,
      peers: disk,
      bar: atMostTimes(ours.bytesPerSample, disk, 1.6, 'VictoriaMetrics'),
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
      peers: figures((one) => one.rss / MB),
    },
    { what: 'the most memory it ever had meanwhile', unit: 'MB', ours: ours.looked.peakRss / MB },
  ];
}

/** The best of the numbers of connections that were tried. */
function best({ writes }: Figures): number | undefined {
  return writes.size === 0 ? undefined : Math.max(...writes.values());
}
