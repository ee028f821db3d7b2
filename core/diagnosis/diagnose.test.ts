import { describe, expect, test } from 'vitest';
import {
  diagnosed,
  evidence,
  judged,
  overAWeek,
  roadmapOf,
  seen,
  sight,
  source,
  version,
} from './testing/facts.ts';

const LATENCY = 'latency_p99 < 2s';

/** What is amiss or could be better. */
function amiss(facts: Parameters<typeof diagnosed>[0]): readonly string[] {
  return diagnosed(facts).filter((line) => !line.startsWith('fine'));
}

test('where nothing is amiss, that is said with what was looked at', () => {
  const requests = { item: 'v2', environment: 'production', n: 90_000 };
  const facts = {
    roadmaps: [roadmapOf(version('v2', LATENCY))],
    sources: [
      source('service', ['requests', 'request_duration'], {
        sight: sight({
          measures: [seen('request_duration', { kind: 'distribution', bounds: [[1, 2, 5]] })],
          recognised: [
            {
              name: 'vllm',
              title: 'vLLM',
              metrics: ['vllm:x'],
              isNamed: true,
              isMapped: false,
              measures: [],
            },
          ],
        }),
        presets: ['vllm'],
        standing: { state: 'ok' as const, warnings: [], rejected: {}, overflowed: 0 },
      }),
    ],
    evidence: [
      evidence({
        measures: [{ measure: 'request_duration', kind: 'distribution', places: [requests], labels: [] }],
        criteria: [judged(LATENCY, 'pass', 'met', { actual: overAWeek(90_000) })],
        traffic: { total: 12_000, unattributed: 0, ofLastDay: true },
      }),
    ],
  };
  expect(diagnosed(facts)).toEqual([
    'fine: source service: 1 address can be read, with 12 metrics; recognised: vLLM; shows request_duration',
    'fine: product: all of 12 k production requests belong to a version',
    'fine: criterion v2 latency_p99 < 2s: request_duration from service; needs 1,000 requests; 90 k seen',
  ]);
});

