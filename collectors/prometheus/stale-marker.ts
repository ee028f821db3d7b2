/**
 * Whether a sample says that the series ended. Prometheus keeps its staleness markers to itself; VictoriaMetrics shows them, and JSON
 * knows only one kind of NaN. A marker stands alone: once it is there, the series is gone or goes on with numbers. A source that means NaN
 * says it again and again.
 */
export function isStaleMarker(values: readonly number[], i: number): boolean {
  return Number.isNaN(values[i]) && !Number.isNaN(values[i - 1]) && !Number.isNaN(values[i + 1]);
}
