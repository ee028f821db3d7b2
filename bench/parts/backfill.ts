import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { backfillExpositions, type PastExposition } from '../../collectors/backfill/backfill-expositions.ts';
import { ExpositionReader } from '../../collectors/exposition/exposition-reader.ts';
import { sourceMappingSchema } from '../../core/measure/mapping.ts';
import type { MeasurementStore, SourceMonitor } from '../../core/ports.ts';
import { history } from '../../examples/ticket-routing/history.ts';
import { timelineAt } from '../../examples/ticket-routing/timeline.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { atMost } from '../bars.ts';
import type { BenchContext, Part, PartResult, Row } from '../part.ts';

/** A past is as long as a demo's; a short run takes every so many of the expositions of its last month. */
const QUICK_SHARE = 6;
const QUICK_MS = 30 * 86_400_000;
const UNTIL = Date.parse('2026-11-23T05:00:00Z');

const mapping = sourceMappingSchema.parse({
  product: 'ticket-routing',
  attribution: {
    item: { label: 'version', default: 'data-scale' },
    build: { label: 'build' },
    environment: { label: 'environment' },
  },
  metrics: [
    { metric: 'ticket_routing_requests_total', measure: 'requests', keep: ['route'] },
    { metric: 'ticket_routing_requests_total', measure: 'requests_failed', where: { outcome: 'error' } },
    { metric: 'ticket_routing_request_duration_seconds', measure: 'request_duration' },
    { metric: 'ticket_routing_cost_usd_total', measure: 'cost_usd', keep: ['model'] },
    { metric: 'ticket_routing_tokens_total', measure: 'tokens_input', where: { type: 'input' } },
    { metric: 'ticket_routing_tokens_total', measure: 'tokens_output', where: { type: 'output' } },
    { metric: 'ticket_routing_answers_graded_total', measure: 'graded', keep: ['category'] },
    { metric: 'ticket_routing_answers_graded_total', measure: 'graded_correct', where: { grade: 'correct' } },
    { metric: 'ticket_routing_suggestions_total', measure: 'suggestions_shown' },
    { metric: 'ticket_pipeline_records_total', measure: 'pipeline_records', where: { stage: 'ingest' } },
    { metric: 'ticket_pipeline_records_total', measure: 'pipeline_errors', where: { outcome: 'error' } },
    { metric: 'ticket_pipeline_lag_seconds', measure: 'pipeline_lag' },
    { metric: 'ticket_pipeline_labeled_examples', measure: 'labeled_examples' },
  ],
});

const deaf: SourceMonitor = { count() {}, succeeded() {}, failed() {}, warned() {} };

async function generate(quick: boolean): Promise<PastExposition[]> {
  const past: PastExposition[] = [];
  const options = { timeline: timelineAt(UNTIL), until: UNTIL, ...(quick ? { from: UNTIL - QUICK_MS } : {}) };
  let count = 0;
  for await (const { at, body } of history(options)) {
    count += 1;
    // Texts that are joined lazily would be joined in the measurement.
    if (!quick || count % QUICK_SHARE === 0)
      past.push({ at, body: Buffer.from(body, 'utf8').toString('utf8') });
  }
  return past;
}

/** Samples a second that are read and forgotten. */
function read(past: readonly PastExposition[]): number {
  const started = performance.now();
  const reader = new ExpositionReader({
    format: 'text',
    maxSamples: 200_000,
    resolve: (identity) => identity,
  });
  let samples = 0;
  for (const { body } of past) samples += reader.read(body).samples.size;
  return (samples / (performance.now() - started)) * 1_000;
}

async function fill(name: string, past: readonly PastExposition[], store: MeasurementStore): Promise<Row[]> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  const readings = (async function* () {
    yield* past;
  })();
  const deps = { store, monitor: deaf, clock: { now: () => UNTIL } };
  await backfillExpositions({ name: 'history', mapping }, readings, deps);
  delay.disable();
  const held = delay.percentile(99) / 1e6;
  return [
    { what: `into ${name}`, unit: 's', ours: (performance.now() - started) / 1_000 },
    { what: `event loop held meanwhile, p99`, unit: 'ms', ours: held, bar: atMost(held, 50, 'ms') },
  ];
}

async function run({ quick, folder, progress }: BenchContext): Promise<PartResult> {
  progress('making the past');
  const past = await generate(quick);
  progress('reading it');
  const rate = read(past);
  progress('into memory');
  const memory = await fill('memory', past, new MemoryStore());
  progress('into DuckDB');
  const store = await DuckdbStore.open({ file: join(folder, 'bench.duckdb') });
  const duckdb = await fill('DuckDB', past, store);
  await store.close();
  const lines = past.reduce((sum, { body }) => sum + body.split('\n').length, 0);
  return {
    rows: [{ what: 'samples read only', unit: '/s', ours: rate }, ...memory, ...duckdb],
    notes: [
      `The example's ${quick ? 'month' : 'year'}, hourly, its last two days by the minute: ${past.length} expositions of ${lines} lines.`,
    ],
  };
}

export const part: Part = {
  name: 'backfill',
  summary: 'how fast a past of expositions comes in: read only, into memory, into DuckDB',
  quickSeconds: 6,
  run,
};