describe('a source', () => {
  test.each([
    [
      'that cannot be read',
      { sight: sight({ targets: [{ address: 'a', trouble: 'http://a cannot be read: refused.' }] }) },
      [
        'problem: source service: http://a cannot be read: refused. → start what should answer there, or correct the address or the credentials of service in gateline.yaml',
      ],
    ],
    [
      'whose metric has a slightly different name',
      {
        sight: sight({
          absent: [{ metric: 'desk_request', measures: ['requests'], nearest: 'desk_requests' }],
        }),
      },
      [
        'problem: source service: desk_request is not there, of which requests should come → is it desk_requests?',
      ],
    ],
    [
      'that shows a program of a preset which it does not name',
      {
        sight: sight({
          recognised: [
            {
              name: 'opossum',
              title: 'opossum',
              metrics: ['circuit'],
              isNamed: false,
              isMapped: false,
              measures: ['fallbacks', 'requests'],
            },
          ],
        }),
      },
      [
        'hint: source service: opossum shows itself (circuit) and no preset is named for it; it would bring fallbacks → if it is wanted, write `preset: opossum` for service, or add it to the list',
      ],
    ],
    [
      'that names a preset whose program is not there',
      { presets: ['tgi'], sight: sight() },
      [
        'problem: source service: the preset tgi is named, and nothing of tgi shows → point service at its metrics, or take the preset out',
      ],
    ],
    [
      'whose metric is of another kind than its measure',
      {
        sight: sight({
          refused: [
            {
              metric: 'desk_seconds',
              measure: 'request_duration',
              why: 'quantiles of a summary cannot be merged',
            },
          ],
        }),
      },
      [
        'problem: source service: desk_seconds cannot be request_duration: quantiles of a summary cannot be merged → map a metric of the right kind, or say `kind` in its line',
      ],
    ],
    [
      'whose series lack the label that names the version',
      {
        sight: sight({
          measures: [
            seen('requests', { places: [{ item: '', environment: 'production', n: 5 }], labels: ['code'] }),
          ],
        }),
      },
      [
        'problem: source service: 100 % of its requests belongs to no version: its configuration names no label for it → write `attribution: { item: … }` for service; labels there: code',
      ],
    ],
    [
      'whose gateway has no price for a model',
      { sight: sight({ costless: [{ model: 'gpt-5.4', tokens: 31_000 }] }) },
      [
        'problem: source service: counts tokens but no cost of gpt-5.4 (31 k tokens), so that these seem to be free → tell that program the price, or take `cost_usd` from `prices` of ours instead (`without: [cost_usd]` in its preset)',
      ],
    ],
    [
      'whose models have no price of ours',
      { sight: sight({}), priceless: [{ model: 'our-own', tokens: 31_000 }] },
      [
        'problem: source service: counts tokens that have no price: our-own (31 k tokens) → add these models to a file of `prices` (docs/prices.md), for what is counted before then stays unpriced',
      ],
    ],
    [
      'that the server has trouble with',
      {
        standing: {
          state: 'stale' as const,
          lastSuccessAt: Date.UTC(2026, 10, 23, 9, 2),
          warnings: ['One of two servers is away.'],
          rejected: { 'not a number': 12 },
          overflowed: 3,
        },
      },
      [
        'problem: source service: nothing has come from it since 2026-11-23 09:02 UTC → see whether it still runs and sends',
        'problem: source service: One of two servers is away.',
        'problem: source service: samples were refused since the server started: 12 × not a number → docs/configuration.md says what each reason means; what was refused counts for nothing',
        'problem: source service: 3 sets of labels were too many and share one overflow series, so that items and labels cannot be told apart there → keep fewer labels (`keep`), or raise `max_label_sets` of service',
      ],
    ],
  ])('%s', (_, more, expected) => {
    const sources = [source('service', ['requests', 'requests_failed'], more)];
    expect(amiss({ roadmaps: [roadmapOf(version('v2', 'success_rate >= 99%'))], sources })).toEqual(expected);
  });

  test('that sends by itself is told the preset of what has arrived and nobody reads', () => {
    const recognised = [
      { preset: 'otel-genai', metrics: ['gen_ai.client.token.usage'], isRead: false },
      { preset: 'vllm', metrics: ['vllm:x'], isRead: true },
    ];
    const standing = { state: 'ok' as const, warnings: [], rejected: {}, overflowed: 0 };
    const listener = { name: 'otlp receiver', type: 'otlp', product: '', presets: [] };
    const sources = [
      source('telemetry', ['requests'], { type: 'otlp', standing }),
      { ...listener, standing: { ...standing, recognised } },
    ];
    const presets = [{ name: 'otel-genai', title: 'OpenTelemetry GenAI', measures: ['calls', 'requests'] }];
    const facts = { roadmaps: [roadmapOf()], sources, presets };
    expect(diagnosed(facts).filter((line) => line.includes('otlp receiver'))).toEqual([
      'hint: source otlp receiver: OpenTelemetry GenAI shows itself (gen_ai.client.token.usage) and no preset is named for it; it would bring calls → if it is wanted, write `preset: otel-genai` for telemetry, or add it to the list',
      'fine: source otlp receiver: recognised in what has arrived: vllm',
    ]);
    const named = sources.map((one) => ({ ...one, presets: ['otel-genai'] }));
    expect(amiss({ ...facts, sources: named })).toEqual([]);
  });

  test('of which nothing is mapped is told the preset that fits', () => {
    const recognised = [
      {
        name: 'vllm',
        title: 'vLLM',
        metrics: ['vllm:x'],
        isNamed: false,
        isMapped: false,
        measures: ['calls'],
      },
    ];
    const sources = [source('model', [], { sight: sight({ recognised }) })];
    expect(amiss({ roadmaps: [roadmapOf()], sources })).toEqual([
      'problem: source model: none of its metrics is mapped to a measure, so nothing of it counts → write `preset: vllm` for model: that program shows itself there',
    ]);
  });
});

