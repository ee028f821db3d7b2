import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { observationCount } from '../../core/measure/distribution.ts';
import { Mapper } from '../../core/measure/mapper.ts';
import { MEASURES } from '../../core/signal/measures.ts';
import { OtlpReceiver } from '../otlp/receiver.ts';
import { otlpSourceSchema } from '../otlp/source-schema.ts';
import { scrapeSourceSchema } from '../scrape/schema.ts';
import { sourceMapping } from '../source-mapping.ts';
import { IntakeUnderTest, SECOND } from '../testing/intake-under-test.ts';
import { RecordingMonitor, RecordingStore } from '../testing/recording-store.ts';
import { measuresOfPreset } from './expand.ts';
import { PRESET_NAMES, presetNamed } from './library.ts';
import type { Preset } from './preset-schema.ts';

type Example = Preset['examples'][number];

/** When the examples are read, Unix ms; those in OTLP began a minute before. */
const READ_AT = 1_795_428_060_000;

const WANTED = [
  'otel-genai',
  'openinference',
  'openllmetry',
  'litellm',
  'vllm',
  'tgi',
  'triton',
  'envoy-ai-gateway',
  'kong-ai',
  'portkey',
  'opossum',
  'resilience4j',
  'envoy',
  'airflow',
  'kafka-connect',
  'flink',
  'otel-collector',
];

const FIELDS = { name: 'source', product: 'p' };

const examples = PRESET_NAMES.flatMap((name) =>
  presetNamed(name).examples.map((example) => ({
    name,
    preset: presetNamed(name),
    example,
    file: example.file,
  })),
);

describe('the presets', () => {
  it('are those that are promised, and some more', () => {
    expect(PRESET_NAMES).toEqual(expect.arrayContaining(WANTED));
  });

  it('have no example that nobody reads', () => {
    const files = readdirSync(join(import.meta.dirname, 'examples')).filter(
      (file) => !file.startsWith('LICENSE'),
    );
    expect(files.sort()).toEqual(examples.map(({ file }) => file).sort());
  });

  it.each(PRESET_NAMES)(
    '%s feeds measures that the catalogue knows, or says which are of its own',
    (name) => {
      const preset = presetNamed(name);
      const own = measuresOfPreset(preset).filter((measure) => !Object.hasOwn(MEASURES, measure));
      for (const measure of own) expect(preset.notes.join(' ')).toContain(measure);
    },
  );

  it.each(PRESET_NAMES)('%s mutes only what it reads itself', (name) => {
    const { metrics } = presetNamed(name);
    const bare = (metric: string) => metric.replace(/_(count|sum|total)$/, '');
    const mapped = new Set(metrics.map(({ metric }) => bare(metric)));
    for (const { unless = [] } of metrics) for (const other of unless) expect(mapped).toContain(bare(other));
  });
});

describe('the example', () => {
  it.each(examples)(
    '$file of $name gives its measures, through the code of the real collectors',
    async ({ name, example }) => {
      const { store, monitor } = await readExample(name, example);
      const found = Object.fromEntries(
        Object.keys(example.expect).map((measure) => [measure, amountOf(store, measure)]),
      );
      expect(rounded(found)).toEqual(example.expect);
      expect(standOf(store)).toMatchObject(example.breakers ?? {});
      expect(monitor.counts.overflowed).toBeUndefined();
    },
  );

  it.each(
    examples.filter(({ example }) => example.format !== 'spans' && Object.keys(example.expect).length > 0),
  )(
    '$file of $name tells of every measure that the preset has, or the preset has several examples',
    ({ preset, example }) => {
      const told = new Set(preset.examples.flatMap((one) => Object.keys(one.expect)));
      const silent = measuresOfPreset(preset).filter((measure) => !told.has(measure));
      expect(silent.filter((measure) => !RARE.has(`${example.file} ${measure}`))).toEqual([]);
    },
  );
});

/** Measures that no version which was looked at shows together with the rest. */
const RARE = new Set([
  'litellm.prom time_per_output_token',
  'litellm-written.prom time_per_output_token',
  'litellm.prom tokens_cached_input',
  'litellm-written.prom tokens_cached_input',
  'litellm.prom tokens_cache_write_input',
  'litellm-written.prom tokens_cache_write_input',
  'openllmetry.om time_to_first_token',
  'envoy-ai-gateway.prom time_per_output_token',
  'envoy-ai-gateway.prom tokens_cached_input',
  'triton.prom time_to_first_token',
]);

