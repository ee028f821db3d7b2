import { afterAll, describe, expect, it } from 'vitest';
import { createDecoderTables } from '../../collectors/otlp/decoder-tables.ts';
import { decodeJson } from '../../collectors/otlp/json-decoder.ts';
import { decodeProtobuf } from '../../collectors/otlp/protobuf-decoder.ts';
import { OtlpReceiver } from '../../collectors/otlp/receiver.ts';
import { otlpSourceSchema } from '../../collectors/otlp/source-schema.ts';
import { type Distribution, observationCount, quantile } from '../../core/measure/distribution.ts';
import type { SourceCounter } from '../../core/ports.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { Corpus } from './corpus.ts';

interface Expected {
  readonly 'app.requests': { readonly sum: number; readonly code500: number };
  readonly 'app.inflight': number;
  readonly 'gen_ai.client.operation.duration': {
    readonly count: number;
    readonly sum: number;
    readonly exact: Readonly<Record<string, number>>;
  };
  readonly 'gen_ai.client.token.usage': Readonly<Record<string, { count: number; sum: number }>>;
}

interface Manifest {
  readonly requests: readonly { readonly file: string; readonly path: string }[];
  readonly expected: Readonly<Record<string, Expected>>;
}

const corpus = new Corpus('otlp');
const manifest: Manifest = corpus.present
  ? corpus.json<Manifest>('js-sdk/MANIFEST.json')
  : { requests: [], expected: {} };
const recordings = corpus.present ? corpus.list('js-sdk').filter((file) => /\.(json|pb)$/.test(file)) : [];
const metrics = recordings.filter((file) => file.startsWith('m_'));
const examples = corpus.present ? corpus.list('examples').filter((file) => file.endsWith('.json')) : [];

const DAY = 86_400_000;

const source = otlpSourceSchema.parse({
  name: 'corpus',
  product: 'corpus',
  attribution: { item: { label: 'service.version' } },
  metrics: [
    { metric: 'app.requests', measure: 'requests', keep: ['code'] },
    { metric: 'app.inflight', measure: 'in_flight' },
    { metric: 'gen_ai.client.operation.duration', measure: 'call_duration' },
    { metric: 'gen_ai.client.token.usage', measure: 'tokens', keep: ['gen_ai.token.type'] },
    {
      metric: 'gen_ai.client.token.usage_sum',
      measure: 'tokens_input',
      where: { 'gen_ai.token.type': 'input' },
    },
    {
      metric: 'gen_ai.client.token.usage_sum',
      measure: 'tokens_output',
      where: { 'gen_ai.token.type': 'output' },
    },
    { metric: 'my.counter', measure: 'my_counter' },
    { metric: 'my.gauge', measure: 'my_gauge' },
    { metric: 'my.histogram', measure: 'my_histogram' },
    { metric: 'my.exponential.histogram', measure: 'my_exponential_histogram' },
  ],
});

/** A receiver that listened since before the recording, and what it keeps. */
class Taken {
  readonly store = new MemoryStore();
  readonly counts: Partial<Record<SourceCounter, number>> = {};
  readonly receiver: OtlpReceiver;
  #now: number;

