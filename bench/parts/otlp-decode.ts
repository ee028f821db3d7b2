import { OtlpReceiver } from '../../collectors/otlp/receiver.ts';
import { otlpSourceSchema } from '../../collectors/otlp/source-schema.ts';
import type { MeasurementStore, WriteBatch } from '../../core/ports.ts';
import {
  exportBody,
  INTERVAL_MS,
  type Kind,
  METRICS,
  POINTS,
  SETS,
  type Temporality,
} from '../otlp/export-body.ts';
import type { BenchContext, Part, PartResult, Row } from '../part.ts';

let written = { batches: 0, points: 0, stateBytes: 0 };

/** Answers at once and keeps nothing: what is measured is everything before the store. */
const store = {
  async write(batch: WriteBatch) {
    written.batches += 1;
    written.points += (batch.counters?.length ?? 0) + (batch.distributions?.length ?? 0);
    for (const { value } of batch.state ?? []) written.stateBytes += value?.length ?? 0;
    return 'written' as const;
  },
  async state() {
    return new Map<string, string>();
  },
} as unknown as MeasurementStore;

/** Processor time of this thread, ms. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function measure(kind: Kind, temporality: Temporality, quick: boolean): Promise<Row> {
  const seconds = quick ? 0.1 : 3;
  const startedAt = 1_800_000_000_000;
  const rounds = (kind === 'sum' ? 60 : 20) / (quick ? 10 : 1);
  const bodies = Array.from({ length: rounds }, (_, i) =>
    exportBody({ kind, temporality, round: i + 1, startedAt, instance: 'router-1' }),
  );
  let now = startedAt;
  const monitor = { count() {}, succeeded() {}, failed() {}, warned() {} };
  const attribution = { item: { label: 'version' } };
  const metrics = Array.from({ length: METRICS }, (_, m) => ({
    metric: `app.metric.${m}`,
    measure: `m${m}`,
    keep: ['route'],
  }));
  let busy = 0;
  let points = 0;
  written = { batches: 0, points: 0, stateBytes: 0 };
  for (let pass = 0; busy < seconds * 1000; pass += 1) {
    const source = otlpSourceSchema.parse({
      name: 'bench',
      product: 'bench',
      attribution,
      metrics,
      max_streams: 1_000_000,
    });
    const receiver = new OtlpReceiver({ sources: [source], store, clock: { now: () => now }, monitor });
    now = startedAt;
    await receiver.start();
    for (const [i, body] of bodies.entries()) {
      now = startedAt + (i + 1) * INTERVAL_MS;
      const began = threadMs();
      const { refused } = await receiver.accept('metrics', body, 'protobuf');
      // The first pass warms the engine up, the first request of each meets only new streams.
      if (pass > 0 && i > 0) {
        busy += threadMs() - began;
        points += POINTS;
      }
      if (refused > 0) throw new Error('the benchmark sends points that are refused');
    }
  }
  const { batches, stateBytes } = written;
  const bytes = Math.round((bodies[1]?.length ?? 0) / POINTS);
  const stored = Math.round(written.points / batches);
  const state = Math.round(stateBytes / batches / 1024);
  return {
    what: `${kind}s, ${temporality}: ${bytes} bytes a point, ${stored} stored points and ${state} KiB of stream state a request`,
    unit: '/s',
    ours: (points / busy) * 1000,
  };
}

async function run({ quick, progress }: BenchContext): Promise<PartResult> {
  const rows: Row[] = [];
  for (const kind of ['sum', 'histogram'] as const) {
    for (const temporality of ['delta', 'cumulative'] as const) {
      progress(`${kind}s, ${temporality}`);
      rows.push(await measure(kind, temporality, quick));
    }
  }
  return {
    rows,
    notes: [
      `Data points a second of one core: ${POINTS} points a request, ${SETS} sets of attributes, protobuf, into a store that keeps nothing. Measured in processor time of the thread that does it, so that a busy machine does not blur it.`,
    ],
  };
}

export const part: Part = {
  name: 'otlp-decode',
  summary: 'OTLP data points that one core decodes and aggregates',
  quickSeconds: 8,
  run,
};