async function readExample(name: string, example: Example) {
  const body = readFileSync(join(import.meta.dirname, 'examples', example.file), 'utf8');
  if (example.format === 'otlp') return readOtlp(name, 'metrics', body);
  if (example.format === 'spans') return readOtlp(name, 'traces', body);
  return readExposition(name, body, example.format);
}

/** As if the program had been read a moment before, with nothing counted yet. */
async function readExposition(name: string, body: string, format: Example['format']) {
  const config = scrapeSourceSchema.parse({ ...FIELDS, preset: name, targets: ['http://x.example/metrics'] });
  const { attribution, ...mapping } = sourceMapping(config);
  const source = new IntakeUnderTest(
    { ...mapping, attribution: { ...attribution, item: attribution.item ?? 'v1' } },
    { countersRestartWithProcess: false },
  );
  const exposition = format === 'openmetrics' ? 'openmetrics' : 'text';
  const zeros = body.replaceAll(/^([^#\s][^{\s]*(?:\{.*\})?) \S+$/gm, '$1 0');
  await source.feed(READ_AT - 15 * SECOND, zeros, { format: exposition });
  await source.feed(READ_AT, body, { format: exposition });
  return source;
}

async function readOtlp(name: string, signal: 'metrics' | 'traces', body: string) {
  const store = new RecordingStore();
  const monitor = new RecordingMonitor();
  const receiver = new OtlpReceiver({
    sources: [otlpSourceSchema.parse({ ...FIELDS, preset: name })],
    store,
    clock: { now: () => READ_AT },
    monitor,
  });
  await receiver.start();
  await receiver.accept(signal, new TextEncoder().encode(body), 'json');
  return { store, monitor };
}

function amountOf(store: RecordingStore, measure: string): number {
  const observed = observationCount(store.distribution(measure));
  return store.total(measure) + observed;
}

function rounded(amounts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts).map(([measure, amount]) => [measure, Number(amount.toPrecision(12))]),
  );
}

/** The last state of each breaker. */
function standOf(store: RecordingStore): Record<string, string> {
  const transitions = store.batches.flatMap((batch) => batch.breakers ?? []);
  return Object.fromEntries(transitions.map(({ breaker, state }) => [breaker, state]));
}

describe('the version', () => {
  it.each([
    ['otel-genai', 'gen_ai.client.operation.duration_count', { 'service.version': '2.3.1' }, 'v2', '2.3.1'],
    [
      'otel-genai',
      'gen_ai.client.operation.duration_count',
      { 'service.version': 'v3.0.0-rc1+7' },
      'v3',
      'v3.0.0-rc1+7',
    ],
    [
      'otel-genai',
      'gen_ai.client.operation.duration_count',
      { 'service.version': 'main-6f2c' },
      '',
      'main-6f2c',
    ],
    ['litellm', 'litellm_proxy_total_requests_metric', { requested_model: 'ticket-router-v3' }, 'v3', ''],
    [
      'litellm',
      'litellm_proxy_total_requests_metric',
      { requested_model: 'v2', model: 'gpt-5.4' },
      'v2',
      'gpt-5.4',
    ],
    ['litellm', 'litellm_proxy_total_requests_metric', { requested_model: 'amazon.nova-lite-v1:0' }, '', ''],
    ['litellm', 'litellm_proxy_total_requests_metric', { requested_model: 'gpt-5.4-mini' }, '', ''],
    ['vllm', 'vllm:request_success', { model_name: 'desk/router-v4.1' }, 'v4', 'desk/router-v4.1'],
    ['triton', 'nv_inference_request_success', { model: 'router', version: '3' }, 'v3', 'router'],
    ['envoy', 'envoy_cluster_upstream_rq_xx', { envoy_cluster_name: 'model-v3' }, 'v3', 'model-v3'],
    [
      'envoy',
      'envoy_cluster_upstream_rq_xx',
      { cluster_name: 'outbound|80|v2|model.desk.svc' },
      'v2',
      'outbound|80|v2|model.desk.svc',
    ],
  ])('of %s in %s with %j is %j', (name, metric, labels, item, build) => {
    const naming = presetNamed(name).names === 'opentelemetry' ? 'opentelemetry' : 'exposition';
    const config = scrapeSourceSchema.parse({
      ...FIELDS,
      preset: name,
      targets: ['http://x.example/metrics'],
    });
    const [measure] = new Mapper(sourceMapping(config, { naming })).map(metric, labels).measures;
    expect(measure?.series).toMatchObject({ item, build });
  });
});