  private constructor(at: number) {
    this.#now = at - DAY;
    const monitor = {
      count: (_: string, what: SourceCounter, n: number) => {
        this.counts[what] = (this.counts[what] ?? 0) + n;
      },
      succeeded: () => undefined,
      failed: () => undefined,
      warned: () => undefined,
    };
    const clock = { now: () => this.#now };
    this.receiver = new OtlpReceiver({ sources: [source], store: this.store, clock, monitor });
  }

  static async from(file: string): Promise<Taken> {
    const body = corpus.bytes(file);
    const encoding = file.endsWith('.pb') ? 'protobuf' : 'json';
    const tables = createDecoderTables();
    const points = encoding === 'protobuf' ? decodeProtobuf(body, tables) : decodeJson(body, tables);
    const taken = new Taken(points.time[0] as number);
    await taken.receiver.start();
    taken.#now = points.time[0] as number;
    const { refused, message } = await taken.receiver.accept('metrics', body, encoding);
    expect([refused, message], file).toEqual([0, '']);
    return taken;
  }

  async #read(measure: string, kind: 'counter' | 'distribution' | 'gauge', where?: Record<string, string[]>) {
    const window = { from: this.#now - DAY, to: this.#now + DAY };
    const select = [{ measure, kind, ...(where === undefined ? {} : { where }) }];
    const { selections } = await this.store.read({ product: 'corpus', ...window, select });
    return selections[0]?.groups[0];
  }

  async total(measure: string, where?: Record<string, string[]>): Promise<number> {
    const group = await this.#read(measure, 'counter', where);
    return group?.kind === 'counter' ? (group.totals[0] ?? 0) : Number.NaN;
  }

  async distribution(measure: string, where?: Record<string, string[]>): Promise<Distribution> {
    const group = await this.#read(measure, 'distribution', where);
    return (group?.kind === 'distribution' && group.steps[0]) || { cells: [] };
  }

  async last(measure: string): Promise<number | undefined> {
    const group = await this.#read(measure, 'gauge');
    return group?.kind === 'gauge' ? group.steps[0]?.last : undefined;
  }
}

/** What was recorded under a name of the manifest: `m_json_delta_metrics.1.json` belongs to `m_json_delta`. */
function expectedOf(file: string): Expected {
  const name = Object.keys(manifest.expected).find((each) => file.startsWith(`${each}_metrics`));
  expect(name, file).toBeDefined();
  return manifest.expected[name as string] as Expected;
}

function agrees(what: string, actual: unknown, expected: unknown): void {
  corpus.judge(Object.is(actual, expected));
  expect(actual, what).toBe(expected);
}

afterAll(() => corpus.report());

describe('what the OpenTelemetry JS exporters put on the wire', () => {
  it('is kept with its sums, counts and levels', async () => {
    for (const file of metrics) {
      const expected = expectedOf(file);
      const taken = await Taken.from(`js-sdk/${file}`);
      agrees(`${file} requests`, await taken.total('requests'), expected['app.requests'].sum);
      agrees(
        `${file} errors`,
        await taken.total('requests', { code: ['500'] }),
        expected['app.requests'].code500,
      );
      agrees(`${file} in flight`, await taken.last('in_flight'), expected['app.inflight']);
      for (const type of ['input', 'output']) {
        const { count, sum } = expected['gen_ai.client.token.usage'][type] as { count: number; sum: number };
        const tokens = await taken.distribution('tokens', { 'gen_ai.token.type': [type] });
        agrees(`${file} ${type} count`, observationCount(tokens), count);
        agrees(`${file} ${type} sum`, await taken.total(`tokens_${type}`), sum);
      }
    }
  });

  it('has its exponential quantiles within the bounds of the buckets that are kept', async () => {
    for (const file of metrics) {
      const { count, sum, exact } = expectedOf(file)['gen_ai.client.operation.duration'];
      const duration = await (await Taken.from(`js-sdk/${file}`)).distribution('call_duration');
      agrees(`${file} count`, observationCount(duration), count);
      agrees(`${file} sum`, duration.sum, sum);
      for (const [name, value] of Object.entries(exact)) {
        const reading = quantile(duration, Number(name.slice(1)) / 100);
        const inside = reading !== undefined && reading.lower < value && value <= reading.upper;
        expect(corpus.judge(inside), `${file} ${name}`).toBe(true);
      }
    }
  });

  it('counts once when it is sent again', async () => {
    for (const file of metrics) {
      const taken = await Taken.from(`js-sdk/${file}`);
      const body = corpus.bytes(`js-sdk/${file}`);
      await taken.receiver.accept('metrics', body, file.endsWith('.pb') ? 'protobuf' : 'json');
      agrees(`${file} again`, await taken.total('requests'), expectedOf(file)['app.requests'].sum);
      agrees(`${file} duplicate`, taken.counts.duplicate, 1);
    }
  });

  it('of other signals is read without a crash: as nothing, or with a clear error', () => {
    for (const file of recordings.filter((each) => !each.startsWith('m_'))) {
      const body = corpus.bytes(`js-sdk/${file}`);
      const decode = file.endsWith('.pb') ? decodeProtobuf : decodeJson;
      let answer: unknown;
      try {
        answer = decode(body, createDecoderTables()).count;
      } catch (error) {
        answer = (error as { code?: string }).code;
      }
      expect(corpus.judge(answer === 0 || answer === 'otlp-invalid'), file).toBe(true);
    }
  });
});

describe("the protocol's own examples", () => {
  it('are accepted, each kind of metric with its value', async () => {
    if (!corpus.present) return;
    const taken = await Taken.from('examples/metrics.json');
    agrees('counter', await taken.total('my_counter'), 5);
    agrees('gauge', await taken.last('my_gauge'), 10);
    agrees('histogram', observationCount(await taken.distribution('my_histogram')), 2);
    agrees('exponential', observationCount(await taken.distribution('my_exponential_histogram')), 3);
  });

  it('of other signals hold no metrics', () => {
    for (const file of examples.filter((each) => each !== 'metrics.json')) {
      agrees(file, decodeJson(corpus.bytes(`examples/${file}`), createDecoderTables()).count, 0);
    }
  });
});
