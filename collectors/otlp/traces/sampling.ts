import { type Attributes, numberOf } from '../spans/attributes.ts';
import type { Span } from '../spans/span.ts';

/** How a span came to be among those that were sent. */
export interface Sampling {
  /**
   * `all`: nothing was left out. `probability`: it stands for {@link weight} spans, give or take. `unknown`: others were left out, nobody
   * knows how many, or they were chosen by what they are (errors, slow ones).
   */
  readonly kind: 'all' | 'probability' | 'unknown';
  /** How many spans it stands for: 1 ÷ its probability (the "adjusted count" of OpenTelemetry); 1 where that is not known. */
  readonly weight: number;
}

/** What the configuration of a source says of its traces. */
export type DeclaredSampling = 'tail' | number;

export const ALL: Sampling = { kind: 'all', weight: 1 };
export const UNKNOWN: Sampling = { kind: 'unknown', weight: 1 };

/** One in a million; what claims to be rarer is no estimate of anything. */
const LEAST_PROBABILITY = 1e-6;

const TWO_POW_56 = 2 ** 56;

/** Shares of what was kept, 0…1. */
const SHARES = ['sampling.probability', '_dd.rule_psr', '_dd.agent_psr'];
/** Percentages. */
const PERCENTAGES = ['microsoft.sample_rate', '_MS.sampleRate'];
/** One in so many, by Honeycomb. Not `sample_rate` and the like: in spans of voice they are the audio's. */
const RATES = ['SampleRate', 'meta.refinery.original_sample_rate'];
/** Left by samplers that choose finished traces. */
const TAIL = ['tailsampling.policy', 'tailsampling.composite_policy', 'meta.refinery.reason'];

/** SpanFlags of trace.proto: the sampled flag of W3C Trace Context, and the bit that tells that the flags were filled in at all. */
const SAMPLED = 0x01;
const HAS_IS_REMOTE = 0x100;

/**
 * How a span was sampled: what the source declares holds; else what the span says in its tracestate (`ot=th:…`, OpenTelemetry
 * specification "TraceState: Probability Sampling"; `ot=p:…`, its predecessor) or in the attributes that samplers leave behind; else whether
 * its trace was not to be recorded at all. A span that says nothing of it is taken as one of all.
 */
export function samplingOf(span: Span, declared: DeclaredSampling | undefined): Sampling {
  if (declared === 'tail') return UNKNOWN;
  if (declared !== undefined) return ofProbability(declared);
  const { attributes, flags } = span;
  if (TAIL.some((name) => attributes[name] !== undefined)) return UNKNOWN;
  const said = ofTraceState(span.traceState) ?? ofAttributes(attributes);
  if (said !== undefined) return said;
  return (flags & HAS_IS_REMOTE) !== 0 && (flags & SAMPLED) === 0 ? UNKNOWN : ALL;
}

/** How a log record was sampled, by what the sampler left in its attributes. */
export function samplingOfAttributes(attributes: Attributes): Sampling {
  const threshold = attributes['sampling.threshold'];
  const said = typeof threshold === 'string' ? ofThreshold(threshold) : undefined;
  return said ?? ofAttributes(attributes) ?? ALL;
}

/** What claims to be a probability and is above 1 is none: nobody knows what it means, so it is not taken for "everything". */
function ofProbability(probability: number): Sampling {
  if (probability === 1) return ALL;
  const isOne = probability >= LEAST_PROBABILITY && probability < 1;
  return isOne ? { kind: 'probability', weight: 1 / probability } : UNKNOWN;
}

function ofTraceState(traceState: string): Sampling | undefined {
  if (traceState === '') return undefined;
  const member = /(?:^|,)\s*ot=([^,]*)/.exec(traceState)?.[1];
  if (member === undefined) return undefined;
  const threshold = /(?:^|;)th:([0-9a-f]*)(?:;|$)/.exec(member)?.[1];
  if (threshold !== undefined) return ofThreshold(threshold);
  const exponent = /(?:^|;)p:(\d{1,2})(?:;|$)/.exec(member)?.[1];
  // 63 stands for "with no probability": such spans are beside those that were chosen.
  return exponent === undefined ? undefined : ofProbability(2 ** -Number(exponent));
}

/** Up to 14 hexadecimal digits, trailing zeros left out: what is under it of 56 bits of chance was rejected. */
function ofThreshold(digits: string): Sampling | undefined {
  if (!/^[0-9a-f]{1,14}$/.test(digits)) return undefined;
  return ofProbability(1 - Number.parseInt(digits.padEnd(14, '0'), 16) / TWO_POW_56);
}

function ofAttributes(attributes: Attributes): Sampling | undefined {
  const share = numberOf(attributes, SHARES);
  if (share !== undefined) return ofProbability(share);
  const percentage = numberOf(attributes, PERCENTAGES);
  if (percentage !== undefined) return ofProbability(percentage / 100);
  const rate = numberOf(attributes, RATES);
  if (rate !== undefined) return ofProbability(1 / rate);
  return ofJaeger(attributes);
}

/** Jaeger's clients: `sampler.type` and `sampler.param`. */
function ofJaeger(attributes: Attributes): Sampling | undefined {
  const type = attributes['sampler.type'];
  if (type === 'probabilistic') {
    const share = numberOf(attributes, ['sampler.param']);
    return share === undefined ? UNKNOWN : ofProbability(share);
  }
  return type === 'ratelimiting' || type === 'lowerbound' ? UNKNOWN : undefined;
}
