import { describe, expect, it } from 'vitest';
import { readEnvelope } from './api-envelope.ts';

describe('the error of a server', () => {
  it.each([
    // Prometheus
    ['query processing would load too many samples into memory in query execution', true],
    [
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution',
      true,
    ],
    ['query timed out in expression evaluation', true],
    // Mimir and Cortex
    ['the query exceeded the maximum number of chunks (limit: 2000000 chunks)', true],
    ['the query hit the max number of series limit (limit: 500 series)', true],
    ['the query hit the aggregated data size limit (limit: 100 bytes)', true],
    ['the query time range exceeds the limit (query length: 745h0m0s, limit: 744h0m0s)', true],
    // Thanos
    ['exceeded series limit', true],
    ['limit 500 violated (got 501)', true],
    // VictoriaMetrics
    ['cannot select more than -search.maxSamplesPerQuery=1000 samples', true],
    ['the number of matching timeseries exceeds 300; increase -search.max* command-line flag values', true],
    // Too often, or wrong: less would be no better.
    ['too many outstanding requests', false],
    ['invalid parameter "query": 1:3: parse error: unexpected character', false],
    ['found duplicate series for the match group on the left side', false],
  ])('%j asks for less: %s', (error, tooMuch) => {
    const body = JSON.stringify({ status: 'error', errorType: 'execution', error });
    expect(readEnvelope(body)).toEqual({ kind: 'error', error, tooMuch });
  });
});
