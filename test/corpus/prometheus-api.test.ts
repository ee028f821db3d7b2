import { afterAll, describe, expect, it } from 'vitest';
import { PrometheusApi } from '../../collectors/prometheus/api.ts';
import type { StoredSeries } from '../../collectors/prometheus/stored-series.ts';
import { TestServers } from '../../collectors/testing/serve.ts';
import type { GatelineError } from '../../core/errors.ts';
import { Corpus } from './corpus.ts';

const corpus = new Corpus('prometheus-api');
const servers = new TestServers();
afterAll(async () => {
  corpus.report();
  await servers.close();
});

const limits = { timeoutMs: 5_000, maxBytes: 1_000_000, maxRedirects: 0 };
const call = { credentials: {}, signal: new AbortController().signal };

/** An API that gives this recorded answer to whatever is asked. */
async function recorded(name: string): Promise<PrometheusApi> {
  const url = await servers.serve((_, answer) => {
    answer.writeHead(name.includes('error') || name.includes('too_many') ? 400 : 200).end(corpus.text(name));
  });
  return new PrometheusApi({ url, limits, maxSamples: 1_000 });
}

async function samples(name: string): Promise<readonly StoredSeries[] | GatelineError> {
  const api = await recorded(name);
  return await api.samples('{__name__="up"}', 0, 60_000, call).then(
    ({ series }) => series,
    (error) => error,
  );
}

describe('recorded answers of a Prometheus server', () => {
  it('with raw samples are read to the millisecond', async () => {
    if (!corpus.present) return;
    const labels = { instance: '127.0.0.1:19901', job: '/04-metric-dumps/ai/vllm_metrics.txt' };
    const timesMs = [0, 10, 20, 30, 40, 50].map((seconds) => 1795401486860 + seconds * 1_000);
    const values = [1, 1, 1, 1, 1, 1];
    const found = await samples('query_matrix.json');
    corpus.judge(Array.isArray(found) && found.length === 1);
    expect(found).toEqual([{ name: 'up', labels, timesMs, values, histograms: [], unreadable: 0 }]);
    const ranges = await samples('range_up.json');
    corpus.judge(Array.isArray(ranges) && ranges.length === 2);
    expect(ranges).toHaveLength(2);
  });

  it.each([
    [
      'query_parse_error.json',
      'source-refused',
      'invalid parameter "query": 1:18: parse error: unclosed left parenthesis.',
    ],
    ['query_exec_error.json', 'source-refused', 'found duplicate series for the match group {}'],
    ['range_too_many_points.json', 'limit-exceeded', 'exceeded maximum resolution of 11,000 points'],
    ['query_vector_up.json', 'source-answer-invalid', 'something else than the samples that were asked for.'],
    ['query_nan_inf.json', 'source-answer-invalid', 'something else than the samples that were asked for.'],
    ['query_scalar.json', 'source-answer-invalid', 'something else than the samples that were asked for.'],
    ['targets_active.json', 'source-answer-invalid', 'something else than the samples that were asked for.'],
  ])('that are none (%s) are one clear sentence', async (name, code, message) => {
    if (!corpus.present) return;
    const error = (await samples(name)) as GatelineError;
    corpus.judge(error.code === code && error.message.includes(message));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(error.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+[^\n]{1,400}$/);
  });

  it('say which type a metric has', async () => {
    if (!corpus.present) return;
    const api = await recorded('metadata_one.json');
    const types = await api.types('process_cpu_seconds_total', call);
    corpus.judge(types.length === 1);
    expect(types).toEqual(['counter']);
  });
});
