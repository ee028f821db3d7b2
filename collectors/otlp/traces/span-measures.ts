/** What is made of calls and of requests, by the names of the catalogue's measures. */
export const CALL_MEASURES = [
  'calls',
  'calls_failed',
  'call_duration',
  'time_to_first_token',
  'time_per_output_token',
  'tokens_input',
  'tokens_cached_input',
  'tokens_cache_write_input',
  'tokens_output',
  'tokens_reasoning_output',
  'tokens_priced',
  'tokens_unpriced',
  'cost_usd',
] as const;
export const REQUEST_MEASURES = ['requests', 'requests_failed', 'request_duration'] as const;
export const SPAN_MEASURES = [...REQUEST_MEASURES, ...CALL_MEASURES] as const;
export type SpanMeasure = (typeof SPAN_MEASURES)[number];

/** Those of them that are distributions. */
export const SPAN_DURATIONS: readonly SpanMeasure[] = [
  'call_duration',
  'time_to_first_token',
  'time_per_output_token',
  'request_duration',
];

/** Under these names a source's mapping knows what is made of spans; no instrument is called so. */
export const CALLS = 'spans: calls';
export const REQUESTS = 'spans: requests';
