import type { MeasureKind } from '../ports.ts';

/** What a stored value is counted in. */
export type MeasureUnit =
  | 'requests'
  | 'calls'
  | 'seconds'
  | 'tokens'
  | 'usd'
  | 'answers'
  | 'records'
  | 'examples'
  | 'times'
  | 'score';

/** What is stored: one quantity, its kind and its unit. */
export interface Measure {
  readonly name: string;
  readonly kind: MeasureKind;
  readonly unit: MeasureUnit;
  /** What it counts, in one phrase. */
  readonly meaning: string;
}

/**
 * The measures that the catalogue's signals are made of. Sources map their metrics to these names; a team may map to names of its own
 * beside them and speak of those under `signals:`.
 */
export const MEASURES: Readonly<Record<string, Measure>> = byName([
  counter('requests', 'requests', 'what users asked for, once each, however many model calls it took'),
  counter('requests_failed', 'requests', 'requests without a usable answer'),
  counter('requests_contained', 'requests', 'requests handled end to end without a person'),
  counter('requests_escalated', 'requests', 'requests handed over to a person'),
  counter('fallbacks', 'requests', 'requests answered by a fallback instead of the version'),
  distribution('request_duration', 'seconds', 'from a request to its whole answer'),
  distribution('time_to_first_token', 'seconds', 'from a request to the first token of its answer'),
  distribution('time_per_output_token', 'seconds', 'between two tokens of an answer'),
  counter('calls', 'calls', 'calls of a model, retries included'),
  counter('calls_failed', 'calls', 'calls of a model that failed'),
  distribution('call_duration', 'seconds', 'one call of a model'),
  counter('tokens_input', 'tokens', 'tokens read, cached ones included'),
  counter('tokens_cached_input', 'tokens', 'tokens read from a cache; a part of tokens_input'),
  counter('tokens_cache_write_input', 'tokens', 'tokens written into a cache; a part of tokens_input'),
  counter('tokens_output', 'tokens', 'tokens written, reasoning ones included'),
  counter('tokens_reasoning_output', 'tokens', 'tokens spent on reasoning; a part of tokens_output'),
  counter('tokens_priced', 'tokens', 'tokens whose price is known'),
  counter('tokens_unpriced', 'tokens', 'tokens whose price is not known'),
  counter(
    'cost_usd',
    'usd',
    'what calls cost, in the currency of the roadmap (US dollars unless it says otherwise)',
  ),
  counter('graded', 'answers', 'answers that somebody or something graded'),
  counter('graded_correct', 'answers', 'graded answers that were right'),
  counter('graded_hallucinated', 'answers', 'graded answers with something made up'),
  distribution('graded_score', 'score', 'scores of graded answers'),
  counter('critical_failures', 'answers', 'answers that broke a rule which must never be broken'),
  counter('suggestions_shown', 'answers', 'suggestions shown to users'),
  counter('suggestions_helpful', 'answers', 'suggestions that users took or marked as helpful'),
  counter('feedback', 'answers', 'answers that users rated'),
  counter('feedback_positive', 'answers', 'answers that users rated well'),
  counter('pipeline_records', 'records', 'records that the data pipeline took in'),
  counter('pipeline_errors', 'records', 'records that the data pipeline could not process'),
  gauge('pipeline_lag', 'seconds', 'how far the data pipeline is behind'),
  gauge('labeled_examples', 'examples', 'labelled examples there are'),
  counter('breaker_opens', 'times', 'times that a circuit breaker opened'),
]);

function counter(name: string, unit: MeasureUnit, meaning: string): Measure {
  return { name, kind: 'counter', unit, meaning };
}

function distribution(name: string, unit: MeasureUnit, meaning: string): Measure {
  return { name, kind: 'distribution', unit, meaning };
}

function gauge(name: string, unit: MeasureUnit, meaning: string): Measure {
  return { name, kind: 'gauge', unit, meaning };
}

function byName(measures: readonly Measure[]): Readonly<Record<string, Measure>> {
  return Object.freeze(Object.fromEntries(measures.map((measure) => [measure.name, measure])));
}

/** One of {@link MEASURES}, by its name. */
export function measureNamed(name: string): Measure | undefined {
  return Object.hasOwn(MEASURES, name) ? MEASURES[name] : undefined;
}
