import type { NativeHistogram } from '../cumulative/native/native-histogram.ts';
import { parseValue } from '../exposition/numbers.ts';
import { readApiHistogram } from './api-histogram.ts';
import type { StoredSeries } from './stored-series.ts';

/**
 * The series of an answer whose `resultType` is `matrix`.
 * @returns what is there instead, at the end of a sentence, or `too-much` for more samples than allowed
 */
export function readMatrix(data: unknown, maxSamples: number): readonly StoredSeries[] | string {
  const { resultType, result } = (data ?? {}) as { resultType?: unknown; result?: unknown };
  if (resultType !== 'matrix' || !Array.isArray(result)) {
    return 'something else than the samples that were asked for';
  }
  const all: StoredSeries[] = [];
  let samples = 0;
  for (const entry of result) {
    const rows = rowsOf(entry);
    if (rows === undefined) return 'a series that cannot be read';
    samples += rows.values.length + rows.histograms.length;
    if (samples > maxSamples) return 'too-much';
    const columns = columnsOf(rows.values);
    if (columns === undefined) return 'a sample that cannot be read';
    const { __name__: name = '', ...labels } = rows.metric;
    all.push({ name, labels, ...columns, ...histogramsOf(rows.histograms) });
  }
  return all;
}

interface Rows {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly unknown[];
  readonly histograms: readonly unknown[];
}

function rowsOf(entry: unknown): Rows | undefined {
  const { metric, values = [], histograms = [] } = (entry ?? {}) as Record<string, unknown>;
  if (typeof metric !== 'object' || metric === null || Array.isArray(metric)) return undefined;
  if (!Array.isArray(values) || !Array.isArray(histograms)) return undefined;
  if (!Object.values(metric).every((value) => typeof value === 'string')) return undefined;
  return { metric: metric as Record<string, string>, values, histograms };
}

function columnsOf(rows: readonly unknown[]): Pick<StoredSeries, 'timesMs' | 'values'> | undefined {
  const timesMs: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    const [seconds, text] = (Array.isArray(row) ? row : []) as [unknown, unknown];
    const value = typeof text === 'string' ? parseValue(text) : undefined;
    if (typeof seconds !== 'number' || value === undefined) return undefined;
    timesMs.push(Math.round(seconds * 1_000));
    values.push(value);
  }
  return { timesMs, values };
}

function histogramsOf(rows: readonly unknown[]): Pick<StoredSeries, 'histograms' | 'unreadable'> {
  const histograms: { at: number; histogram: NativeHistogram }[] = [];
  for (const row of rows) {
    const [seconds, value] = (Array.isArray(row) ? row : []) as [unknown, unknown];
    const histogram = typeof seconds === 'number' ? readApiHistogram(value) : undefined;
    if (histogram !== undefined) histograms.push({ at: Math.round(Number(seconds) * 1_000), histogram });
  }
  return { histograms, unreadable: rows.length - histograms.length };
}
