import { parseValue } from '../numbers.ts';
import { type ExpositionSample, LineError, type MetricType } from '../types.ts';

const COUNTER_LIKE = ['_total', '_sum', '_count', '_bucket', '_gcount', '_gsum'];

/** What OpenMetrics 1.0 asks of a single sample of a family. @throws LineError */
export function checkSample(
  sample: ExpositionSample,
  family: string,
  type: MetricType,
  hasExemplar: boolean,
): void {
  const suffix = sample.name.slice(family.length);
  checkLabels(sample, family, type, suffix);
  checkValue(sample.value, type, suffix);
  if (!hasExemplar) return;
  const bucket = (type === 'histogram' || type === 'gaugehistogram') && suffix === '_bucket';
  if (!bucket && !(type === 'counter' && suffix === '_total'))
    throw new LineError('an exemplar where none may be');
}

function checkLabels(sample: ExpositionSample, family: string, type: MetricType, suffix: string): void {
  if (type === 'stateset' && sample.labels[family] === undefined)
    throw new LineError('a state without its label');
  if (suffix === '_bucket' && !isCanonicalBound(sample.labels.le)) throw new LineError('not a bucket bound');
  if (type === 'summary' && suffix === '' && !isQuantile(sample.labels.quantile)) {
    throw new LineError('not a quantile between 0 and 1');
  }
}

function checkValue(value: number, type: MetricType, suffix: string): void {
  const whole = ['_bucket', '_count', '_gcount'].includes(suffix);
  if (whole && !Number.isInteger(value)) throw new LineError('a count that is no whole number');
  if (type === 'stateset' && value !== 0 && value !== 1)
    throw new LineError('a state that is neither 0 nor 1');
  if (type === 'info' && value !== 1) throw new LineError('an info that is not 1');
  if (type === 'summary' && suffix === '' && value < 0) throw new LineError('a negative quantile');
  if (!COUNTER_LIKE.includes(suffix)) return;
  if (Number.isNaN(value)) throw new LineError('a count that is NaN');
  if (value < 0 && suffix !== '_gsum') throw new LineError('a count that is negative');
}

/** Any number, but infinity is written `+Inf`. */
function isCanonicalBound(le: string | undefined): boolean {
  if (le === undefined) return false;
  return le === '+Inf' || Number.isFinite(parseValue(le));
}

function isQuantile(text: string | undefined): boolean {
  const quantile = text === undefined ? undefined : parseValue(text);
  return quantile !== undefined && quantile >= 0 && quantile <= 1;
}
