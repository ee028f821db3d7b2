import type { Labels } from '../../core/measure/series.ts';
import { parseValue } from './numbers.ts';
import { LineError, type MetricType, type SampleRole } from './types.ts';

/** What a sample needs to be what its family makes of it: a bucket its bound, a quantile its q. @throws LineError */
export function checkRole(labels: Labels, type: MetricType, role: SampleRole): void {
  if (role === 'bucket' && !isNumber(labels.le)) throw new LineError('not a bucket bound');
  if (type === 'summary' && role === 'value' && !isNumber(labels.quantile))
    throw new LineError('not a quantile');
}

function isNumber(text: string | undefined): boolean {
  const value = text === undefined ? undefined : parseValue(text);
  return value !== undefined && !Number.isNaN(value);
}
