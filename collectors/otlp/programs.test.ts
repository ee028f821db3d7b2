import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecognisedProgram } from '../../core/ports.ts';
import { PRESET_NAMES, presetNamed } from '../presets/library.ts';
import { OTLP_RECEIVER, OtlpReceiver } from './receiver.ts';
import type { OtlpSignal } from './signal.ts';
import { otlpSourceSchema } from './source-schema.ts';
import { RecordingStore } from './testing/recording-store.ts';
import { chat, tracesOf } from './testing/spans.ts';

const EXAMPLES = join(import.meta.dirname, '../presets/examples');

/** What a listener tells of the programs whose metrics it was sent, each time that it has something new to tell. */
async function toldOf(
  bodies: readonly Uint8Array[],
  source: object,
  signal: OtlpSignal = 'metrics',
): Promise<(readonly RecognisedProgram[])[]> {
  const told: (readonly RecognisedProgram[])[] = [];
  const receiver = new OtlpReceiver({
    sources: [otlpSourceSchema.parse({ name: 'telemetry', product: 'desk', ...source })],
    store: new RecordingStore().port,
    clock: { now: () => 1_795_428_060_000 },
    monitor: {
      count: () => undefined,
      succeeded: () => undefined,
      failed: () => undefined,
      warned: () => undefined,
      recognised: (name, programs) => {
        expect(name).toBe(OTLP_RECEIVER);
        told.push(programs);
      },
    },
  });
  await receiver.start();
  for (const body of bodies) await receiver.accept(signal, body, 'json');
  return told;
}

const shown = PRESET_NAMES.flatMap((preset) =>
  presetNamed(preset).examples.flatMap(({ file, format }) => (format === 'otlp' ? [{ preset, file }] : [])),
);
const example = (file: string) => readFileSync(join(EXAMPLES, file));
const OWN = { metrics: [{ metric: 'app.requests', measure: 'requests' }] };

describe('what was sent shows the program of a preset', () => {
  it.each(shown)(
    '$file is of $preset, and told once, whether it is read or not',
    async ({ preset, file }) => {
      const twice = [example(file), example(file)];
      expect(await toldOf(twice, OWN)).toMatchObject([[{ preset, isRead: false }]]);
      expect(await toldOf(twice, { preset })).toMatchObject([[{ preset, isRead: true }]]);
    },
  );

  it.each([
    ['openinference', 'openinference.span.kind', true],
    ['openllmetry', 'traceloop.span.kind', false],
  ])('spans are of %s by an attribute that only these have', async (preset, name, readByPreset) => {
    const spans = [chat(1), chat(2, { attributes: { [name]: 'LLM' } })];
    const body = Buffer.from(JSON.stringify(tracesOf(spans)));
    const program = { preset, metrics: [name] };
    expect(await toldOf([body, body], OWN, 'traces')).toEqual(
      readByPreset ? [[{ ...program, isRead: false }]] : [],
    );
    expect(await toldOf([body], { ...OWN, traces: {} }, 'traces')).toEqual([[{ ...program, isRead: true }]]);
  });

  it('and nothing else does', async () => {
    const metrics = ['app.requests', 'http.server.request.duration', 'process.cpu.time'].map((name) => ({
      name,
      gauge: { dataPoints: [{ asInt: 1 }] },
    }));
    const body = Buffer.from(JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }));
    expect(await toldOf([body], OWN)).toEqual([]);
  });
});
