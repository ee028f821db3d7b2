import { Intake } from '../../../collectors/cumulative/intake.ts';
import { readEnvelope, shownDetail } from '../../../collectors/prometheus/api-envelope.ts';
import { readMatrix } from '../../../collectors/prometheus/api-matrix.ts';
import { MetricTypes } from '../../../collectors/prometheus/metric-types.ts';
import { takeStored } from '../../../collectors/prometheus/stored-reads.ts';
import { RecordingMonitor, RecordingStore } from '../../../collectors/testing/recording-store.ts';
import { sourceMappingSchema } from '../../../core/measure/mapping.ts';
import { promised } from '../promises.ts';
import type { FuzzTarget } from '../target.ts';

const T = 1_795_000_000;

const SEEDS = [
  {
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'requests_total', job: 'a', instance: 'b', version: 'v1' },
          values: [
            [T, '5'],
            [T + 15.5, '7'],
            [T + 30, 'NaN'],
            [T + 45, '3'],
          ],
        },
        {
          metric: { __name__: 'took_seconds', job: 'a', instance: 'b' },
          histograms: [
            [
              T,
              {
                count: '3',
                sum: '4',
                buckets: [
                  [0, '0.5', '1', '2'],
                  [3, '-0.001', '0.001', '1'],
                ],
              },
            ],
            [
              T + 15,
              {
                count: '9',
                sum: '7',
                buckets: [
                  [1, '-2', '-1', '1'],
                  [0, '0.5', '1', '4'],
                  [0, '2', '4', '4'],
                ],
              },
            ],
            [
              T + 30,
              {
                count: '9',
                sum: 'NaN',
                buckets: [
                  [0, '-Inf', '0.3', '4'],
                  [0, '0.3', '+Inf', '5'],
                ],
              },
            ],
          ],
        },
        { metric: { __name__: 'took_seconds_bucket', le: '1', job: 'a', instance: 'b' }, values: [[T, '2']] },
        {
          metric: { __name__: 'took_seconds_bucket', le: '+Inf', job: 'a', instance: 'b' },
          values: [[T, '2']],
        },
      ],
    },
    warnings: ['a store is away'],
  },
  { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' },
  { status: 'success', data: { resultType: 'vector', result: [] }, infos: ['PromQL info: x'] },
].map((value) => JSON.stringify(value));

const mapping = sourceMappingSchema.parse({
  product: 'p',
  attribution: { item: { label: 'version' } },
  metrics: [
    { metric: 'requests_total', measure: 'requests' },
    { metric: 'took_seconds', measure: 'request_duration' },
    { metric: 'took_seconds_count', measure: 'calls' },
  ],
});

function intake(): Intake {
  return new Intake({
    source: 'fuzz',
    mapping,
    store: new RecordingStore(),
    clock: { now: () => (T + 3_600) * 1_000 },
    monitor: new RecordingMonitor(),
    rules: {
      maxSampleAgeMs: Number.POSITIVE_INFINITY,
      startCreditMs: 3_600_000,
      countersRestartWithProcess: true,
      gaugeReachMs: 300_000,
      maxLabelAgeMs: 90 * 86_400_000,
    },
  });
}

/** Answers of the HTTP API, down to what reaches the store. */
export const prometheusApiTarget: FuzzTarget = {
  name: 'prometheus-api',
  seeds: SEEDS,
  json: true,
  words: [
    '"values"',
    '"histograms"',
    '"buckets"',
    '"__name__"',
    '"metric"',
    '[[',
    '"+Inf"',
    'null',
    '"isPartial":true',
  ],
  take: async (input) => {
    const envelope = readEnvelope(Buffer.from(input).toString('utf8'));
    if (envelope === undefined) return 'refused';
    if (envelope.kind === 'error') {
      promised(!shownDetail(envelope.error).includes('\n'), 'an error is one line');
      return 'refused';
    }
    const series = readMatrix(envelope.answer.data, 1_000);
    if (typeof series === 'string') {
      promised(/^[a-z-][a-z ,-]+$/.test(series), `says what is there instead: ${series}`);
      return 'refused';
    }
    const types = new MetricTypes(['requests_total', 'took_seconds']);
    const weave = { handoverMs: 15_000, patienceMs: 60_000, isAway: () => false };
    const observed = series.map((one, i) => ({ ...one, observer: i % 2 === 0 ? 'a' : 'b' }));
    for (const [stored, options] of [[series, {}] as const, [observed, { weave }] as const]) {
      // RecordingStore refuses what no store takes.
      await intake().commit({ id: 'one' }, (session) => {
        session.advance();
        takeStored(session, stored, { identityOf: (one) => types.identityOf(one), ...options });
      });
    }
    return series.some(({ unreadable }) => unreadable > 0) ? 'in part' : 'taken';
  },
};
