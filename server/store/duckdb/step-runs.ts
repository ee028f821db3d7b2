/** Steps of equal length that follow each other. */
export interface Run {
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** Number of the run's first step. */
  readonly first: number;
  readonly steps: number;
  readonly lengthMs: number;
}

/** Splits boundaries into runs of equally long steps: a year of calendar days is three or four of them (daylight saving), not 366. */
export function equalRuns(boundaries: readonly number[]): Run[] {
  const runs: { from: number; to: number; first: number; steps: number; lengthMs: number }[] = [];
  for (let i = 0; i + 1 < boundaries.length; i += 1) {
    const from = boundaries[i] as number;
    const to = boundaries[i + 1] as number;
    const run = runs.at(-1);
    if (run !== undefined && run.lengthMs === to - from) {
      run.to = to;
      run.steps += 1;
    } else {
      runs.push({ from, to, first: i, steps: 1, lengthMs: to - from });
    }
  }
  return runs;
}