describe('a product', () => {
  const roadmaps = [roadmapOf(version('v2', 'success_rate >= 99%'))];
  const sources = [source('service', ['requests', 'requests_failed'])];
  const ofProduct = (facts: Parameters<typeof diagnosed>[0]) =>
    amiss({ roadmaps, sources, ...facts }).filter((line) => line.includes(': product: '));

  test('is told what share of its traffic belongs to nobody', () => {
    const traffic = { total: 20_000, unattributed: 900, ofLastDay: true };
    expect(ofProduct({ evidence: [evidence({ traffic })] })).toEqual([
      'problem: product: 4.5 % of 20 k production requests of the last 24 hours belong to no version → complete `attribution.item` of the source; what matched nothing is kept, and judged for no version',
    ]);
    const little = { total: 20_000, unattributed: 9, ofLastDay: true };
    expect(ofProduct({ evidence: [evidence({ traffic: little })] })).toEqual([
      expect.stringMatching(/^hint: .*0.045 %/),
    ]);
  });

  test('is told which models have no price', () => {
    const unpriced = [
      { model: 'gpt-5.4', tokens: 30_000 },
      { model: '', tokens: 1_000 },
    ];
    expect(
      ofProduct({ evidence: [evidence({ pricing: { priced: 69_000, unpriced, ofLastDay: false } })] }),
    ).toEqual([
      'problem: product: 31 % of the tokens of the last 28 days have no price: gpt-5.4 (30 k tokens), no model named (1,000 tokens) → add these models to a file of `prices` (docs/prices.md); what was counted before stays unpriced',
    ]);
  });

  test('is told by how much a source that is compared differs', () => {
    const compared = [
      { source: 'spans', measure: 'requests', days: 7, owned: 1_000, compared: 1_120 },
      { source: 'spans', measure: 'requests_failed', days: 7, owned: 10, compared: 10 },
    ];
    const told = diagnosed({ roadmaps, sources, evidence: [evidence({ compared })] });
    expect(told.filter((line) => line.includes(': product: '))).toEqual([
      expect.stringMatching(
        /^problem: product: requests: spans, which is only compared, has 1,120 beside the 1,000 that count \(\+12 %\) over 7 days → /,
      ),
      'fine: product: requests_failed: spans, which is only compared, says the same over 7 days',
    ]);
  });

  test('is told of two sources that count the same process', () => {
    const shown = (n: number) =>
      sight({ measures: [seen('requests', { instances: [{ instance: 'desk:9464', n }] })] });
    const twice = [
      source('one', ['requests'], { sight: shown(100) }),
      source('two', ['requests'], { sight: shown(98) }),
    ];
    expect(ofProduct({ sources: twice })).toEqual([
      'problem: product: one and two both read desk_requests of desk:9464 as requests, at 100 and 98: it counts twice → write `compare: [requests]` in one of them, or let each read targets of its own',
    ]);
  });

  test('is told of traffic that no item of the roadmap has', () => {
    const measures = [
      {
        measure: 'requests',
        kind: 'counter' as const,
        labels: [],
        places: [{ item: 'v9', environment: 'production', n: 3 }],
      },
    ];
    expect(ofProduct({ evidence: [evidence({ measures })] })).toEqual([
      expect.stringMatching(/^hint: product: traffic belongs to v9, which the roadmap does not have → /),
    ]);
  });

  test('needs a roadmap and a source', () => {
    expect(ofProduct({ sources: [] })).toEqual([
      'problem: product: no source brings anything of it → add a source with `product: desk` to gateline.yaml',
    ]);
    expect(ofProduct({ roadmaps: [] })).toEqual([expect.stringMatching(/no roadmap is about it/)]);
  });
});

describe('the store', () => {
  const roadmaps = [roadmapOf(version('v2', 'accuracy >= 92% over 90d'))];
  const usage = (more: object) => ({
    store: { kind: 'duckdb', status: { state: 'ready' as const }, usage: { bytes: 1, kinds: [], ...more } },
  });
  const ofStore = (facts: Parameters<typeof diagnosed>[0]) =>
    amiss({ roadmaps, ...facts }).filter((line) => line.includes(': store: '));

  test('that keeps numbers for a shorter time than a window asks for', () => {
    const DAY = 86_400_000;
    const kinds = (rolled?: number) => [
      { kind: 'increments', isNumbers: true as const, retentionMs: 30 * DAY },
      {
        kind: 'quarters',
        isNumbers: true as const,
        ...(rolled === undefined ? {} : { retentionMs: rolled }),
      },
      { kind: 'events' },
    ];
    expect(ofStore(usage({ kinds: kinds() }))).toEqual([]);
    expect(ofStore(usage({ kinds: kinds(60 * DAY) }))).toEqual([
      'problem: store: nothing is kept longer than 60 days (quarters), and `accuracy >= 92% over 90d` looks over 90 days → raise `store.retention`',
    ]);
  });

  test('that cannot be asked, or is not as it should be', () => {
    const told = [
      ...ofStore({ storeTrouble: { message: 'another process has it.', isAmiss: true } }),
      ...ofStore({ storeTrouble: { message: 'nothing has been stored yet', isAmiss: false } }),
      ...ofStore({ store: { kind: 'duckdb', status: { state: 'read-only', reason: 'the disk is full' } } }),
      ...ofStore({ store: { kind: 'influxdb', status: { state: 'ready', reason: 'InfluxDB drops data' } } }),
      ...ofStore(usage({ spool: { points: 1, bytes: 900, limitBytes: 1_000 } })),
      ...ofStore(
        usage({
          setAside: {
            points: 3,
            bytes: 9,
            dropped: 1,
            newest: [{ at: 0, reason: 'field type conflict', point: '' }],
          },
        }),
      ),
    ];
    expect(told).toEqual([
      'problem: store: what the store knows cannot be said: another process has it.',
      'hint: store: what the store knows cannot be said: nothing has been stored yet',
      'problem: store: it is read-only: the disk is full → docs/operations.md says what to do',
      'problem: store: all is served, but: InfluxDB drops data → docs/operations.md says what to do',
      expect.stringMatching(/^problem: store: 900 B of at most 1(.0)? kB wait for InfluxDB/),
      expect.stringMatching(/^problem: store: InfluxDB refuses 4 points for good: field type conflict/),
    ]);
  });
});
