import type { BenchContext, Part, PartResult } from '../part.ts';
import type { Extent } from '../store/extent.ts';
import type { Figures } from '../store/measures.ts';
import { influxdb } from '../store/peers/influxdb.ts';
import { prometheus } from '../store/peers/prometheus.ts';
import { victoriaMetrics } from '../store/peers/victoria-metrics.ts';
import { Race } from '../store/race.ts';
import { rowsOf } from '../store/rows.ts';
import { COLUMNS, MEASURES } from '../store/workload.ts';

const PEERS = [victoriaMetrics, prometheus, influxdb];

async function run(context: BenchContext): Promise<PartResult> {
  // Each server adds a listener that ends it with the bench.
  process.setMaxListeners(40);
  const outcome = await new Race(context, PEERS).run();
  const { extent, ours, peers, versions, remarks } = outcome;
  const writes = [ours, ...peers].flatMap(writesOf);
  const notes = [
    ...remarks,
    `4 versions, ${MEASURES.length} measures, 3 of them distributions of 30 buckets: ${COLUMNS.length} numbers ${everyText(extent)}, over ${extent.quarterDays} and ${extent.yearDays} days. The same numbers go into every store: as what each point added into Gateline and InfluxDB, as running totals into VictoriaMetrics and Prometheus, as these would scrape them; but of the days before the quarter Prometheus and InfluxDB are given only what the question about the year asks for, because all of it would take them long, so that their memory is that of a smaller year.`,
    "Every answer that is timed is held against Gateline's: to a millionth, of Prometheus to 3 %, because it extrapolates to the edges of a window. A peer that differs is asked again; when it goes on to differ, and another peer contradicts it and agrees with Gateline, it has no figure. When no peer tells which is right, the run fails.",
    `Medians of ${extent.rounds} askings in turn, warm: everybody has been asked for ${extent.warmingMs / 1_000} s before (Gateline's evaluation: ${extent.warmingRounds} times, with a new point each time), so that code is compiled and caches are filled. Gateline is asked through its store port, in process, as the server does; the peers over HTTP on the loopback, which is how they are asked. They are asked for the buckets once, and the quantiles are read from these afterwards, which is quicker than asking for three quantiles.`,
    `An evaluation of Gateline is all of it, judging included: the two days that closed last and the live reading of the last hour. The peers are asked for the same: the window of 28 days as it closed last and a day before, and the last hour. The clock goes on by a point from one asking to the next: Gateline is sent it before it evaluates, the peers have it already.`,
    'What was asked before is remembered by two of them, and warm means with it: by VictoriaMetrics the results of range queries, which the questions about the quarter and the year are, and not those of instant queries, which an evaluation makes; by Gateline the sums of days and quarter hours, and whole answers about windows that are over until something comes late for them: both questions, and of an evaluation all but the last hour and today. Prometheus and InfluxDB reckon each time.',
    `After a start: ${extent.starts === 1 ? 'of one start' : `medians of ${extent.starts} starts`}. Gateline's process opens the file of ${extent.yearDays} days, and each question is the first that it is asked; the peers, with the same days, are started again and asked one question after the other, and VictoriaMetrics forgets the results that it keeps on disk. The starts are not counted, and what the system holds of all files in memory stays there.`,
    `Writes: ${writes.join('; ')}. Gateline's store is handed batches as objects, in process, so that nothing is sent or parsed; the peers parse line protocol that comes over HTTP (the part otlp sends to all of them). Gateline and InfluxDB acknowledge after the commit or the log is on disk, VictoriaMetrics when the numbers are in its memory.`,
    `Event loop: held ${ours.held.most.toFixed(0)} ms at most, beside ${Math.round(ours.held.writesPerSecond).toLocaleString('en-US')} increments a second and ${ours.held.reads} reads; ${ours.held.append.n} small writes meanwhile took ${ours.held.append.most.toFixed(0)} ms at most.`,
  ];
  return { rows: rowsOf(outcome), notes, versions };
}

function everyText({ stepMinutes, earlierStepMinutes, slowTakeAll }: Extent): string {
  const every = (minutes: number) =>
    minutes === 1 ? 'a minute' : minutes === 60 ? 'an hour' : `each ${minutes} minutes`;
  const earlier =
    earlierStepMinutes === stepMinutes ? '' : ` (before the quarter: ${every(earlierStepMinutes)})`;
  const slow = slowTakeAll ? '' : ' (into Prometheus and InfluxDB: what the questions ask for)';
  return `${every(stepMinutes)}${earlier}${slow}`;
}

/** Nothing of a store that was not written to. */
function writesOf({ name, writes }: Figures): string[] {
  const rates = [...writes].filter((one): one is [number, number] => typeof one[1] === 'number');
  if (rates.length === 0) return [];
  const text = ([connections, rate]: readonly [number, number]) =>
    `${Math.round(rate).toLocaleString('en-US')}/s over ${connections === 1 ? 'one connection' : `${connections} connections`}`;
  const [first = ''] = rates.map(text);
  return name === 'Gateline'
    ? [`${name} ${first.split(' ')[0]}, eight batches on their way`]
    : [`${name} ${rates.map(text).join(', ')}`];
}

export const part: Part = {
  name: 'store',
  summary: 'a year of 24 measures, written and read, beside VictoriaMetrics, Prometheus and InfluxDB',
  quickSeconds: 40,
  run,
};
