import type { Labels } from '../../core/measure/series.ts';

/** `text` is Prometheus' text format 0.0.4 (and 1.0.0, which adds quoted names); `openmetrics` is OpenMetrics 1.0. */
export type ExpositionFormat = 'text' | 'openmetrics';

/** Types of OpenMetrics; `untyped` of the text format is `unknown`. */
export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'unknown';

/** What a sample is within its family. */
export type SampleRole = 'value' | 'bucket' | 'sum' | 'count' | 'created';

export interface ExpositionSample {
  /** As it stands there, suffix included. */
  readonly name: string;
  readonly labels: Labels;
  /** May be NaN or infinite. */
  readonly value: number;
  /** Unix ms, when the sample carries its own time. */
  readonly timestampMs?: number;
}

export interface ExpositionFamily {
  readonly name: string;
  readonly type: MetricType;
  /** Only OpenMetrics tells it. */
  readonly unit?: string;
  readonly samples: readonly ExpositionSample[];
}

/** A line that could not be read. */
export interface LineProblem {
  /** 1-based. */
  readonly line: number;
  /** What is wrong with it, without any of its text. */
  readonly reason: string;
}

/** A whole exposition, taken apart. */
export interface Exposition {
  /** In the order in which they were first seen; a family may have no samples. */
  readonly families: readonly ExpositionFamily[];
  readonly sampleCount: number;
  /** The first of the lines that could not be read. */
  readonly problems: readonly LineProblem[];
  readonly problemCount: number;
  /** All of them, by reason. */
  readonly problemReasons: ReadonlyMap<string, number>;
}

/** Thrown inside the parser for one line; never leaves it. It has no stack, which would take longer to make than the line to read. */
export class LineError extends Error {
  override readonly name = 'LineError';

  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
