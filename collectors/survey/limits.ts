/** A look is short: it never holds up who asked for it, whatever a source does. */
export const LOOK = {
  /** One request. */
  timeoutMs: 5_000,
  /** One answer, decompressed. */
  maxBytes: 16 * 1024 ** 2,
  maxSamples: 100_000,
  /** Targets of one source; more are left out, and that is said. */
  targets: 50,
  /** Asked at once. */
  atOnce: 10,
  /** What a server has had for a metric within this long; Prometheus looks back as far. */
  lookbackMs: 5 * 60_000,
} as const;
