import { type Bounds, BoundsTable } from '../bounds-table.ts';

/** Scores lie between 0 and 1 nearly always, between 1 and 5 or 10 sometimes. */
const GREATEST = 10;

/** The buckets that scores of evaluations are kept in: hundredths from −10 to 10. Their mean does not depend on them. */
export const SCORE_LAYOUT: Bounds = new BoundsTable().intern(
  Array.from({ length: 2 * 100 * GREATEST + 1 }, (_, i) => (i - 100 * GREATEST) / 100),
);
