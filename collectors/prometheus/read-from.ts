const MINUTE_MS = 60_000;
/** How far back a gap is filled in where the server does not tell how long it keeps samples: Prometheus' own default. */
const USUAL_RETENTION_MS = 15 * 24 * 60 * MINUTE_MS;
/** A shorter gap is within any retention. */
const SHORT_GAP_MS = 60 * MINUTE_MS;

/** How far back a source is read. */
export interface Reach {
  /** Of the first read, ms. */
  readonly initial_lookback: number;
  /** Of any later one, ms; absent: as far as the server keeps samples. */
  readonly max_gap?: number | undefined;
}

/**
 * From where on a server is read, Unix ms.
 *
 * @param known up to when it was read before; `undefined` or NaN when it never was
 * @param retentionMs how long the server keeps samples; asked only after a longer gap
 */
export async function readFrom(
  known: number | undefined,
  now: number,
  { initial_lookback, max_gap }: Reach,
  retentionMs: () => Promise<number | undefined>,
): Promise<number> {
  if (known === undefined || !Number.isFinite(known)) return now - initial_lookback;
  if (known >= now - SHORT_GAP_MS && max_gap === undefined) return Math.min(known, now);
  const reach = max_gap ?? (await retentionMs()) ?? USUAL_RETENTION_MS;
  return Math.min(Math.max(known, now - reach), now);
}
