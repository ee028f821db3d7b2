/** An ExportMetricsServiceRequest in OTLP/JSON, as far as tests write it. */
export interface RequestJson {
  resourceMetrics: ResourceMetricsJson[];
}

export interface ResourceMetricsJson {
  resource?: { attributes?: KeyValueJson[] };
  scopeMetrics: {
    scope?: { name?: string; version?: string; attributes?: KeyValueJson[] };
    metrics: MetricJson[];
  }[];
}

export interface MetricJson {
  name: string;
  unit?: string;
  description?: string;
  gauge?: { dataPoints: NumberPointJson[] };
  sum?: { dataPoints: NumberPointJson[]; aggregationTemporality?: number; isMonotonic?: boolean };
  histogram?: { dataPoints: HistogramPointJson[]; aggregationTemporality?: number };
  exponentialHistogram?: { dataPoints: ExponentialPointJson[]; aggregationTemporality?: number };
  summary?: { dataPoints: SummaryPointJson[] };
}

export interface PointJson {
  attributes?: KeyValueJson[];
  startTimeUnixNano?: string;
  timeUnixNano?: string;
  flags?: number;
}

export interface NumberPointJson extends PointJson {
  asInt?: string | number;
  asDouble?: number | string;
}

export interface HistogramPointJson extends PointJson {
  count?: string | number;
  sum?: number | string;
  bucketCounts?: (string | number)[];
  explicitBounds?: number[];
}

export interface ExponentialPointJson extends PointJson {
  count?: string | number;
  sum?: number;
  scale?: number;
  zeroCount?: string | number;
  zeroThreshold?: number;
  positive?: { offset?: number; bucketCounts?: (string | number)[] };
  negative?: { offset?: number; bucketCounts?: (string | number)[] };
}

export interface SummaryPointJson extends PointJson {
  count?: string | number;
  sum?: number;
}

export interface KeyValueJson {
  key: string;
  value?: AnyValueJson;
}

export interface AnyValueJson {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  bytesValue?: string;
  arrayValue?: { values: AnyValueJson[] };
  kvlistValue?: { values: KeyValueJson[] };
}

/** Attributes of text, the usual ones. */
export function attributes(values: Readonly<Record<string, string>>): KeyValueJson[] {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** Unix ms as the protocol writes instants. */
export function nanos(ms: number): string {
  return String(BigInt(Math.floor(ms)) * 1_000_000n + BigInt(Math.round((ms % 1) * 1e6)));
}
